// SPDX-License-Identifier: Apache-2.0
// By what messages are found: terms, which are keyed hashes of words, numbers, persons, States and kinds (spec/message-search.md). Nothing
// of a message can be read from them, and they go with its content.

import { insertRows } from './insert-rows.ts';
import type { Reader, SqlValue, Statements } from './sql.ts';

/** Where a message stands among the requests that are to be answered. */
export const CLOCK_STANDINGS = ['overdue', 'waiting', 'answered'] as const;
export type ClockStanding = (typeof CLOCK_STANDINGS)[number];

/** What is looked for: messages that meet all of it. */
export interface MessagePattern {
  /** Of each group at least one term. At least one group. */
  readonly groups: readonly (readonly number[])[];
  /** Stored or received from the first moment on and before the second, ms since 1970. */
  readonly span?: { readonly from: number; readonly before: number };
  readonly clock?: { readonly standing: ClockStanding; readonly now: number };
}

/** A stretch of the traffic that was looked through. */
export interface MessagesFound {
  /** Numbers, the latest first. */
  readonly numbers: readonly number[];
  /** Everything from this number on was looked through; 0 when nothing is left. */
  readonly from: number;
}

/** The term of a text: the first 52 bits of its token, which a number holds exactly. */
export function messageTerm({ tokenOf }: Pick<Reader, 'tokenOf'>, text: string): number {
  return Number.parseInt(tokenOf(`message-search ${text}`).slice(0, TERM_DIGITS), 16);
}

/** Terms in one piece of bytes. */
export function packTerms(terms: readonly number[]): Uint8Array {
  const packed = new Uint8Array(TERM_BYTES * terms.length);
  const view = new DataView(packed.buffer);
  for (const [place, term] of terms.entries()) view.setFloat64(TERM_BYTES * place, term);
  return packed;
}

export function unpackTerms(packed: Uint8Array): number[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.length / TERM_BYTES }, (_, place) => view.getFloat64(TERM_BYTES * place));
}

/** Inside an act that deletes content: what the message was found by. */
export async function forgetTerms(transaction: Statements, no: number): Promise<void> {
  const [row] = await transaction.all<{ terms: Uint8Array }>('select terms from indexed_message where message_no = ?', [
    no,
  ]);
  if (row === undefined) return;
  await forgetTermsOf(transaction, no, unpackTerms(row.terms));
  await transaction.run('delete from indexed_message where message_no = ?', [no]);
}

export async function forgetTermsOf(transaction: Statements, no: number, terms: readonly number[]): Promise<void> {
  for (let from = 0; from < terms.length; from += TERMS_PER_STATEMENT) {
    const some = terms.slice(from, from + TERMS_PER_STATEMENT);
    await transaction.run(`delete from message_term where message_no = ? and term in (${placesOf(some)})`, [
      no,
      ...some,
    ]);
  }
}

/** Each once. */
export async function writeTerms(transaction: Statements, no: number, terms: readonly number[]): Promise<void> {
  const rows = terms.map((term) => [term, no]);
  await insertRows(transaction, 'message_term', ['term', 'message_no'], rows);
}

/** On which day a number lies, so that searches by day know between which numbers to look. */
export async function noteDay(transaction: Statements, no: number, at: number): Promise<void> {
  await transaction.run(
    `insert into message_day (day, first_no, last_no) values (?, ?, ?)
       on conflict (day) do update set first_no = case when excluded.first_no < message_day.first_no then excluded.first_no else message_day.first_no end,
         last_no = case when excluded.last_no > message_day.last_no then excluded.last_no else message_day.last_no end`,
    [dayNumber(at), no, no],
  );
}

/** Up to which message the terms are known: the number of the next one. */
export async function termMark(reader: Pick<Statements, 'all'>): Promise<number> {
  const [row] = await reader.all<{ next: number }>('select next_no as next from message_term_mark');
  return row!.next;
}

/** Messages that searches do not know yet, at most `limit`, and those of which they know a part only. */
export async function termGaps(
  reader: Pick<Statements, 'all'>,
  limit: number,
): Promise<{ readonly waiting: number; readonly cut: number }> {
  const [row] = await reader.all<{ waiting: number; cut: number }>(
    `select (select count(*) from (select 1 from message where message_no >= ? limit ?) w) as waiting,
            (select count(*) from indexed_message where is_cut = 1) +
              (select count(*) from imported_mail where is_cut = 1) as cut`,
    [await termMark(reader), limit],
  );
  return row!;
}

/** Days since 1970 in UTC. */
export function dayNumber(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/**
 * The latest messages with numbers below `before` that meet the pattern, at most `limit`. It looks a bounded way back, in pieces between
 * which `rest` lets others run: where `from` is above 0, another call goes on there.
 */
export async function findMessages(
  reader: Pick<Statements, 'all'>,
  pattern: MessagePattern,
  { before, limit, rest }: { readonly before: number; readonly limit: number; readonly rest: () => Promise<void> },
): Promise<MessagesFound> {
  const [lowest, end] = await boundsOf(reader, pattern, before);
  const driver = await rarestOf(reader, pattern, lowest, end);
  const numbers: number[] = [];
  let top = end;
  let looked = 0;
  for (let piece = FIRST_PIECE; top > lowest; piece = Math.min(2 * piece, PIECE_MAX)) {
    const bottom = await driver.down(top, piece, lowest);
    numbers.push(...(await driver.meeting(bottom, top)));
    top = bottom;
    looked += piece;
    if (numbers.length > limit) return { numbers: numbers.slice(0, limit), from: numbers[limit - 1]! };
    if (looked >= LOOKED_AT_MAX) break;
    if (top > lowest) await rest();
  }
  return { numbers, from: top > lowest ? top : 0 };
}

/** What is walked along: the condition that the fewest messages meet. The others are asked of each of these. */
interface Driver {
  /** A number at or above `lowest` with at most `piece` messages of each term between it and `top`. */
  down(top: number, piece: number, lowest: number): Promise<number>;
  /** The messages of the stretch that meet the whole pattern, the latest first. */
  meeting(bottom: number, top: number): Promise<number[]>;
}

async function rarestOf(
  reader: Pick<Statements, 'all'>,
  pattern: MessagePattern,
  lowest: number,
  end: number,
): Promise<Driver> {
  let rarest: { readonly group: readonly number[]; readonly count: number } | undefined;
  for (const group of pattern.groups) {
    let count = 0;
    for (const term of group) count += await countBetween(reader, TERM_SOURCE, [term], lowest, end);
    if (rarest === undefined || count < rarest.count) rarest = { group, count };
  }
  const isOpen = pattern.clock !== undefined && pattern.clock.standing !== 'answered';
  if (isOpen && (await countBetween(reader, OPEN_SOURCE, [], lowest, end)) < rarest!.count)
    return driverOver(reader, OPEN_SOURCE, [[]], pattern, pattern.groups);
  const others = pattern.groups.filter((group) => group !== rarest!.group);
  return driverOver(
    reader,
    TERM_SOURCE,
    rarest!.group.map((term) => [term]),
    pattern,
    others,
  );
}

/** Rows with a number of a message that stand in its order under a condition. */
interface Source {
  readonly table: string;
  readonly condition: string;
}

const TERM_SOURCE: Source = { table: 'message_term', condition: 'd.term = ?' };
const OPEN_SOURCE: Source = { table: 'message_clock', condition: 'd.is_open = 1' };

function driverOver(
  reader: Pick<Statements, 'all'>,
  { table, condition }: Source,
  arms: readonly (readonly number[])[],
  pattern: MessagePattern,
  groups: readonly (readonly number[])[],
): Driver {
  const also = conditionsOf(pattern, groups);
  return {
    async down(top, piece, lowest) {
      let bottom = lowest;
      for (const arm of arms) {
        const [row] = await reader.all<{ no: number }>(
          `select d.message_no as no from ${table} d where ${condition} and d.message_no < ?
            order by d.message_no desc limit 1 offset ?`,
          [...arm, top, piece - 1],
        );
        if (row !== undefined) bottom = Math.max(bottom, row.no);
      }
      return bottom;
    },
    async meeting(bottom, top) {
      const found = new Set<number>();
      for (const arm of arms) {
        const rows = await reader.all<{ no: number }>(
          `select d.message_no as no from ${table} d
            where ${condition} and d.message_no >= ? and d.message_no < ?${also.text} order by d.message_no desc`,
          [...arm, bottom, top, ...also.values],
        );
        for (const { no } of rows) found.add(no);
      }
      return [...found].sort((one, other) => other - one);
    },
  };
}

function conditionsOf(
  { span, clock }: MessagePattern,
  groups: readonly (readonly number[])[],
): { readonly text: string; readonly values: readonly SqlValue[] } {
  const parts: { readonly text: string; readonly values: readonly SqlValue[] }[] = groups.map((group) => ({
    text: `exists (select 1 from message_term t where t.term in (${placesOf(group)}) and t.message_no = d.message_no)`,
    values: group,
  }));
  if (span !== undefined)
    parts.push({
      text: `(exists (select 1 from message m where m.message_no = d.message_no and m.at_ms >= ? and m.at_ms < ?)
        or exists (select 1 from imported_mail i where i.mail_no = d.message_no and i.dated_at >= ? and i.dated_at < ?))`,
      values: [span.from, span.before, span.from, span.before],
    });
  if (clock !== undefined) parts.push(clockCondition(clock));
  return {
    text: parts.map(({ text }) => ` and ${text}`).join(''),
    values: parts.flatMap(({ values }) => values),
  };
}

/** Towards several States a request is overdue when it is so at one of them, and answered when none is left. */
function clockCondition({ standing, now }: NonNullable<MessagePattern['clock']>) {
  const some = (which: string) =>
    `exists (select 1 from message_clock c where c.message_no = d.message_no and c.is_open = ${which})`;
  switch (standing) {
    case 'overdue':
      return { text: some('1 and c.due_at <= ?'), values: [now] };
    case 'waiting':
      return { text: `${some('1')} and not ${some('1 and c.due_at <= ?')}`, values: [now] };
    case 'answered':
      return { text: `${some('0')} and not ${some('1')}`, values: [] };
  }
}

/** Numbers outside of which nothing of the span lies: from the first on, and before the second. */
async function boundsOf(
  reader: Pick<Statements, 'all'>,
  { span }: MessagePattern,
  before: number,
): Promise<readonly [number, number]> {
  if (span === undefined) return [0, before];
  const [row] = await reader.all<{ first: number | null; last: number | null }>(
    'select min(first_no) as first, max(last_no) as last from message_day where day >= ? and day <= ?',
    [dayNumber(span.from), dayNumber(span.before - 1)],
  );
  if (row?.first == null || row.last == null) return [0, 0];
  return [row.first, Math.min(before, row.last + 1)];
}

async function countBetween(
  reader: Pick<Statements, 'all'>,
  { table, condition }: Source,
  arm: readonly number[],
  lowest: number,
  end: number,
): Promise<number> {
  const [row] = await reader.all<{ count: number }>(
    `select count(*) as count from (select 1 from ${table} d
       where ${condition} and d.message_no >= ? and d.message_no < ? limit ${COUNTED_MAX}) c`,
    [...arm, lowest, end],
  );
  return row!.count;
}

function placesOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

const DAY_MS = 86_400_000;
/** 4 bits each. */
const TERM_DIGITS = 13;
const TERM_BYTES = 8;
const TERMS_PER_STATEMENT = 200;
/** Above this no condition counts as rarer than another. */
const COUNTED_MAX = 20_000;
/** Rows of one condition that are walked along without a rest, at first and at most: a few milliseconds of the node's thread. */
const FIRST_PIECE = 128;
const PIECE_MAX = 4_096;
/** Rows of one condition that one call walks along. */
const LOOKED_AT_MAX = 131_072;
