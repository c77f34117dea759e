// SPDX-License-Identifier: Apache-2.0
// What stands in a form while it is being filled in, and the fields of a message that it makes. Text is kept as typed.
import type { Field, Fields } from '@iims/wire/message-field';

/** One group of a list, or a whole form, as typed. */
export type FormDraft = Readonly<Record<string, DraftValue>>;
export type DraftValue = string | readonly string[] | readonly FormDraft[];

/** The fields that the form makes: what was left empty is left out. What is malformed stays as typed, for the schema to name. */
export function fieldsOf(form: Fields, draft: FormDraft): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(form)) {
    const value = givenValue(field, draft[name]);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Text of one field; empty for what is not text. */
export function typedText(value: DraftValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function chosenCodes(value: DraftValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function typedGroups(value: DraftValue | undefined): readonly FormDraft[] {
  return Array.isArray(value) ? value.filter((one): one is FormDraft => typeof one === 'object') : [];
}

/** Whether anything at all was typed. */
export function isEmptyDraft(draft: FormDraft): boolean {
  return Object.values(draft).every((value) => value.length === 0);
}

function givenValue(field: Field, typed: DraftValue | undefined): unknown {
  switch (field.shown) {
    case 'choices': {
      const codes = chosenCodes(typed);
      return codes.length === 0 ? undefined : codes;
    }
    case 'list': {
      const groups = typedGroups(typed)
        .map((group) => fieldsOf(field.items ?? {}, group))
        .filter((group) => Object.keys(group).length > 0);
      return groups.length === 0 ? undefined : groups;
    }
    case 'number':
      return givenText(typed, (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text));
    case 'time':
      return givenText(typed, (text) => timeOf(text) ?? text);
    case 'state':
      return givenText(typed, (text) => text.toUpperCase());
    default:
      return givenText(typed, (text) => text);
  }
}

function givenText<T>(typed: DraftValue | undefined, read: (text: string) => T): T | undefined {
  const text = typedText(typed).trim();
  return text === '' ? undefined : read(text);
}

/** Milliseconds since 1970 of `YYYY-MM-DDThh:mm` in the reader's time zone. */
function timeOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
