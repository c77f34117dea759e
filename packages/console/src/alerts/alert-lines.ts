// SPDX-License-Identifier: Apache-2.0
// An alert as lines to read, and two of them side by side: what a second person releases is what changes.
import type { Alert } from '@iims/wire/alert';
import { type Field, fieldsOf } from './alert-fields.ts';

/** Words of a catalogue key. */
export type WordsOf = (key: string) => string;

export interface AlertLine {
  readonly name: string;
  /** Key of the catalogue. */
  readonly label: string;
  readonly values: readonly string[];
}

export interface ComparedLine {
  readonly name: string;
  readonly label: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly isChanged: boolean;
}

/** Every field that the alert has, in the order of the form. */
export function linesOf(alert: Alert, words: WordsOf): readonly AlertLine[] {
  return [...fieldsOf(alert.kind), ...READ_ONLY].flatMap((field) => {
    const values = valuesOf(field, (alert as unknown as Readonly<Record<string, unknown>>)[field.name], words);
    return values.length === 0 ? [] : [{ name: field.name, label: field.label, values }];
  });
}

/** Every field that either has. Without a `before` all of it is new. */
export function compareAlerts(before: Alert | undefined, after: Alert, words: WordsOf): readonly ComparedLine[] {
  const [held, wanted] = [before === undefined ? [] : linesOf(before, words), linesOf(after, words)];
  const names = [...fieldsOf(after.kind), ...READ_ONLY].map(({ name, label }) => ({ name, label }));
  return names.flatMap(({ name, label }) => {
    const lineIn = (lines: readonly AlertLine[]) => lines.find((line) => line.name === name)?.values ?? [];
    const [old, next] = [lineIn(held), lineIn(wanted)];
    if (old.length === 0 && next.length === 0) return [];
    return [{ name, label, before: old, after: next, isChanged: old.join('\n') !== next.join('\n') }];
  });
}

/** Whom or what it is about, in one line. */
export function titleOf(alert: Alert): string {
  switch (alert.kind) {
    case 'person': {
      const { surname, given } = alert.names[0]!;
      return [surname, given].filter((part) => part !== '').join(' ');
    }
    case 'vehicle':
      return alert.plate ?? alert.vin ?? '';
    case 'object':
      return alert.number ?? alert.artwork?.title ?? '';
    default:
      return alert.number;
  }
}

function valuesOf(field: Field, value: unknown, words: WordsOf): readonly string[] {
  if (value === undefined) return [];
  const wordOf = (code: unknown) => {
    const head = 'codes' in field ? field.codes.words : undefined;
    return head === undefined ? String(code) : words(`${head}.${String(code)}`);
  };
  switch (field.kind) {
    case 'choice':
      return [wordOf(value)];
    case 'choices':
      return (value as readonly unknown[]).map(wordOf);
    case 'flag':
      return value === true ? [words('alerts.yes')] : [];
    case 'texts':
      return (value as readonly unknown[]).map(String);
    case 'groups':
      return (value as readonly Readonly<Record<string, unknown>>[]).map((one) => groupText(field.fields, one, words));
    case 'group':
      return [groupText(field.fields, value as Readonly<Record<string, unknown>>, words)];
    default:
      return [String(value)];
  }
}

function groupText(fields: readonly Field[], group: Readonly<Record<string, unknown>>, words: WordsOf): string {
  return fields
    .flatMap((field) => valuesOf(field, group[field.name], words))
    .filter((part) => part !== '')
    .join(' · ');
}

/** What no form asks for: it follows from a confirmation. */
const READ_ONLY: readonly Field[] = [{ name: 'revalidatedOn', label: 'field.revalidatedOn', kind: 'day' }];
