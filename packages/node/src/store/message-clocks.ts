// SPDX-License-Identifier: Apache-2.0
// The clocks of requests that were sent and received (spec/clocks.md). What is kept is what happened; how a request stands follows
// from it (exchange/clocks.ts), and `due_at` and `changes_at` only say which ones to look at.

import { type ClockEvent, type ClockStage, type ClockStory, type PauseReason, standingAt } from '@iims/exchange/clocks';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Urgency } from '@iims/wire/message';
import type { MessageClock } from '@iims/wire/message-kind';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import type { Reader, Row, Statements, Transaction } from './sql.ts';

/** What a message does to clocks, its own and that of the request in whose thread it stands. */
export interface ClockNote {
  /** The clock of its answer. */
  readonly starts?: MessageClock;
  readonly tells?: {
    /** The message that it replies to: 16 bytes. */
    readonly of: Uint8Array;
    readonly by: 'asker' | 'answerer';
    readonly event: ClockEventTold;
  };
}

/** An event without its time, which is that of the entry. */
export type ClockEventTold = ClockEvent extends infer Event
  ? Event extends ClockEvent
    ? Omit<Event, 'at'>
    : never
  : never;

/** The last stage of a request that has its entry. */
export type EnteredStage = Extract<ClockStage, 'running' | 'overdue' | 'escalated'>;

/** A request with its clock. */
export interface ClockRow {
  readonly no: number;
  /** UUID of the request. */
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly direction: 'out' | 'in';
  /** The asker of a request that came, or a State that is to answer. */
  readonly counterpart: StateCode;
  readonly entered: EnteredStage;
  readonly story: ClockStory;
}

/** Inside an act that keeps a message: its own clocks, one for each State, and what it tells of another's. */
export async function noteClocks(
  transaction: Transaction,
  direction: 'out' | 'in',
  counterparts: readonly StateCode[],
  { starts, tells }: ClockNote,
): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  for (const state of counterparts) {
    if (tells !== undefined) await tellClock(transaction, direction, state, tells);
    if (starts === undefined) continue;
    await transaction.run(
      `insert into message_clock (message_no, state, clock, started_at, is_open, entered)
       values (?, ?, ?, ?, 1, 'running')`,
      [no, state, starts, direction === 'in' ? atMs : null],
    );
    await follow(transaction, no, state);
  }
}

/**
 * Inside an act: the recipient has received the request, by its own clock at `receivedAt`. That is neither before the request was
 * sent nor after its receipt came.
 */
export async function startClock(
  transaction: Transaction,
  no: number,
  state: StateCode,
  receivedAt: number,
): Promise<void> {
  const [row] = await transaction.all<{ sentAt: number }>(
    `select m.sent_at as "sentAt" from message_clock c join message m on m.message_no = c.message_no
      where c.message_no = ? and c.state = ? and c.started_at is null`,
    [no, state],
  );
  if (row === undefined) return;
  const startedAt = Math.min(Math.max(receivedAt, row.sentAt), Math.max(transaction.atMs, row.sentAt));
  await transaction.run('update message_clock set started_at = ? where message_no = ? and state = ?', [
    startedAt,
    no,
    state,
  ]);
  await follow(transaction, no, state);
}

/**
 * Inside an act whose entry says that a request has reached this stage, which somebody saw at the time `at`.
 * @throws IimsError `message.request-recalled`: it was taken back since, and nobody is late with it
 */
export async function enterStage(
  transaction: Transaction,
  no: number,
  state: StateCode,
  { stage, at }: { readonly stage: EnteredStage; readonly at: number },
): Promise<void> {
  const changed = await transaction.run('update message_clock set entered = ? where message_no = ? and state = ?', [
    stage,
    no,
    state,
  ]);
  if (changed === 0) throw new IimsError('message.request-recalled', { message: 'The request has no clock any more.' });
  // Not by the time of the entry: a clock that was set back since would find the stage not yet reached, for ever again.
  await follow(transaction, no, state, at);
}

/** Inside an act: a request was taken back (spec/clocks.md, 9a), from one State or from all. */
export async function endClocks(transaction: Pick<Transaction, 'run'>, no: number, state?: StateCode): Promise<void> {
  const [of, values] = state === undefined ? ['', [no]] : [' and state = ?', [no, state]];
  for (const table of ['message_clock_event', 'message_clock']) {
    await transaction.run(`delete from ${table} where message_no = ?${of}`, values);
  }
}

/** Requests that may have reached another stage at `now`, the earliest first; at most `limit`. */
export async function changedClocks(reader: Reader, now: number, limit: number): Promise<ClockRow[]> {
  return readClocks(reader, 'c.is_open = 1 and c.changes_at <= ? order by c.changes_at limit ?', [now, limit]);
}

/** Requests that nobody has answered, the first due first and those whose clock stands still last; at most `limit`. */
export async function openClocks(reader: Reader, limit: number): Promise<ClockRow[]> {
  return readClocks(
    reader,
    'c.is_open = 1 order by case when c.due_at is null then 1 else 0 end, c.due_at, c.message_no limit ?',
    [limit],
  );
}

/** When the first of a message's clocks that are open and run is due. */
export async function dueOf(reader: Pick<Reader, 'all'>, no: number): Promise<number | undefined> {
  const [row] = await reader.all<{ at: number | null }>(
    'select min(due_at) as at from message_clock where message_no = ? and is_open = 1',
    [no],
  );
  return row?.at ?? undefined;
}

/** The clocks of one message, by State. */
export async function clocksOf(reader: Reader, no: number): Promise<ClockRow[]> {
  return readClocks(reader, 'c.message_no = ? order by c.state', [no]);
}

async function tellClock(
  transaction: Transaction,
  direction: 'out' | 'in',
  state: StateCode,
  { of, by, event }: NonNullable<ClockNote['tells']>,
): Promise<void> {
  const request = await requestOf(transaction, of, state);
  if (request === undefined || request.isRecalled) return;
  // Who asked speaks in the direction of the request, who is to answer in the other: nobody stops his own clock by another's word.
  if ((request.direction === direction) === (by === 'asker')) await addEvent(transaction, request.no, state, event);
}

/** The request in whose thread a message stands: itself, or the nearest one above it with a clock towards a State, or that this State took back. */
export async function requestOf(
  reader: Pick<Statements, 'all'>,
  id: Uint8Array,
  state: StateCode,
): Promise<{ readonly no: number; readonly direction: 'out' | 'in'; readonly isRecalled: boolean } | undefined> {
  let above: Uint8Array | null = id;
  for (let steps = 0; above !== null && steps < THREAD_STEPS_MAX; steps += 1) {
    const [row]: Row[] = await reader.all(
      `select m.message_no as no, m.direction, m.kind, m.in_reply_to as "inReplyTo", c.state as clocked, r.state as recalled
         from message m left join message_clock c on c.message_no = m.message_no and c.state = ?
         left join message_recalled r on r.message_id = m.message_id and r.state = m.state and r.state = ?
        where m.message_id = ?`,
      [state, state, above],
    );
    if (row === undefined) return undefined;
    const isRecalled = row.recalled !== null && MESSAGE_KINDS[row.kind as MessageKind].clock !== undefined;
    if (isRecalled || row.clocked !== null) {
      return { no: row.no as number, direction: row.direction as 'out' | 'in', isRecalled };
    }
    above = row.inReplyTo as Uint8Array | null;
  }
  return undefined;
}

async function addEvent(transaction: Transaction, no: number, state: StateCode, event: ClockEventTold): Promise<void> {
  const { entryIndex, atMs } = transaction;
  if (event.kind !== 'answered' && (await countEvents(transaction, no, state)) >= EVENTS_MAX) return;
  await transaction.run(
    `insert into message_clock_event (message_no, state, caused_by, kind, at_ms, reason, until_ms, request)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      no,
      state,
      entryIndex,
      event.kind,
      atMs,
      'reason' in event ? event.reason : null,
      'until' in event ? (event.until ?? null) : null,
      'request' in event ? event.request : null,
    ],
  );
  await follow(transaction, no, state);
}

async function countEvents(transaction: Pick<Statements, 'all'>, no: number, state: StateCode): Promise<number> {
  const [row] = await transaction.all<{ held: number }>(
    'select count(*) as held from message_clock_event where message_no = ? and state = ?',
    [no, state],
  );
  return row!.held;
}

/** Writes down when to look at the clock again. A request that runs once more has its stages before it once more. */
async function follow(transaction: Transaction, no: number, state: StateCode, now = transaction.atMs): Promise<void> {
  const [row] = await readClocks(transaction, 'c.message_no = ? and c.state = ?', [no, state]);
  const { story, entered: before } = row!;
  const { stage, dueAt } = standingAt(story, now);
  const isOpen = stage !== 'answered' && stage !== 'answered-late';
  const entered = stage === 'overdue' || stage === 'escalated' ? before : 'running';
  const changesAt = isOpen ? nextEntryAt(story, entered, now) : undefined;
  await transaction.run(
    'update message_clock set is_open = ?, due_at = ?, entered = ?, changes_at = ? where message_no = ? and state = ?',
    [isOpen ? 1 : 0, stage === 'paused' ? null : (dueAt ?? null), entered, changesAt ?? null, no, state],
  );
}

/** When the request reaches a stage that has an entry, and that is not entered; undefined if it never does by itself. */
function nextEntryAt(story: ClockStory, entered: EnteredStage, now: number): number | undefined {
  let at: number | undefined = now;
  while (at !== undefined) {
    const { stage, changesAt } = standingAt(story, at);
    if ((stage === 'overdue' || stage === 'escalated') && stage !== entered) return at;
    at = changesAt;
  }
  return undefined;
}

async function readClocks(
  reader: Pick<Statements, 'all'>,
  where: string,
  parameters: readonly (string | number)[],
): Promise<ClockRow[]> {
  const rows = await reader.all(
    `select c.message_no as no, m.message_id as id, m.kind, m.direction, m.urgency, c.state, c.clock, c.started_at as "startedAt",
       c.entered from message_clock c join message m on m.message_no = c.message_no where ${where}`,
    parameters,
  );
  const clocks: ClockRow[] = [];
  for (const row of rows) {
    const no = row.no as number;
    const counterpart = row.state as StateCode;
    clocks.push({
      no,
      messageId: uuidFromBytes(row.id as Uint8Array),
      kind: row.kind as MessageKind,
      direction: row.direction as ClockRow['direction'],
      counterpart,
      entered: row.entered as EnteredStage,
      story: {
        clock: row.clock as MessageClock,
        urgency: row.urgency as Urgency,
        ...(row.startedAt === null ? {} : { startedAt: row.startedAt as number }),
        events: await readEvents(reader, no, counterpart),
      },
    });
  }
  return clocks;
}

async function readEvents(reader: Pick<Statements, 'all'>, no: number, state: StateCode): Promise<ClockEvent[]> {
  const rows = await reader.all(
    `select kind, at_ms as at, reason, until_ms as until, request from message_clock_event
      where message_no = ? and state = ? order by caused_by`,
    [no, state],
  );
  return rows.map(({ kind, at, reason, until, request }) => {
    const event = { kind, at } as { kind: ClockEvent['kind']; at: number };
    return {
      ...event,
      ...(reason === null ? {} : { reason: reason as PauseReason }),
      ...(until === null ? {} : { until: until as number }),
      ...(request === null ? {} : { request: request as number }),
    } as ClockEvent;
  });
}

/** How far above a message its request may stand. A thread that went on for longer is no answer to what began it. */
const THREAD_STEPS_MAX = 32;
/** Of one clock. Whoever asks back or promises more often moves it no more; an answer always counts. */
export const EVENTS_MAX = 64;
