// SPDX-License-Identifier: Apache-2.0
// Fetches by itself the entries behind what partners' nodes signed, of messages and of hits: of each partner one exchange after another,
// with a rest between two, and a longer one after each failure. What is awaited stands in the store alone, so a node that dies anywhere
// begins again from it; a partner that is away holds up no other (spec/receipt.md, 18 and 29a).
import { restMs } from '@iims/exchange/delivery';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import { ENTRY_PACE_MS } from '../store/awaited-entries.ts';

/** What became of one exchange. */
export interface FetchedEntries {
  readonly asked: number;
  /** Those that the partner has not published yet, or had no room for. */
  readonly early: number;
  /** One that the partner does not give yet was asked for again, since nothing else is due: nothing follows of the partner. */
  readonly isHeld?: boolean;
}

export interface AwaitedEntriesParts {
  /** The States of whose logs entries are awaited, as the store has it. */
  readonly states: () => Promise<readonly StateCode[]>;
  /** When the next entry of a State may be asked for, ms since 1970; undefined while none is awaited. */
  readonly nextDue: (state: StateCode) => Promise<number | undefined>;
  /** One exchange with a partner about what is due. Throws `IimsError` where it gives no answer. */
  readonly fetchDue: (state: StateCode) => Promise<FetchedEntries>;
  /** Between two exchanges with one partner, ms, so that queries do not feel them. */
  readonly restMs: number;
  /** Waited for before each exchange; default: nothing. */
  readonly giveWay?: (() => Promise<void>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

/** The lines to all partners. */
export class AwaitedEntries {
  readonly #parts: AwaitedEntriesParts;
  readonly #lines = new Map<StateCode, PartnerLine>();
  #isStopped = false;

  constructor(parts: AwaitedEntriesParts) {
    this.#parts = parts;
  }

  /** Takes up what is awaited since before the node stopped. */
  async start(): Promise<void> {
    for (const state of await this.#parts.states()) this.wanted(state);
  }

  /** An entry of this State's log is awaited. */
  wanted(state: StateCode): void {
    if (this.#isStopped) return;
    const line = this.#lines.get(state) ?? new PartnerLine(this.#parts, state);
    this.#lines.set(state, line);
    line.wake();
  }

  /** A partner was heard of: a rest after a failure ends. */
  heard(state: StateCode): void {
    this.#lines.get(state)?.heard();
  }

  /** Begins nothing any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#lines.values()].map((line) => line.stop()));
  }
}

class PartnerLine {
  readonly #parts: AwaitedEntriesParts;
  readonly #state: StateCode;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** Without an answer, one after the other. */
  #failures = 0;
  /** Exchanges about what the partner does not give yet, one after the other. */
  #held = 0;
  #heardAt = Number.NEGATIVE_INFINITY;
  #isWoken = false;
  #isStopped = false;
  /** When the timer fires, on the monotonic clock. */
  #plannedAt = 0;

  constructor(parts: AwaitedEntriesParts, state: StateCode) {
    this.#parts = parts;
    this.#state = state;
  }

  /** What is awaited from now on is due before what the partner withheld for long; a rest after a failure goes on. */
  wake(): void {
    this.#isWoken = true;
    if (this.#running !== undefined) return;
    if (this.#timer === undefined) this.#plan(0);
    else if (this.#failures === 0 && this.#plannedAt > this.#parts.clock.monotonic() + FIRST_DUE_MS) {
      clearTimeout(this.#timer);
      this.#plan(this.#firstDueMs());
    }
  }

  heard(): void {
    const now = this.#parts.clock.monotonic();
    if (this.#failures === 0 || this.#timer === undefined || now < this.#heardAt + HEARD_EVERY_MS) return;
    this.#heardAt = now;
    clearTimeout(this.#timer);
    this.#plan(0);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(afterMs: number): void {
    if (this.#isStopped) return;
    const inMs = Math.min(afterMs, TIMER_MS_MAX);
    this.#plannedAt = this.#parts.clock.monotonic() + inMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isWoken = false;
      this.#running = this.#turn().then((nextMs) => {
        this.#running = undefined;
        const againMs = this.#isWoken ? this.#wokenMs(nextMs) : nextMs;
        if (againMs !== undefined) this.#plan(againMs);
      });
    }, inMs);
  }

  /** Woken after the look. */
  #wokenMs(nextMs: number = GATHER_MS): number {
    return this.#failures === 0 ? Math.min(nextMs, this.#firstDueMs()) : nextMs;
  }

  /** Where something is held it is asked for whenever nothing else is due: the next one must be. */
  #firstDueMs(): number {
    return this.#held > 0 ? FIRST_DUE_MS + GATHER_MS : FIRST_DUE_MS;
  }

  /** One exchange, if one is due; gives in how many milliseconds the next one is, and undefined while none is awaited. */
  async #turn(): Promise<number | undefined> {
    const { nextDue, clock, fetchDue, giveWay } = this.#parts;
    try {
      const dueAt = await nextDue(this.#state);
      if (dueAt === undefined) return undefined;
      // What is signed in the meantime is asked for with it.
      if (dueAt > clock.now()) return Math.max(dueAt - clock.now(), GATHER_MS);
      await giveWay?.();
      if (this.#isStopped) return undefined;
      const { early, isHeld = false } = await fetchDue(this.#state);
      this.#failures = 0;
      this.#held = isHeld ? this.#held + 1 : 0;
      if (isHeld) return Math.min(restMs(FAILED_REST_MS, this.#held, this.#jitter()), HELD_REST_MS_MAX);
      return early > 0 ? EARLY_REST_MS : this.#parts.restMs;
    } catch (fault) {
      // Away, busy, or a store that is: what is awaited stays so.
      if (!(fault instanceof IimsError)) throw fault;
      this.#failures += 1;
      return restMs(FAILED_REST_MS, this.#failures, this.#jitter());
    }
  }

  #jitter(): number {
    const [first = 0, second = 0] = this.#parts.random(2);
    return (first * 256 + second) / 65_536;
  }
}

/** When what is awaited from now on is due. */
const FIRST_DUE_MS = ENTRY_PACE_MS[0]!;
/** So long what becomes due is gathered. */
const GATHER_MS = 1_000;
/** Until the partner has published what it had not. */
const EARLY_REST_MS = 5_000;
const FAILED_REST_MS = 8_000;
/** What becomes due meanwhile waits no longer. */
const HELD_REST_MS_MAX = 40_000;
const HEARD_EVERY_MS = 1_000;
/** A timer takes no more than 2^31 ms; looking again earlier costs nothing. */
const TIMER_MS_MAX = 3_600_000;
