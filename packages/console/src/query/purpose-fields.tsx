// SPDX-License-Identifier: Apache-2.0
// Purpose and case reference, which go with every query; both stay until they are changed.
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useWords } from '../language/use-words.ts';
import { KeyCap } from '../screen/key-cap.tsx';

/** As `caseReferenceSchema` of the wire allows. */
const CASE_REFERENCE_CHARACTERS_MAX = 64;

interface PurposeFieldsProps {
  readonly purposes: readonly string[];
  readonly purpose: string;
  readonly caseRef: string;
  readonly caseField: RefObject<HTMLInputElement | null>;
  /** A query was tried without a case reference. */
  readonly caseMissing: boolean;
  readonly onPurpose: (purpose: string) => void;
  readonly onCaseRef: (caseRef: string) => void;
  /** The case reference is done: on to the box. */
  readonly onDone: () => void;
}

export function PurposeFields(props: PurposeFieldsProps): ReactNode {
  const { t, code } = useWords();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    props.onDone();
  };
  return (
    <>
      <label className="field">
        <span>
          {t('purpose.label')} <KeyCap>F2</KeyCap>
        </span>
        <select value={props.purpose} onChange={(event) => props.onPurpose(event.target.value)}>
          {props.purposes.map((purpose) => (
            <option key={purpose} value={purpose}>
              {code('purpose', purpose)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('case.label')}</span>
        <input
          ref={props.caseField}
          value={props.caseRef}
          maxLength={CASE_REFERENCE_CHARACTERS_MAX}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={props.caseMissing}
          aria-describedby={props.caseMissing ? 'case-missing' : undefined}
          onChange={(event) => props.onCaseRef(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {props.caseMissing && (
          <span className="field-problem" id="case-missing" role="alert">
            {t('case.missing')}
          </span>
        )}
      </label>
    </>
  );
}
