// SPDX-License-Identifier: Apache-2.0
// What the own State knows of whom and what a message names: alerts of its own registers, and earlier messages of both directions
// (spec/cross-check.md). Asked in the node's own name; nothing of it leaves the node.
import { setImmediate } from 'node:timers/promises';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import type { Question } from '@iims/wire/query';
import { SUBJECTS_MAX, type Subject } from '@iims/wire/subject';
import type { Clock } from '../clock.ts';
import type { PersonSearch } from '../query/lookup.ts';
import { readRegisters } from '../query/read-registers.ts';
import type { PlateSearch } from '../registers/plate-list.ts';
import { listRegisters } from '../store/alerts.ts';
import type { EarlierMessage, Findings, RelatedBy } from '../store/cross-checks.ts';
import { findMessages, messageTerm } from '../store/message-terms.ts';
import { type MessageRow, messagesByNumber } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import { type NamedSubjects, subjectsOfMessage } from './subjects-of-message.ts';
import { attachmentTerm, numberTerm, personTerm } from './terms-of-message.ts';
import { soundsOf, wordsOf } from './words-of-text.ts';

export interface CheckingParts {
  readonly own: StateCode;
  readonly authority: string;
  readonly exercise: boolean;
  readonly reader: Reader;
  readonly persons: PersonSearch;
  readonly plates: PlateSearch;
  readonly clock: Clock;
}

export interface CrossCheck {
  readonly findings: Findings;
  /** Alerts that matched and must not show: only the node's own entry names them. */
  readonly covertAlertIds: readonly string[];
}

/** Undefined for a message that names nobody and nothing. Throws only what the store throws. */
export async function crossCheck(
  parts: CheckingParts,
  row: Pick<MessageRow, 'no' | 'at'>,
  message: Message,
): Promise<CrossCheck | undefined> {
  const named = subjectsOfMessage(message);
  if (named.persons.length + named.numbers.length + named.attachments.length === 0) return undefined;
  const { outcome, alerts, covertAlertIds, isCut } = await askRegisters(parts, message, named.subjects);
  const earlier = await earlierMessages(parts.reader, row, message, named);
  const kept = earlier.slice(0, EARLIER_KEPT_MAX);
  return {
    findings: { outcome, alerts, earlier: kept, isCut: isCut || named.isCut || kept.length < earlier.length },
    covertAlertIds,
  };
}

interface OwnRegistersSaid extends Pick<Findings, 'outcome' | 'alerts' | 'isCut'>, Pick<CrossCheck, 'covertAlertIds'> {}

/** Frame by frame, as a query is asked: hit, miss and covert do the same reads. */
async function askRegisters(
  { own, authority, exercise, reader, persons, plates, clock }: CheckingParts,
  { id, caseRef }: Message,
  subjects: readonly Subject[],
): Promise<OwnRegistersSaid> {
  const registers = await listRegisters(reader);
  if (subjects.length === 0) return { outcome: 'not-asked', alerts: [], covertAlertIds: [], isCut: false };
  const now = clock.now();
  const asker = { state: own, authority, officer: 'node' };
  // It stays in the node, under the id of the message.
  const common = { id: id as QueryId, purpose: 'investigation', caseRef, askedAt: now, asker, exercise } as const;
  const ways = { persons, plates, registers, rights: <All>(all: All) => all };
  const said = [];
  for (let from = 0; from < subjects.length; from += SUBJECTS_MAX) {
    const question: Question = { ...common, subjects: subjects.slice(from, from + SUBJECTS_MAX) };
    said.push(await readRegisters({ state: own, reader, now, ...ways }, question));
    await setImmediate();
  }
  const alerts = new Map<string, Findings['alerts'][number]>();
  for (const { register, alertId, band } of said.flatMap((one) => one.said.hits))
    alerts.set(`${register}\n${alertId}`, { register, alertId, band });
  const isUnknown = registers.length === 0 || said.some((one) => one.said.outcome === 'unavailable');
  return {
    outcome: alerts.size > 0 ? 'hit' : isUnknown ? 'unavailable' : 'no-hit',
    alerts: [...alerts.values()].slice(0, ALERTS_KEPT_MAX),
    covertAlertIds: [...new Set(said.flatMap((one) => one.covertAlertIds))],
    isCut: alerts.size > ALERTS_KEPT_MAX || said.some((one) => one.said.more),
  };
}

/** The latest first. What only goes on with the same case between the same States is no news. */
async function earlierMessages(
  reader: Reader,
  { no, at }: Pick<MessageRow, 'no' | 'at'>,
  message: Message,
  named: NamedSubjects,
): Promise<EarlierMessage[]> {
  const found = new Map<number, Set<RelatedBy>>();
  for (const { by, groups } of patternsOf(named)) {
    const pattern = { groups: groups.map((group) => group.map((text) => messageTerm(reader, text))) };
    const { numbers } = await findMessages(reader, pattern, {
      before: no,
      limit: EARLIER_OF_ONE_MAX,
      rest: setImmediate,
    });
    for (const one of numbers) found.set(one, (found.get(one) ?? new Set()).add(by));
  }
  const rows = await messagesByNumber(reader, [...found.keys()]);
  return rows.flatMap((row) => {
    const by = [...found.get(row.no)!];
    const isDuplicate = isSaidAgain(message, at, row, by);
    return isDuplicate || !isSameThread(message, row) ? [{ no: row.no, by, isDuplicate }] : [];
  });
}

function patternsOf({ persons, numbers, attachments }: NamedSubjects) {
  const patterns: { readonly by: RelatedBy; readonly groups: readonly (readonly string[])[] }[] = [];
  for (const { name, birthDate = '' } of persons) {
    const groups = wordsOf(name).map((word) => soundsOf(word).map((sound) => personTerm(sound, birthDate)));
    // One word of a name without a day of birth is shared by too many.
    if (groups.length === 0 || (groups.length === 1 && birthDate.length < DAY_CHARACTERS)) continue;
    patterns.push({ by: birthDate.length === DAY_CHARACTERS ? 'same-person' : 'same-name', groups });
  }
  for (const number of numbers) patterns.push({ by: 'same-number', groups: [[numberTerm(number)]] });
  for (const hash of attachments) patterns.push({ by: 'same-attachment', groups: [[attachmentTerm(hash)]] });
  return patterns;
}

/** The same kind of message from the same State, shortly before, about somebody or something that both name for certain. */
function isSaidAgain(message: Message, at: number, row: MessageRow, by: readonly RelatedBy[]): boolean {
  return (
    row.direction === 'in' &&
    row.state === message.from.state &&
    row.kind === message.kind &&
    at - row.at <= DUPLICATE_WITHIN_MS &&
    by.some((one) => one !== 'same-name') &&
    message.inReplyTo === undefined &&
    !isAskedAgain(message)
  );
}

/** Second and third requests are meant to repeat the first. */
function isAskedAgain(message: Message): boolean {
  return isOfKind(message, 'hit-confirmation') && message.fields.requestNumber > 1;
}

function isSameThread({ caseRef, from }: Message, { summary, state, direction }: MessageRow): boolean {
  if (summary === undefined || summary.caseRef.toUpperCase() !== caseRef.toUpperCase()) return false;
  return direction === 'out' ? summary.to.some((address) => address.state === from.state) : state === from.state;
}

const DUPLICATE_WITHIN_MS = 30 * 86_400_000;
/** Of one subject, and of one message. */
const EARLIER_OF_ONE_MAX = 10;
const EARLIER_KEPT_MAX = 32;
const ALERTS_KEPT_MAX = 12;
const DAY_CHARACTERS = 'YYYY-MM-DD'.length;
