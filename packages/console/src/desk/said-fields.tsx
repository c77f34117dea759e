// SPDX-License-Identifier: Apache-2.0
// The fields of a message as they were signed, in the order of its form. Text is shown as text and as nothing else.
import type { Field, Fields } from '@iims/wire/message-field';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import type { ReactNode } from 'react';
import { asObject } from '../api/read-json.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords, type Words } from '../language/use-words.ts';
import { wordsOfCodes } from './desk-codes.ts';

interface SaidFieldsProps {
  readonly kind: MessageKind;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function SaidFields({ kind, fields }: SaidFieldsProps): ReactNode {
  return <FieldRows kind={kind} form={MESSAGE_KINDS[kind].form} fields={fields} />;
}

function FieldRows({ kind, form, fields }: SaidFieldsProps & { form: Fields }): ReactNode {
  const words = useWords();
  return (
    <dl className="said">
      {Object.entries(form).map(([name, field]) => {
        const value = fields[name];
        if (value === undefined) return null;
        return (
          <div className={field.shown === 'text' || field.shown === 'list' ? 'said-long' : 'said-row'} key={name}>
            <dt>{words.t(`said-field.${name}`)}</dt>
            <dd>
              {field.shown === 'list' ? (
                <SaidList kind={kind} field={field} value={value} />
              ) : (
                <bdi dir="auto">{saidText(words, { kind, name, field, value })}</bdi>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function SaidList({ kind, field, value }: { kind: MessageKind; field: Field; value: unknown }): ReactNode {
  const groups = Array.isArray(value) ? value.map(asObject) : [];
  return (
    <ol className="said-list">
      {groups.map(
        (group, place) =>
          group !== undefined && (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was signed never changes its order.
            <li key={place}>
              <FieldRows kind={kind} form={field.items ?? {}} fields={group} />
            </li>
          ),
      )}
    </ol>
  );
}

interface Said {
  readonly kind: MessageKind;
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
}

function saidText({ t, date, state }: Words, { kind, name, field, value }: Said): string {
  const codeWord = (code: unknown) =>
    field.codes?.includes(String(code)) ? t(`${wordsOfCodes(kind, name)}.${String(code)}`) : String(code);
  switch (field.shown) {
    case 'choice':
      return codeWord(value);
    case 'choices':
      return Array.isArray(value) ? value.map(codeWord).join(' · ') : String(value);
    case 'time':
      return typeof value === 'number' ? `${date(dayOf(value))} ${clockOf(value, false)}` : String(value);
    case 'day':
    case 'part-of-day':
      return date(String(value));
    case 'state':
      return state(String(value));
    default:
      return String(value);
  }
}
