// SPDX-License-Identifier: Apache-2.0
// Finds messages of the own traffic by what they say and how they stand, the latest first (spec/message-search.md). What cannot be found
// yet is counted beside what is found: nothing found is never said where something was not looked at.
import { setImmediate } from 'node:timers/promises';
import { VerifiedBatches } from '@iims/crypto/message-batch';
import { IimsError } from '@iims/wire/errors';
import { mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import { dayOf } from '../messages/holding-note.ts';
import { type ShownMail, shownMails } from '../messages/shown-mail.ts';
import { type ShownMessage, shownMessagesOf } from '../messages/shown-message.ts';
import { type MailRow, mailReading, mailsByNumber } from '../store/imported-mails.ts';
import {
  type ClockStanding,
  findMessages,
  type MessagePattern,
  messageTerm,
  termGaps,
} from '../store/message-terms.ts';
import { type MessageRow, messagesByNumber, openContent } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import { SaidPhrases } from './said-phrases.ts';
import { nothingToFind, type Phrase, type SoughtWords, soughtWords } from './sought-words.ts';
import { caseTerm, directionTerm, kindTerm, MAIL_TERM, numberTerm, personTerm, stateTerm } from './terms-of-message.ts';
import { type MailSaid, textsOfMail } from './texts-of-mail.ts';
import { textsOfMessage } from './texts-of-message.ts';
import { numberForms, soundsOf, wordsOf } from './words-of-text.ts';

/** All of what is given must hold. */
export interface MessageSearch {
  /** Each of them, in any order; in another script they sound alike. Phrases stand in quotation marks, beginnings before an asterisk. */
  readonly words?: string;
  readonly person?: { readonly name: string; readonly birthDate?: string };
  readonly number?: string;
  readonly state?: StateCode;
  readonly kind?: MessageKind;
  readonly direction?: MessageRow['direction'] | 'imported';
  readonly caseRef?: string;
  /** First and last day, YYYY-MM-DD in UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly clock?: ClockStanding;
}

export interface FoundMessages {
  /** The latest first. */
  readonly messages: readonly ShownMessage[];
  /** Imported ones, likewise. */
  readonly mails: readonly ShownMail[];
  /** What `before` of the next page is; a page may be short, or empty, and have one. Absent where nothing is left. */
  readonly next?: number;
  /** Messages that no search knows yet, counted up to `WAITING_COUNTED_MAX`, and those of which it knows a part only. */
  readonly notSearched: { readonly waiting: number; readonly cut: number };
  /** Messages that were opened and compared with a phrase or a beginning; at most `COMPARED_MAX`. */
  readonly compared: number;
}

/** @throws IimsError `input.invalid` for words or a number that nothing can be found by */
export async function searchMessages(
  reader: Reader,
  search: MessageSearch,
  {
    now,
    before,
    limit,
    comparedMax = COMPARED_MAX,
    charactersMax = COMPARED_CHARACTERS_MAX,
  }: Omit<Page, 'before' | 'comparedMax' | 'charactersMax'> & Partial<Page>,
): Promise<FoundMessages> {
  const sought = search.words === undefined ? undefined : soughtWords(search.words);
  const pattern = patternOf(reader, search, sought, now);
  const page = { now, before: before ?? Number.MAX_SAFE_INTEGER, limit, comparedMax, charactersMax };
  const { rows, mails, from, compared } =
    sought === undefined || sought.phrases.length === 0
      ? await decidedByTerms(reader, pattern, page)
      : await comparedInText(reader, pattern, sought.phrases, page);
  const messages = await shownMessagesOf(reader, rows);
  const notSearched = await termGaps(reader, WAITING_COUNTED_MAX);
  return { messages, mails: shownMails(mails), ...(from === 0 ? {} : { next: from }), notSearched, compared };
}

interface Page {
  readonly now: number;
  readonly before: number;
  readonly limit: number;
  readonly comparedMax: number;
  readonly charactersMax: number;
}

interface FoundRows {
  readonly rows: readonly MessageRow[];
  readonly mails: readonly MailRow[];
  /** Everything from this number on was looked through; 0 when nothing is left. */
  readonly from: number;
  readonly compared: number;
}

async function decidedByTerms(
  reader: Reader,
  pattern: MessagePattern,
  { now, before, limit }: Page,
): Promise<FoundRows> {
  const { numbers, from } = await findMessages(reader, pattern, { before, limit, rest: setImmediate });
  const rows = (await messagesByNumber(reader, numbers)).filter((row) => mayBeFound(row, now));
  return { rows, mails: await mailsByNumber(reader, numbers), from, compared: 0 };
}

/** Opens what the terms leave, a bounded number of messages, with a rest behind each: a query waits for one opening and not for all. */
async function comparedInText(
  reader: Reader,
  pattern: MessagePattern,
  phrases: readonly Phrase[],
  { now, before, limit, comparedMax, charactersMax }: Page,
): Promise<FoundRows> {
  const said = new SaidPhrases(phrases, setImmediate);
  const rows: MessageRow[] = [];
  const mails: MailRow[] = [];
  const batches = new VerifiedBatches();
  let compared = 0;
  let characters = 0;
  for (let top = before; ; ) {
    const { numbers, from } = await findMessages(reader, pattern, { before: top, limit: AT_ONCE, rest: setImmediate });
    const messages = (await messagesByNumber(reader, numbers)).filter((row) => mayBeFound(row, now));
    const documents = await mailsByNumber(reader, numbers);
    for (const row of [...messages, ...documents].sort((one, other) => other.no - one.no)) {
      compared += 1;
      const texts = await textsOfRow(reader, row, batches);
      characters += texts.reduce((sum, { length }) => sum + length, 0);
      if (await said.areIn(texts)) 'head' in row ? mails.push(row) : rows.push(row);
      await setImmediate();
      const found = rows.length + mails.length;
      const isEnough = compared === comparedMax || characters >= charactersMax;
      if (found === limit || isEnough) return { rows, mails, from: row.no, compared };
    }
    // Fewer than were wanted: nothing is left, or it has walked as far as one call may.
    if (numbers.length < AT_ONCE || from === 0) return { rows, mails, from, compared };
    top = from;
  }
}

/** What is deleted, erased or changed on the disk says nothing. */
async function textsOfRow(
  reader: Reader,
  row: MessageRow | MailRow,
  batches: VerifiedBatches,
): Promise<readonly string[]> {
  try {
    if ('head' in row) return textsOfMail(row.head?.caseRef ?? '', (await mailReading(reader, row)) as MailSaid);
    return [...textsOfMessage(await openContent(reader, row.id, batches))];
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return [];
  }
}

/** What its sender's handling no longer lets be shown, and what is erased, is not found either. */
function mayBeFound({ summary, direction }: MessageRow, now: number): boolean {
  if (summary === undefined) return false;
  const context = { today: dayOf(now), isOriginator: direction === 'out', isReleased: false } as const;
  return mayDo(summary.handling, 'show', { ...context, audience: 'addressees' }).allowed;
}

function patternOf(
  reader: Reader,
  search: MessageSearch,
  sought: SoughtWords | undefined,
  now: number,
): MessagePattern {
  const { state, kind, direction, caseRef, clock } = search;
  const texts = [
    [MAIL_TERM],
    ...(sought?.groups ?? []),
    ...personGroups(search.person),
    ...numberGroups(search.number),
    ...(state === undefined ? [] : [[stateTerm(state)]]),
    ...(kind === undefined ? [] : [[kindTerm(kind)]]),
    ...(direction === undefined ? [] : [[directionTerm(direction)]]),
    ...(caseRef === undefined ? [] : [[caseTerm(caseRef)]]),
  ];
  return {
    groups: texts.map((group) => group.map((text) => messageTerm(reader, text))),
    ...spanOf(search),
    ...(clock === undefined ? {} : { clock: { standing: clock, now } }),
  };
}

/** A word of a name sounds in one of few ways, and stands beside the day of birth. */
function personGroups(person: MessageSearch['person']): string[][] {
  if (person === undefined) return [];
  const { name, birthDate = '' } = person;
  const groups = wordsOf(name).map((word) => soundsOf(word).map((sound) => personTerm(sound, birthDate)));
  if (groups.length === 0) throw nothingToFind('person', 'a name with a word of two letters');
  return groups;
}

function numberGroups(number: string | undefined): string[][] {
  if (number === undefined) return [];
  const forms = numberForms(number);
  if (forms.length === 0) throw nothingToFind('number', 'letters and digits, three to forty');
  return [forms.map(numberTerm)];
}

function spanOf({ from, to }: MessageSearch): Pick<MessagePattern, 'span'> {
  if (from === undefined && to === undefined) return {};
  const first = from === undefined ? 0 : Date.parse(from);
  const before = to === undefined ? LAST_MOMENT_MS : Date.parse(to) + DAY_MS;
  return { span: { from: first, before } };
}

const DAY_MS = 86_400_000;
/** Of the year 9999, behind which no date can be written. */
const LAST_MOMENT_MS = Date.UTC(10_000, 0);
export const WAITING_COUNTED_MAX = 10_000;
/** Found by their terms in one look, before they are opened. */
const AT_ONCE = 32;
/** Opened in one call: about a millisecond of a processor each. */
export const COMPARED_MAX = 128;
/** Of all texts that one call compares, the last of them whole, in UTF-16 code units: some seconds of a processor where mails are long. */
const COMPARED_CHARACTERS_MAX = 2_097_152;
