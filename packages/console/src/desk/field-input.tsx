// SPDX-License-Identifier: Apache-2.0
// One field of a message's form, whatever it holds, made from the description that the schema is made from.
import type { Field } from '@iims/wire/message-field';
import type { MessageKind } from '@iims/wire/message-kinds';
import { type ReactNode, useId } from 'react';
import { useWords } from '../language/use-words.ts';
import { wordsOfCodes } from './desk-codes.ts';
import { chosenCodes, type DraftValue, type FormDraft, typedGroups, typedText } from './form-draft.ts';

export interface FieldInputProps {
  readonly kind: MessageKind;
  readonly name: string;
  readonly field: Field;
  readonly value: DraftValue | undefined;
  /** The first field that is missing or malformed, from this place on; empty where none is. */
  readonly fault: string;
  readonly onChange: (value: DraftValue) => void;
}

export function FieldInput(props: FieldInputProps): ReactNode {
  switch (props.field.shown) {
    case 'choice':
      return <ChoiceInput {...props} />;
    case 'choices':
      return <ChoicesInput {...props} />;
    case 'list':
      return <ListInput {...props} />;
    case 'text':
      return <LongInput {...props} />;
    default:
      return <LineInput {...props} />;
  }
}

function LineInput({ name, field, value, fault, onChange }: FieldInputProps): ReactNode {
  const { shown, charactersMax, range } = field;
  return (
    <label className={shown === 'line' ? 'field field-half' : 'field'}>
      <FieldLabel name={name} field={field} />
      <input
        type={INPUT_TYPES[shown] ?? 'text'}
        value={typedText(value)}
        required={field.required}
        aria-invalid={fault !== '' || undefined}
        autoComplete="off"
        spellCheck={shown === 'line'}
        dir="auto"
        maxLength={charactersMax}
        min={range?.[0]}
        max={range?.[1]}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

function LongInput({ name, field, value, fault, onChange }: FieldInputProps): ReactNode {
  return (
    <label className="field field-wide">
      <FieldLabel name={name} field={field} />
      <textarea
        value={typedText(value)}
        required={field.required}
        aria-invalid={fault !== '' || undefined}
        rows={field.charactersMax !== undefined && field.charactersMax > LONG_FROM ? 8 : 3}
        maxLength={field.charactersMax}
        dir="auto"
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

function ChoiceInput({ kind, name, field, value, fault, onChange }: FieldInputProps): ReactNode {
  const { t } = useWords();
  return (
    <label className="field">
      <FieldLabel name={name} field={field} />
      <select
        value={typedText(value)}
        required={field.required}
        aria-invalid={fault !== '' || undefined}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">–</option>
        {field.codes?.map((code) => (
          <option key={code} value={code}>
            {t(`${wordsOfCodes(kind, name)}.${code}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function ChoicesInput({ kind, name, field, value, fault, onChange }: FieldInputProps): ReactNode {
  const { t } = useWords();
  const chosen = chosenCodes(value);
  return (
    <fieldset className="field field-wide" aria-invalid={fault !== '' || undefined}>
      <legend>
        <FieldLabel name={name} field={field} />
      </legend>
      <div className="checks">
        {field.codes?.map((code) => (
          <label key={code} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(code)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, code] : chosen.filter((one) => one !== code))
              }
            />
            {t(`${wordsOfCodes(kind, name)}.${code}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ListInput({ kind, name, field, value, fault, onChange }: FieldInputProps): ReactNode {
  const { t } = useWords();
  const groups = typedGroups(value);
  const change = (place: number, group: FormDraft) => onChange(groups.map((one, at) => (at === place ? group : one)));
  const label = t(`said-field.${name}`);
  return (
    <fieldset className="field field-wide">
      <legend>
        <FieldLabel name={name} field={field} />
      </legend>
      {groups.map((group, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; rows never change their order.
        <div className="group-row" key={place}>
          {Object.entries(field.items ?? {}).map(([one, item]) => (
            <FieldInput
              key={one}
              kind={kind}
              name={one}
              field={item}
              value={group[one]}
              fault={within(fault, `${place}.${one}`)}
              onChange={(next) => change(place, { ...group, [one]: next })}
            />
          ))}
          <button
            type="button"
            className="quiet-button remove"
            aria-label={t('desk.remove', { what: label })}
            onClick={() => onChange(groups.filter((_, at) => at !== place))}
          >
            ×
          </button>
        </div>
      ))}
      {groups.length < (field.itemsMax ?? 1) && (
        <button type="button" className="quiet-button" onClick={() => onChange([...groups, {}])}>
          + {t('desk.add', { what: label })}
        </button>
      )}
    </fieldset>
  );
}

/** The name of a field, and whether it may stay empty. */
export function FieldLabel({ name, field }: { name: string; field: Pick<Field, 'required'> }): ReactNode {
  const { t } = useWords();
  const id = useId();
  return (
    <span className="field-label" id={id}>
      {t(`said-field.${name}`)}
      {!field.required && <span className="optional"> {t('desk.optional')}</span>}
    </span>
  );
}

/** The rest of the place of a fault inside a field; empty where the fault is elsewhere. */
export function within(fault: string, place: string): string {
  if (fault === place) return place;
  return fault.startsWith(`${place}.`) ? fault.slice(place.length + 1) : '';
}

const INPUT_TYPES: Readonly<Partial<Record<Field['shown'], string>>> = {
  day: 'date',
  time: 'datetime-local',
  number: 'number',
};

/** A field of so many characters gets a high box. */
const LONG_FROM = 2_000;
