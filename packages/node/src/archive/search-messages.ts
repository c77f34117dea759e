// SPDX-License-Identifier: Apache-2.0
// Finds messages of the own traffic by what they say and how they stand, the latest first (spec/message-search.md). What cannot be found
// yet is counted beside what is found: nothing found is never said where something was not looked at.
import { setImmediate } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import { mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import { dayOf } from '../messages/holding-note.ts';
import { type ShownMessage, shownMessagesOf } from '../messages/shown-message.ts';
import {
  type ClockStanding,
  findMessages,
  type MessagePattern,
  messageTerm,
  termGaps,
} from '../store/message-terms.ts';
import { type MessageRow, messagesByNumber } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import {
  caseTerm,
  directionTerm,
  kindTerm,
  MAIL_TERM,
  numberTerm,
  personTerm,
  soundTerm,
  stateTerm,
} from './terms-of-message.ts';
import { numberForms, soundsOf, wordsOf } from './words-of-text.ts';

/** All of what is given must hold. */
export interface MessageSearch {
  /** Each of them, in any order; in another script they sound alike. */
  readonly words?: string;
  readonly person?: { readonly name: string; readonly birthDate?: string };
  readonly number?: string;
  readonly state?: StateCode;
  readonly kind?: MessageKind;
  readonly direction?: MessageRow['direction'];
  readonly caseRef?: string;
  /** First and last day, YYYY-MM-DD in UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly clock?: ClockStanding;
}

export interface FoundMessages {
  /** The latest first. */
  readonly messages: readonly ShownMessage[];
  /** What `before` of the next page is; a page may be short, or empty, and have one. Absent where nothing is left. */
  readonly next?: number;
  /** Messages that no search knows yet, counted up to `WAITING_COUNTED_MAX`, and those of which it knows a part only. */
  readonly notSearched: { readonly waiting: number; readonly cut: number };
}

/** @throws IimsError `input.invalid` for words or a number that nothing can be found by */
export async function searchMessages(
  reader: Reader,
  search: MessageSearch,
  { now, before, limit }: { readonly now: number; readonly before?: number; readonly limit: number },
): Promise<FoundMessages> {
  const pattern = patternOf(reader, search, now);
  const { numbers, from } = await findMessages(reader, pattern, {
    before: before ?? Number.MAX_SAFE_INTEGER,
    limit,
    rest: setImmediate,
  });
  const rows = (await messagesByNumber(reader, numbers)).filter((row) => mayBeFound(row, now));
  const messages = await shownMessagesOf(reader, rows);
  const notSearched = await termGaps(reader, WAITING_COUNTED_MAX);
  return { messages, ...(from === 0 ? {} : { next: from }), notSearched };
}

/** What its sender's handling no longer lets be shown, and what is erased, is not found either. */
function mayBeFound({ summary, direction }: MessageRow, now: number): boolean {
  if (summary === undefined) return false;
  const context = { today: dayOf(now), isOriginator: direction === 'out', isReleased: false } as const;
  return mayDo(summary.handling, 'show', { ...context, audience: 'addressees' }).allowed;
}

function patternOf(reader: Reader, search: MessageSearch, now: number): MessagePattern {
  const { state, kind, direction, caseRef, clock } = search;
  const texts = [
    [MAIL_TERM],
    ...wordGroups(search.words),
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

function wordGroups(words: string | undefined): string[][] {
  if (words === undefined) return [];
  const groups = wordsOf(words).map((word) => soundsOf(word).map(soundTerm));
  for (const piece of words.split(/\s+/u)) {
    if (!/\p{Nd}/u.test(piece)) continue;
    const forms = numberForms(piece);
    if (forms.length === 0) throw nothingToFind('words', 'numbers of three characters or more');
    groups.push(forms.map(numberTerm));
  }
  if (groups.length === 0) throw nothingToFind('words', 'a word of two letters, or a number of three characters');
  return groups;
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

function nothingToFind(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'Nothing can be found by this.',
    field,
    rule,
    fix: 'Write more of it.',
  });
}

const DAY_MS = 86_400_000;
/** Of the year 9999, behind which no date can be written. */
const LAST_MOMENT_MS = Date.UTC(10_000, 0);
export const WAITING_COUNTED_MAX = 10_000;
