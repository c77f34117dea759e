// SPDX-License-Identifier: Apache-2.0
// What a list holds: alerts of a kind, or what the State issued or registered, and for which types of that it is complete.
import { COMPLETE_HOURS_MAX } from '@iims/wire/issued';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { ALERT_KINDS, ISSUED_KINDS, isIssued, KINDS, type Kind, subjectOf, TYPES_OF_ISSUED } from './import-codes.ts';
import type { RegisterShown } from './import-state.ts';

/** What the rows of a list for this register are; undefined for a kind that lists do not have. */
export function kindOfRegister({ kind, completeFor }: RegisterShown): Kind | undefined {
  return KINDS.find((one) => one === (completeFor === undefined ? kind : `issued-${kind}`));
}

interface KindProps {
  readonly kind: Kind;
  /** Whether the register is there, and says it. */
  readonly isHeld: boolean;
  readonly onChange: (kind: Kind) => void;
}

export function KindField({ kind, isHeld, onChange }: KindProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const group = (label: string, kinds: readonly Kind[]) => (
    <optgroup label={label}>
      {kinds.map((one) => (
        <option key={one} value={one}>
          {words.code('subject', subjectOf(one))}
        </option>
      ))}
    </optgroup>
  );
  return (
    <label>
      {t('imports.kind')}
      <select value={kind} disabled={isHeld} onChange={(event) => onChange(event.target.value as Kind)}>
        {group(t('imports.holds-alerts'), ALERT_KINDS)}
        {group(t('imports.holds-issued'), ISSUED_KINDS)}
      </select>
    </label>
  );
}

interface CompleteProps {
  readonly kind: Kind;
  readonly completeFor: readonly string[];
  readonly onChange: (completeFor: readonly string[]) => void;
  /** As a field of day and time has it. */
  readonly madeAt: string;
  readonly onMadeAt: (madeAt: string) => void;
  /** For how long that counts, as it is typed. */
  readonly hours: string;
  readonly onHours: (hours: string) => void;
}

/** Each list says it anew: of what it lacks it is told that it was not issued when the list was made. */
export function CompleteField({
  kind,
  completeFor,
  onChange,
  madeAt,
  onMadeAt,
  hours,
  onHours,
}: CompleteProps): ReactNode {
  const words = useWords();
  if (!isIssued(kind)) return null;
  return (
    <fieldset className="complete-for">
      <legend>{words.t('imports.complete')}</legend>
      <p className="soft">{words.t('imports.complete-what')}</p>
      {TYPES_OF_ISSUED[kind].map((type) => (
        <label key={type} className="complete-type">
          <input
            type="checkbox"
            checked={completeFor.includes(type)}
            onChange={({ target }) =>
              onChange(target.checked ? [...completeFor, type] : completeFor.filter((one) => one !== type))
            }
          />
          {words.code('document', type)}
        </label>
      ))}
      <label className="made-at">
        {words.t('imports.made-at')}
        <input type="datetime-local" value={madeAt} required onChange={({ target }) => onMadeAt(target.value)} />
      </label>
      <label className="complete-hours">
        {words.t('imports.complete-hours')}
        <input
          type="number"
          min={1}
          max={COMPLETE_HOURS_MAX}
          value={hours}
          aria-describedby="complete-hours-what"
          onChange={({ target }) => onHours(target.value)}
        />
      </label>
      <p id="complete-hours-what" className="soft">
        {words.t('imports.complete-hours-what')}
      </p>
    </fieldset>
  );
}
