// SPDX-License-Identifier: Apache-2.0
// One field of an alert's form, whatever it holds; lists grow by a button and shrink by one.
import { type ReactNode, useId } from 'react';
import { useWords } from '../language/use-words.ts';
import type { Draft, DraftValue } from './alert-draft.ts';
import type { Field } from './alert-fields.ts';

export interface FieldInputProps<F extends Field = Field> {
  readonly field: F;
  readonly value: DraftValue | undefined;
  /** The first field that is missing or malformed, from this place on. */
  readonly fault: string;
  readonly isHeld?: boolean;
  readonly onChange: (value: DraftValue) => void;
}

type Of<K extends Field['kind']> = FieldInputProps<Extract<Field, { kind: K }>>;

export function FieldInput(props: FieldInputProps): ReactNode {
  switch (props.field.kind) {
    case 'choice':
      return <ChoiceInput {...(props as Of<'choice'>)} />;
    case 'choices':
      return <ChoicesInput {...(props as Of<'choices'>)} />;
    case 'flag':
      return <FlagInput {...(props as Of<'flag'>)} />;
    case 'texts':
      return <TextsInput {...(props as Of<'texts'>)} />;
    case 'groups':
      return <GroupsInput {...(props as Of<'groups'>)} />;
    case 'group':
      return <GroupInput {...(props as Of<'group'>)} />;
    default:
      return <TextInput {...(props as Of<'text' | 'day'>)} />;
  }
}

function TextInput({ field, value, fault, isHeld, onChange }: Of<'text' | 'day'>): ReactNode {
  const { t } = useWords();
  return (
    <label className="field">
      <span className="field-label">{t(field.label)}</span>
      <input
        type={field.kind === 'day' ? 'date' : 'text'}
        value={String(value ?? '')}
        readOnly={isHeld}
        required={field.isNeeded}
        aria-invalid={fault !== '' || undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={120}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function ChoiceInput({ field, value, fault, onChange }: Of<'choice'>): ReactNode {
  const { t } = useWords();
  const { codes, words } = field.codes;
  return (
    <label className="field">
      <span className="field-label">{t(field.label)}</span>
      <select
        value={String(value ?? '')}
        required={field.isNeeded}
        aria-invalid={fault !== '' || undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">–</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {words === undefined ? code : t(`${words}.${code}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function ChoicesInput({ field, value, onChange }: Of<'choices'>): ReactNode {
  const { t } = useWords();
  const chosen = (value ?? []) as readonly string[];
  return (
    <fieldset className="field field-wide">
      <legend className="field-label">{t(field.label)}</legend>
      <div className="checks">
        {field.codes.codes.map((code) => (
          <label key={code} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(code)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, code] : chosen.filter((one) => one !== code))
              }
            />
            {t(`${field.codes.words}.${code}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function FlagInput({ field, value, onChange }: Of<'flag'>): ReactNode {
  const { t } = useWords();
  return (
    <label className="check field-wide">
      <input type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
      {t(field.label)}
    </label>
  );
}

function TextsInput({ field, value, onChange }: Of<'texts'>): ReactNode {
  const { t } = useWords();
  const texts = (value ?? []) as readonly string[];
  const name = useId();
  const rows = texts.length === 0 ? [''] : texts;
  return (
    <fieldset className="field field-wide">
      <legend className="field-label" id={name}>
        {t(field.label)}
      </legend>
      <div className="texts">
        {rows.map((text, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; rows never change their order.
          <span className="texts-row" key={place}>
            <input
              type="text"
              value={text}
              aria-labelledby={name}
              autoComplete="off"
              spellCheck={false}
              maxLength={120}
              dir="auto"
              onChange={(event) => onChange(rows.map((one, at) => (at === place ? event.target.value : one)))}
            />
            {rows.length > 1 && (
              <RemoveButton label={t(field.label)} onRemove={() => onChange(rows.filter((_, at) => at !== place))} />
            )}
          </span>
        ))}
        <AddButton isFull={rows.length >= field.most} label={t(field.label)} onAdd={() => onChange([...rows, ''])} />
      </div>
    </fieldset>
  );
}

function GroupsInput({ field, value, fault, onChange }: Of<'groups'>): ReactNode {
  const { t } = useWords();
  const rows = (value ?? []) as readonly Draft[];
  const change = (place: number, name: string, next: DraftValue) =>
    onChange(rows.map((row, at) => (at === place ? { ...row, [name]: next } : row)));
  return (
    <fieldset className="field field-wide">
      <legend className="field-label">{t(field.label)}</legend>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; rows never change their order.
        <div className="group-row" key={place}>
          {field.fields.map((one) => (
            <FieldInput
              key={one.name}
              field={one}
              value={row[one.name]}
              fault={within(fault, `${place}.${one.name}`)}
              onChange={(next) => change(place, one.name, next)}
            />
          ))}
          <RemoveButton label={t(field.label)} onRemove={() => onChange(rows.filter((_, at) => at !== place))} />
        </div>
      ))}
      <AddButton
        isFull={rows.length >= field.most}
        label={t(field.label)}
        onAdd={() => onChange([...rows, freshRow(field.fields, rows.length)])}
      />
    </fieldset>
  );
}

function GroupInput({ field, value, fault, onChange }: Of<'group'>): ReactNode {
  const { t } = useWords();
  const group = (value ?? {}) as Draft;
  return (
    <details className="field field-wide group" open={Object.keys(group).length > 0}>
      <summary className="field-label">{t(field.label)}</summary>
      <div className="group-row">
        {field.fields.map((one) => (
          <FieldInput
            key={one.name}
            field={one}
            value={group[one.name]}
            fault={within(fault, one.name)}
            onChange={(next) => onChange({ ...group, [one.name]: next })}
          />
        ))}
      </div>
    </details>
  );
}

function AddButton(props: { isFull: boolean; label: string; onAdd: () => void }): ReactNode {
  const { t } = useWords();
  if (props.isFull) return null;
  return (
    <button type="button" className="quiet-button" onClick={props.onAdd}>
      + {t('alerts.add', { what: props.label })}
    </button>
  );
}

function RemoveButton(props: { label: string; onRemove: () => void }): ReactNode {
  const { t } = useWords();
  const label = t('alerts.remove', { what: props.label });
  return (
    <button type="button" className="quiet-button remove" aria-label={label} title={label} onClick={props.onRemove}>
      ×
    </button>
  );
}

/** A spelling begins as the usual one: the first name is the primary one, the others are aliases. */
function freshRow(fields: readonly Field[], place: number): Draft {
  const has = (name: string) => fields.some((field) => field.name === name);
  return {
    ...(has('form') && { form: place === 0 ? 'original' : 'mrz' }),
    ...(has('quality') && { quality: 'primary' }),
  };
}

/** The rest of the place of a fault inside a field; empty where the fault is elsewhere. */
export function within(fault: string, place: string): string {
  if (fault === place) return place;
  return fault.startsWith(`${place}.`) ? fault.slice(place.length + 1) : '';
}
