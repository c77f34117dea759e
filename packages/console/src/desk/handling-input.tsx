// SPDX-License-Identifier: Apache-2.0
// How the receiver may handle what is written: the code always, its companions when somebody asks for them.
import { CLASSIFICATIONS, HANDLING_CODES, PAP_LABELS, TLP_LABELS } from '@iims/wire/code-lists';
import { GRADES, GRADING_SCHEMES, type GradingScheme, SHARING_GRADES } from '@iims/wire/grading';
import { CONDITION_CHARACTERS_MAX } from '@iims/wire/handling';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { type FormDraft, typedText } from './form-draft.ts';

interface HandlingInputProps {
  readonly typed: FormDraft;
  readonly fault: string;
  readonly onChange: (typed: FormDraft) => void;
}

export function HandlingInput({ typed, fault, onChange }: HandlingInputProps): ReactNode {
  const { t, code } = useWords();
  const set = (name: string) => (value: string) => onChange({ ...typed, [name]: value });
  const scheme = GRADING_SCHEMES.find((one) => one === typed.scheme);
  return (
    <fieldset className="field field-wide handling-input">
      <legend className="field-label">{t('desk.handling')}</legend>
      <div className="group-row">
        <Choice
          label={t('desk.handling-code')}
          value={typedText(typed.code)}
          codes={HANDLING_CODES}
          word={(one) => `${one} · ${code('handling', one)}`}
          onChange={set('code')}
        />
        {typed.code === 'H3' && (
          <label className="field field-half">
            <span className="field-label">{t('desk.condition')}</span>
            <input
              value={typedText(typed.condition)}
              required
              maxLength={CONDITION_CHARACTERS_MAX}
              aria-invalid={fault === 'condition' || undefined}
              dir="auto"
              onChange={({ target }) => set('condition')(target.value)}
            />
          </label>
        )}
        <Choice
          label={t('desk.tlp')}
          value={typedText(typed.tlp)}
          codes={['', ...TLP_LABELS]}
          word={(one) => t(`tlp.${one}`)}
          onChange={set('tlp')}
        />
        <label className="field">
          <span className="field-label">{t('desk.expires')}</span>
          <input
            type="date"
            value={typedText(typed.expiresOn)}
            aria-invalid={fault === 'expiresOn' || undefined}
            onChange={({ target }) => set('expiresOn')(target.value)}
          />
        </label>
      </div>
      <details>
        <summary className="field-label">{t('desk.handling-more')}</summary>
        <div className="group-row">
          <Choice
            label={t('desk.classification')}
            value={typedText(typed.classification)}
            codes={['', ...CLASSIFICATIONS]}
            word={(one) => t(`classification.${one}`)}
            onChange={set('classification')}
          />
          <Choice
            label={t('desk.pap')}
            value={typedText(typed.pap)}
            codes={['', ...PAP_LABELS]}
            word={(one) => t(`pap.${one}`)}
            onChange={set('pap')}
          />
          <Choice
            label={t('desk.grading')}
            value={typedText(typed.scheme)}
            codes={['', ...GRADING_SCHEMES]}
            word={(one) => one}
            onChange={(one) => onChange({ ...typed, scheme: one, source: '', information: '', sharing: '' })}
          />
          {scheme !== undefined && <GradeInputs typed={typed} scheme={scheme} fault={fault} onChange={onChange} />}
        </div>
      </details>
    </fieldset>
  );
}

function GradeInputs({ typed, scheme, onChange }: HandlingInputProps & { scheme: GradingScheme }): ReactNode {
  const { t } = useWords();
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['source', GRADES[scheme].source],
    ['information', GRADES[scheme].information],
    ...(scheme === '3x5x2' ? [['sharing', SHARING_GRADES] as const] : []),
  ];
  return parts.map(([name, grades]) => (
    <Choice
      key={name}
      label={t(`grade.${name}`)}
      value={typedText(typed[name])}
      codes={['', ...grades]}
      word={(one) => one}
      onChange={(one) => onChange({ ...typed, [name]: one })}
    />
  ));
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** The empty one stands for nothing. */
  readonly codes: readonly string[];
  readonly word: (code: string) => string;
  readonly onChange: (code: string) => void;
}

export function Choice({ label, value, codes, word, onChange }: ChoiceProps): ReactNode {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {codes.map((code) => (
          <option key={code} value={code}>
            {code === '' ? '–' : word(code)}
          </option>
        ))}
      </select>
    </label>
  );
}
