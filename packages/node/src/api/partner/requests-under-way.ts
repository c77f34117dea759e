// SPDX-License-Identifier: Apache-2.0
// How many requests of one State the node works on at once. One State that asks for more is told to wait; the others are not.
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../../clock.ts';
import {
  ATTACHMENTS_PATH,
  ECHO_PATH,
  LOG_PATH,
  MANY_RECEIPTS_PATH,
  MESSAGE_RECEIPTS_PATH,
  MESSAGES_PATH,
  RECEIPTS_PATH,
  TRUST_PATH,
  WITNESS_PATH,
} from '../../partner/edge-paths.ts';

export class RequestsUnderWay {
  readonly #clock: Clock;
  readonly #counts = new Map<string, number>();
  readonly #notedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a request in by the path of its route; what it returns counts it out, and is called once. @throws IimsError `partner.busy` */
  enter(state: StateCode, path: string): () => void {
    const [kind, max] = boundOf(path);
    const key = `${state} ${kind}`;
    const count = this.#counts.get(key) ?? 0;
    if (count >= max) {
      throw new IimsError('partner.busy', { message: 'As much of this State is under way as the node allows.' });
    }
    this.#counts.set(key, count + 1);
    return () => this.#counts.set(key, this.#counts.get(key)! - 1);
  }

  /** Whether what costs a State nothing is entered: the first of each kind in a minute, so that a flood does not go on in the log. */
  isWorthAnEntry(state: StateCode | undefined, code: ErrorCode): boolean {
    if (state === undefined) return false;
    const now = this.#clock.monotonic();
    const key = `${state} ${code}`;
    if (now - (this.#notedAt.get(key) ?? Number.NEGATIVE_INFINITY) < NOTED_EVERY_MS) return false;
    this.#notedAt.set(key, now);
    return true;
  }
}

/** What kind of request the path of a route is, and how many of the kind one State may have under way. */
function boundOf(path: string): readonly [kind: string, max: number] {
  if (path === TRUST_PATH) return ['trust', TRUST_UNDER_WAY_MAX];
  if (path === RECEIPTS_PATH) return ['receipts', RECEIPTS_UNDER_WAY_MAX];
  if (path === MESSAGE_RECEIPTS_PATH) return ['receipts of messages', RECEIPTS_UNDER_WAY_MAX];
  if (path === MANY_RECEIPTS_PATH) return ['receipts of many messages', MANY_RECEIPTS_UNDER_WAY_MAX];
  if (path === MESSAGES_PATH) return ['messages', MESSAGES_UNDER_WAY_MAX];
  if (path === ATTACHMENTS_PATH) return ['attachments', ATTACHMENTS_UNDER_WAY_MAX];
  if (path === ECHO_PATH) return ['echo', ECHOES_UNDER_WAY_MAX];
  const isMonitoring = path.startsWith(`${WITNESS_PATH}/`) || path.startsWith(`${LOG_PATH}/`);
  return isMonitoring ? ['monitor', MONITOR_UNDER_WAY_MAX] : ['frames', FRAMES_UNDER_WAY_MAX];
}

/** Two are expected from a partner that keeps the rule; the rest are retries and late ones. */
export const FRAMES_UNDER_WAY_MAX = 8;
/** A bundle may have 16 MiB. */
const TRUST_UNDER_WAY_MAX = 2;
/** A test puts one after the other. */
const ECHOES_UNDER_WAY_MAX = 2;
/** A sender has one under way; one more may be the one that it gave up. */
const MESSAGES_UNDER_WAY_MAX = 2;
/** A receiver has one under way; one more may be the one that it gave up. */
const ATTACHMENTS_UNDER_WAY_MAX = 2;
/** An asker fetches one after another; somebody may be waiting for a second one. */
const RECEIPTS_UNDER_WAY_MAX = 2;
/** As of messages. */
const MANY_RECEIPTS_UNDER_WAY_MAX = 2;
/** A partner asks for cosignatures, tells what it knows, and reads tiles: each one after another. */
const MONITOR_UNDER_WAY_MAX = 6;
const NOTED_EVERY_MS = 60_000;
