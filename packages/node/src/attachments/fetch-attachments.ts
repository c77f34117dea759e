// SPDX-License-Identifier: Apache-2.0
// Fetches large attachments that messages announced (spec/attachment.md, 9 to 17): from each State one at a time, in the order of the
// messages. What is to be fetched stands in the store, how far it has come is the length of its file, and nothing else is remembered:
// a node that dies anywhere here begins again from both.
import { FIRST_REST_MS, restMs } from '@iims/exchange/delivery';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import type { AttachmentOutcome } from '@iims/wire/message-kinds/attachment-received';
import { ATTACHMENT_RANGE_BYTES_MAX, ATTACHMENTS_PATH } from '../partner/edge-paths.ts';
import type { StreamCall, StreamEnd } from '../partner/streamed-answer.ts';
import { type AttachmentRow, attachmentsOf, awaitedFrom, statesAwaited } from '../store/attachments.ts';
import { openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { AttachmentFolder, Reservation } from './attachment-folder.ts';
import { FetchedFile } from './fetched-file.ts';
import type { Arrival, ArrivedKey } from './judge-arrival.ts';
import { sealedBy } from './sealed-by.ts';

export interface FetchingParts {
  readonly store: Store;
  readonly folder: AttachmentFolder;
  /** An answer of a partner's edge, taken as it comes. Throws `partner.*`. */
  readonly stream: (state: StateCode, call: StreamCall) => Promise<StreamEnd>;
  /** What a whole file is. Throws `attachment.differs`, `envelope.*`, `keys.*`. */
  readonly verify: (arrival: Arrival, signal: AbortSignal) => Promise<ArrivedKey>;
  readonly onFault: (fault: unknown) => void;
  readonly clock: { readonly now: () => number };
  readonly random: (length: number) => Uint8Array;
  /** Rows that are read at a time. */
  readonly lookedAtOnce?: number;
}

export class AttachmentFetching {
  readonly #parts: FetchingParts;
  readonly #lines = new Map<StateCode, FetchLine>();

  constructor(parts: FetchingParts) {
    this.#parts = parts;
  }

  /** Takes up what was awaited before the node stopped. */
  async start(): Promise<void> {
    for (const state of await statesAwaited(this.#parts.store.reader)) this.wake(state);
  }

  /** Something is to be fetched from this State, or it was heard of. */
  wake(state: StateCode): void {
    const line = this.#lines.get(state) ?? new FetchLine(this.#parts, state);
    this.#lines.set(state, line);
    line.wake();
  }

  /** A partner was heard of: what rests because it was away may go on. */
  heard(state: StateCode): void {
    this.#lines.get(state)?.heard();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.stop()));
  }
}

class FetchLine {
  readonly #parts: FetchingParts;
  readonly #state: StateCode;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Since the last failure. */
  #hasCarried = false;
  /** By place: what was fetched whole once and was not what it should be, and what waits for room. */
  readonly #refetched = new Set<string>();
  readonly #postponed = new Set<string>();
  /** By place: when one that cannot be had now is tried again. */
  readonly #asideUntil = new Map<string, number>();
  #isWoken = false;
  #mayNotBefore = 0;

  constructor(parts: FetchingParts, state: StateCode) {
    this.#parts = parts;
    this.#state = state;
  }

  wake(): void {
    this.#isWoken = true;
    if (this.#stopping.signal.aborted || this.#running !== undefined) return;
    if (this.#parts.clock.now() < this.#mayNotBefore) return;
    clearTimeout(this.#timer);
    this.#running = this.#run()
      .catch((fault) => this.#rest(fault))
      .then(() => {
        this.#running = undefined;
        if (this.#isWoken) this.wake();
      });
  }

  /** Called with every request of the partner: it costs something only while the line rests after a failure. */
  heard(): void {
    if (this.#failures > 0) this.wake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new IimsError('partner.connection-lost', { message: 'The node stops.' }));
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Until nothing is left that can be fetched. One that cannot be had keeps those behind it from nothing. */
  async #run(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#stopping.signal.aborted) {
      this.#isWoken = false;
      const { row, isAnyAside } = await this.#next(clock.now());
      if (row !== undefined) await this.#fetchOne(row);
      // Announced since the store was read.
      else if (!this.#isWoken) return this.#again(isAnyAside ? ASIDE_LOOK_MS : undefined);
    }
  }

  /** The first that does not stand aside: however many do, they hide none behind them. */
  async #next(now: number): Promise<{ readonly row?: AttachmentRow; readonly isAnyAside: boolean }> {
    const { store, lookedAtOnce = LOOKED_AT_ONCE } = this.#parts;
    let after = { no: -1, place: 0 };
    for (;;) {
      const rows = await awaitedFrom(store.reader, this.#state, after, lookedAtOnce);
      const row = rows.find((one) => (this.#asideUntil.get(placeOf(one)) ?? 0) <= now);
      const isAnyAside = rows.length > 0 || after.no >= 0;
      if (row !== undefined) return { row, isAnyAside };
      if (rows.length < lookedAtOnce) return { isAnyAside };
      after = rows.at(-1)!;
    }
  }

  /** Of more than are remembered the oldest is asked for again early, which costs a request. */
  #setAside(row: AttachmentRow, restMs: number): void {
    const place = placeOf(row);
    this.#asideUntil.delete(place);
    this.#asideUntil.set(place, this.#parts.clock.now() + restMs);
    const [oldest] = this.#asideUntil.keys();
    if (this.#asideUntil.size > ASIDE_MAX) this.#asideUntil.delete(oldest!);
  }

  async #fetchOne(row: AttachmentRow): Promise<void> {
    const { folder, clock } = this.#parts;
    const isOver = row.expiresAt <= clock.now();
    const room = isOver ? undefined : await this.#roomFor(row);
    try {
      this.#asideUntil.delete(placeOf(row));
      if (isOver) await this.#giveUp(row);
      else if (room === undefined) this.#setAside(row, ROOM_REST_MS);
      else {
        await this.#fetchWhole(row, room);
        await this.#take(row);
      }
    } catch (fault) {
      if (fault instanceof IimsError && fault.code === 'partner.refused') {
        this.#setAside(row, REFUSED_REST_MS);
        // A part of a file counts against no bound: what is begun and refused, one after the other, would fill the disk.
        await folder.remove(folder.fileOf(row));
      } else if (fault instanceof Ended) await folder.remove(folder.fileOf(row));
      else throw fault;
    } finally {
      room?.end();
    }
  }

  async #giveUp(row: AttachmentRow): Promise<void> {
    const { folder } = this.#parts;
    await folder.remove(folder.fileOf(row));
    await this.#settle(row, 'not-fetched');
  }

  /** Undefined while there is none; that it waits is an entry once. */
  async #roomFor(row: AttachmentRow): Promise<Reservation | undefined> {
    const { folder, store } = this.#parts;
    try {
      const room = await folder.reserve(row.sealedBytes, this.#state);
      this.#postponed.delete(placeOf(row));
      return room;
    } catch (fault) {
      if (!(fault instanceof IimsError) || fault.code !== 'store.full') throw fault;
      if (!this.#postponed.has(placeOf(row))) {
        const { messageId, place, sealedBytes } = row;
        await store.write({
          event: 'attachment.postponed',
          body: { state: this.#state, messageId, place, bytes: sealedBytes },
        });
      }
      this.#postponed.add(placeOf(row));
      return undefined;
    }
  }

  async #fetchWhole(row: AttachmentRow, room: Reservation): Promise<void> {
    const { folder } = this.#parts;
    const file = await FetchedFile.open(folder.fileOf(row), room.wrote);
    try {
      while (file.bytes < row.sealedBytes) {
        const before = file.bytes;
        await this.#fetchRange(row, file).finally(() => {
          // A line that carries something is tried again soon; one that drips does not.
          const isCarrying = file.bytes - before >= PACE.bytesMin || file.bytes === row.sealedBytes;
          if (isCarrying) [this.#failures, this.#hasCarried] = [0, true];
        });
        await this.#stillAwaited(row);
      }
      await file.settled();
      await file.flush();
    } finally {
      await file.close();
    }
  }

  async #fetchRange({ envelope, sealedBytes }: AttachmentRow, file: FetchedFile): Promise<void> {
    const from = file.bytes;
    const length = Math.min(ATTACHMENT_RANGE_BYTES_MAX, sealedBytes - from);
    const { status, body } = await this.#parts.stream(this.#state, {
      path: `${ATTACHMENTS_PATH}?${new URLSearchParams({ id: envelope, offset: `${from}`, length: `${length}` })}`,
      silenceMs: SILENCE_MS,
      pace: PACE,
      signal: this.#stopping.signal,
      take: (part) => {
        if (file.bytes + part.length <= from + length) return file.take(part);
        return Promise.reject(new IimsError('partner.refused', { message: 'More came than was asked for.' }));
      },
    });
    await file.settled();
    if (status !== 200) throw refusedBy(status, body);
    if (file.bytes === from) throw new IimsError('partner.refused', { message: 'Nothing came of what was asked for.' });
  }

  /** Its message may have been recalled meanwhile. */
  async #stillAwaited({ no, place }: AttachmentRow): Promise<void> {
    const rows = await attachmentsOf(this.#parts.store.reader, no);
    if (rows.find((row) => row.place === place)?.standing === 'awaited') return;
    throw new Ended();
  }

  /** It has its length. What is not what was announced is fetched once more. */
  async #take(row: AttachmentRow): Promise<void> {
    const { folder, verify } = this.#parts;
    const path = folder.fileOf(row);
    const announced = await this.#announced(row);
    if (announced === undefined) return this.#giveUp(row);
    try {
      const key = await verify({ row, path, ...announced }, this.#stopping.signal);
      const { sha256, bytes } = announced.announced;
      await this.#settle(row, 'whole', { sha256, bytes }, key);
    } catch (fault) {
      if (!(fault instanceof IimsError) || !isAboutContent(fault)) throw fault;
      if (this.#refetched.delete(placeOf(row))) return this.#settle(row, 'damaged', { code: fault.code });
      this.#refetched.add(placeOf(row));
      await folder.remove(path);
    }
  }

  /** Undefined where the period of its message has ended: nobody can read any more what it should be. */
  async #announced({ messageId, place }: AttachmentRow): Promise<Pick<Arrival, 'announced' | 'by'> | undefined> {
    try {
      const message = await openContent(this.#parts.store.reader, messageId);
      const announced = message.largeAttachments?.find(({ id }) => id === place);
      return announced && { announced, by: sealedBy(message) };
    } catch (fault) {
      if (fault instanceof IimsError && fault.code === 'message.deleted') throw new Ended();
      if (fault instanceof IimsError && fault.code === 'message.erased') return undefined;
      throw fault;
    }
  }

  async #settle(
    row: AttachmentRow,
    outcome: AttachmentOutcome,
    said: Readonly<Record<string, unknown>> = {},
    key?: ArrivedKey,
  ): Promise<void> {
    const { no, place, messageId, envelope } = row;
    const { result: wasAwaited } = await this.#parts.store.write(
      { event: EVENTS[outcome], body: { state: this.#state, messageId, place, ...said } },
      {
        name: 'settle-attachment',
        args: {
          no,
          place,
          outcome,
          ...(key === undefined ? {} : { key: { ...key, envelope: uuidToBytes(envelope) } }),
        },
      },
    );
    if (!wasAwaited) throw new Ended();
  }

  /** After a failure later and later; what the program itself did wrong is told to whoever runs it. */
  #rest(fault: unknown): void {
    if (!(fault instanceof IimsError)) this.#parts.onFault(fault);
    this.#failures += 1;
    const [first = 0, second = 0] = this.#parts.random(2);
    const firstMs = this.#hasCarried ? CARRYING_REST_MS : FIRST_REST_MS;
    this.#hasCarried = false;
    const rest = restMs(firstMs, this.#failures, (first * 256 + second) / 65_536);
    this.#mayNotBefore = this.#parts.clock.now() + Math.min(rest, FIRST_REST_MS);
    this.#again(rest);
  }

  #again(afterMs: number | undefined): void {
    clearTimeout(this.#timer);
    if (afterMs === undefined || this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#mayNotBefore = 0;
      this.wake();
    }, afterMs);
  }
}

/** The content of its message is deleted, and it is not awaited any more. */
class Ended extends Error {}

/** What is wrong with the bytes, and not with a disk, a key or the line. */
function isAboutContent({ code }: IimsError): boolean {
  return code === 'attachment.differs' || (code.startsWith('envelope.') && code !== 'envelope.unknown-sender');
}

function refusedBy(status: number, body: Uint8Array): IimsError {
  if (status === 503) return new IimsError('partner.busy', { message: 'The partner takes no more at the moment.' });
  return new IimsError('partner.refused', {
    message: 'The partner does not give the attachment.',
    rule: `HTTP status ${status}, ${body.length} bytes`,
  });
}

function placeOf({ no, place }: AttachmentRow): string {
  return `${no}-${place}`;
}

const EVENTS = {
  whole: 'attachment.received',
  damaged: 'attachment.quarantined',
  'not-fetched': 'attachment.given-up',
} as const satisfies Record<AttachmentOutcome, string>;
/** No byte for so long: the line has failed. */
const SILENCE_MS = 30_000;
/** A giver that is slower holds the State's only line for nothing. */
const PACE = { bytesMin: 65_536, withinMs: 120_000 };
/** The first rest of a line that broke while it carried something. */
const CARRYING_REST_MS = 100;
const ROOM_REST_MS = 60_000;
/** A giver that refuses one, since its file is lost or its message was taken back, may be asked again. */
const REFUSED_REST_MS = 3_600_000;
const ASIDE_LOOK_MS = 60_000;
const LOOKED_AT_ONCE = 1_024;
const ASIDE_MAX = 65_536;
