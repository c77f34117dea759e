// SPDX-License-Identifier: Apache-2.0
// Has the texts of an opened message translated by the State's own service, where its handling lets the text leave the node in clear: what
// stands against it is judged first, then the entry, then the call (spec/translation.md).
import { readProvedContent } from '@iims/crypto/message-proof';
import type { Purpose } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { type Handling, type HandlingRule, mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';
import type { Field } from '@iims/wire/message-field';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { TranslationConfig } from '../config.ts';
import { dayOf } from '../messages/holding-note.ts';
import { mailRow } from '../messages/shown-message.ts';
import { openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { TranslatedTexts, TranslateTexts } from './translate-texts.ts';

export interface Translating {
  readonly own: StateCode;
  readonly store: Store;
  readonly now: () => number;
  readonly service: Pick<TranslationConfig, 'name' | 'runBy'>;
  readonly translate: TranslateTexts;
  /** Calls under way. */
  readonly underWay: { count: number };
}

export interface Translation extends Pick<TranslatedTexts, 'from' | 'engine'> {
  readonly id: string;
  readonly to: string;
  /** The service, as the State calls it. */
  readonly by: string;
  readonly texts: readonly TranslatedField[];
}

interface TranslatedField {
  /** Of the message itself, or of what it passes on. */
  readonly of: 'message' | 'original';
  readonly field: string;
  readonly text: string;
}

/**
 * @throws IimsError `message.not-found`, `message.deleted`, `message.erased`, `handling.refused`, `access.busy`, `translation.unopened`,
 * `translation.nothing`, `translation.answer`, `translation.unreachable`
 */
export async function translateMessage(
  parts: Translating,
  { id, to, purpose }: { readonly id: string; readonly to: string; readonly purpose?: Purpose },
  user: string,
): Promise<Translation> {
  const { store, service } = parts;
  const row = await mailRow(store.reader, id);
  if (row.direction === 'in' && row.openedAt === undefined) throw unopened();
  const judge = async (handling: Handling, isOriginator: boolean): Promise<void> => {
    const rule = whyNotTranslated(parts, handling, { isOriginator, purpose });
    if (rule === undefined) return;
    await store.write({ event: 'message.translation-refused', body: { user, messageId: id, rule } });
    throw refused(rule);
  };
  if (row.summary !== undefined) await judge(row.summary.handling, row.direction === 'out');
  if (parts.underWay.count >= AT_ONCE_MAX) throw busy();
  parts.underWay.count += 1;
  try {
    const message = await openContent(store.reader, id);
    const original = originalOf(message);
    if (original !== undefined) await judge(original.handling, original.from.state === parts.own);
    const said = [...textsOf(message, 'message'), ...(original === undefined ? [] : textsOf(original, 'original'))];
    checkSize(said);
    await store.write({
      event: 'message.translated',
      body: { user, messageId: id, state: row.state, to, by: service.name },
    });
    const { texts, ...about } = await parts.translate(
      said.map(({ text }) => text),
      to,
    );
    return { id, to, by: service.name, ...about, texts: said.map((one, place) => ({ ...one, text: texts[place]! })) };
  } finally {
    parts.underWay.count -= 1;
  }
}

/** What stands against it: to its service the texts leave the node in clear, and no machine keeps a condition in words. */
export function whyNotTranslated(
  { now, service }: Pick<Translating, 'now' | 'service'>,
  handling: Handling,
  { isOriginator, purpose }: { readonly isOriginator: boolean; readonly purpose?: Purpose | undefined },
): HandlingRule | undefined {
  const decision = mayDo(handling, 'export', {
    today: dayOf(now()),
    isOriginator,
    isReleased: false,
    audience: service.runBy === 'bureau' ? 'own-organisation' : 'clients',
    ...(purpose === undefined ? {} : { purpose }),
  });
  if (!decision.allowed) return decision.because;
  return handling.code === 'H3' && !isOriginator ? 'h3-condition' : undefined;
}

function originalOf(message: Message): Message | undefined {
  const [proof] = message.attachments;
  return isOfKind(message, 'forwarded') && proof !== undefined
    ? decodeMessage(readProvedContent(proof.bytes))
    : undefined;
}

/** Texts of several lines, and the subject; names and numbers that are fields stay here. */
function textsOf({ kind, fields }: Message, of: TranslatedField['of']): TranslatedField[] {
  const form: Readonly<Record<string, Field>> = MESSAGE_KINDS[kind].form;
  return Object.entries(form).flatMap(([field, { shown }]) => {
    const text = (fields as Readonly<Record<string, unknown>>)[field];
    return typeof text === 'string' && (shown === 'text' || field === 'subject') ? [{ of, field, text }] : [];
  });
}

function checkSize(said: readonly TranslatedField[]): void {
  const characters = said.reduce((sum, { text }) => sum + text.length, 0);
  if (said.length > 0 && said.length <= TEXTS_MAX && characters <= CHARACTERS_MAX) return;
  throw new IimsError('translation.nothing', {
    message: 'There is nothing to translate, or too much.',
    field: 'id',
    rule: `1 to ${TEXTS_MAX} texts, together at most ${CHARACTERS_MAX} characters`,
  });
}

function refused(rule: HandlingRule): IimsError {
  return new IimsError('handling.refused', {
    message: 'The handling of this message stands against a translation.',
    field: 'id',
    rule,
    fix: 'Have it translated by a person who may read it.',
  });
}

function unopened(): IimsError {
  return new IimsError('translation.unopened', {
    message: 'Nobody here has opened this message.',
    field: 'id',
    fix: 'Open it first.',
  });
}

function busy(): IimsError {
  return new IimsError('access.busy', {
    message: 'Too many translations are under way.',
    fix: 'Try again in a moment.',
  });
}

const AT_ONCE_MAX = 4;
const TEXTS_MAX = 64;
const CHARACTERS_MAX = 100_000;
