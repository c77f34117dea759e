// SPDX-License-Identifier: Apache-2.0
// POST /v1/echo on the partners' edge: answers a partner's test (spec/partner-test.md, 2 and 3). An echo costs two milliseconds of
// this thread, so a State gets a few in a minute; one entry an hour tells that it tests.
import { IimsError, kindOf } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerEcho, ECHO_BYTES_MAX, type EchoSide } from '../../partner/echo.ts';
import { ECHO_PATH } from '../../partner/edge-paths.ts';
import type { Store } from '../../store/store.ts';

export interface EchoDoor {
  readonly side: EchoSide;
  readonly store: Pick<Store, 'write'>;
}

/** Adds the path to the partners' edge. `stateOf` says which partner calls, by its connection. */
export async function addEchoRoute(
  app: FastifyInstance,
  { side, store }: EchoDoor,
  stateOf: (request: FastifyRequest) => StateCode,
): Promise<void> {
  const bound = new EchoBound(side.clock.monotonic);
  app.setErrorHandler((thrown, _request, reply) => {
    // What is refused here leaves no entry: the partner has its own of its test.
    if (!(thrown instanceof IimsError)) throw thrown;
    return reply.code(kindOf(thrown).retry ? 503 : 400).send({ error: { code: thrown.code } });
  });
  app.post(ECHO_PATH, { bodyLimit: ECHO_BYTES_MAX }, async (request, reply) => {
    const state = stateOf(request);
    bound.take(state);
    const answer = answerEcho(side, state, request.body instanceof Uint8Array ? request.body : new Uint8Array(0));
    const before = bound.worthAnEntry(state);
    if (before !== undefined) await store.write({ event: 'partner.echoed', body: { state, before } });
    return reply.type('application/octet-stream').send(Buffer.from(answer));
  });
}

/** How often a State has its echo answered, and how often that is entered. */
export class EchoBound {
  readonly #now: () => number;
  readonly #taken = new Map<StateCode, number[]>();
  readonly #noted = new Map<StateCode, { at: number; since: number }>();

  /** `now` is a monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws IimsError `partner.busy` beyond ECHOES_A_MINUTE_MAX */
  take(state: StateCode): void {
    const now = this.#now();
    const lately = (this.#taken.get(state) ?? []).filter((at) => now - at < MINUTE_MS);
    if (lately.length >= ECHOES_A_MINUTE_MAX) {
      throw new IimsError('partner.busy', {
        message: 'As many echoes of this State were answered as a minute allows.',
      });
    }
    this.#taken.set(state, [...lately, now]);
  }

  /** How many echoes of the State went without an entry, if one is due; undefined if not. */
  worthAnEntry(state: StateCode): number | undefined {
    const now = this.#now();
    const noted = this.#noted.get(state);
    if (noted !== undefined && now - noted.at < NOTED_EVERY_MS) {
      noted.since += 1;
      return undefined;
    }
    this.#noted.set(state, { at: now, since: 0 });
    return noted?.since ?? 0;
  }
}

export const ECHOES_A_MINUTE_MAX = 12;
const MINUTE_MS = 60_000;
const NOTED_EVERY_MS = 60 * MINUTE_MS;
