// SPDX-License-Identifier: Apache-2.0
// Fetches receipts of hits by themselves: soon after the verdict, and again until partners have witnessed the entry. What is not done when
// the node stops is fetched when somebody asks for it.
import { setTimeout as pause } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { QueryId, StateCode } from '@iims/wire/identifiers';

export interface AwaitedReceiptsOptions {
  /** Resolves to whether nothing better is to be had. */
  readonly fetchOne: (queryId: QueryId, state: StateCode) => Promise<boolean>;
  /** Milliseconds from the verdict to the first attempt, and from each to the next. */
  readonly pace?: readonly number[];
  /** Milliseconds between two attempts, so that queries do not feel them. */
  readonly restMs?: number;
}

export class AwaitedReceipts {
  readonly #fetchOne: AwaitedReceiptsOptions['fetchOne'];
  readonly #pace: readonly number[];
  readonly #restMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stopped = new AbortController();
  /** One after another: nobody waits for them. */
  #turn: Promise<void> = Promise.resolve();

  constructor({ fetchOne, pace = PACE_MS, restMs = REST_MS }: AwaitedReceiptsOptions) {
    this.#fetchOne = fetchOne;
    this.#pace = pace;
    this.#restMs = restMs;
  }

  /** Told of hits when their query is closed. Beyond WAITING_MAX a receipt is left to whoever asks for it. */
  wanted(queryId: QueryId, states: readonly StateCode[]): void {
    for (const state of states) this.#plan(queryId, state, 0);
  }

  /** Begins nothing any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#stopped.abort();
    await this.#turn;
  }

  #plan(queryId: QueryId, state: StateCode, attempt: number): void {
    const pauseMs = this.#pace[attempt];
    // A query that ends while the node stops may still tell of its hits.
    if (pauseMs === undefined || this.#timers.size >= WAITING_MAX || this.#stopped.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#turn = this.#turn.then(async () => {
        // Taken back by `stop` while it waited for its turn.
        if (!this.#timers.has(timer)) return;
        const isDone = await this.#orFalse(this.#fetchOne(queryId, state));
        if (this.#timers.delete(timer) && !isDone) this.#plan(queryId, state, attempt + 1);
        // The only way for this pause to fail is the stop.
        await pause(this.#restMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      });
    }, pauseMs);
    this.#timers.add(timer);
  }

  /** A partner that is away, busy, or gives something that does not hold is asked again, and what it signed stays. */
  async #orFalse(attempt: Promise<boolean>): Promise<boolean> {
    try {
      return await attempt;
    } catch (fault) {
      if (fault instanceof IimsError) return false;
      throw fault;
    }
  }
}

/** Partners witness within seconds after a pause, and within 30 s under load (spec/witness.md, 5). */
const PACE_MS: readonly number[] = [8_000, 40_000, 300_000, 1_800_000];
const WAITING_MAX = 1_024;
/** A receipt costs both States some ten milliseconds: at most a hundredth of a processor goes to those that nobody asked for. */
const REST_MS = 1_000;
