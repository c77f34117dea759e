// SPDX-License-Identifier: Apache-2.0
// One partner's line of the baseline: JSON over the same pool and the same mutual TLS.
import { Coalescer } from '@iims/exchange/coalesce';
import type { StateCode } from '@iims/wire/identifiers';
import type { Question } from '@iims/wire/query';
import { Pool } from 'undici';

export interface BareLinkOptions {
  readonly state: StateCode;
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly tls: object;
  readonly coalesce: boolean;
}

interface Waiting {
  readonly question: Question;
  readonly settle: (answer: object) => void;
}

export class BareLink {
  readonly state: StateCode;
  readonly #pool: Pool;
  readonly #coalescer: Coalescer<Waiting> | undefined;
  #holding: NodeJS.Timeout | undefined;
  #releaseScheduled = false;

  constructor({ state, endpoint, tls, coalesce }: BareLinkOptions) {
    this.state = state;
    this.#pool = new Pool(`https://${endpoint.host}:${endpoint.port}`, {
      connect: tls,
      connections: coalesce ? 2 : 16,
      pipelining: 1,
    });
    this.#coalescer = coalesce ? new Coalescer() : undefined;
  }

  ask(question: Question): Promise<object> {
    if (!this.#coalescer) return this.#post([question]).then((answers) => answers[0]!);
    return new Promise((settle) => {
      const now = performance.now();
      this.#coalescer!.enqueue({ question, settle }, now + 10_000, now);
      this.#scheduleRelease();
    });
  }

  #scheduleRelease(): void {
    if (this.#releaseScheduled) return;
    this.#releaseScheduled = true;
    setImmediate(() => {
      this.#releaseScheduled = false;
      this.#release(this.#coalescer!);
    });
  }

  #release(coalescer: Coalescer<Waiting>): void {
    for (const effect of coalescer.release(performance.now())) {
      if (effect.kind !== 'send-frame') continue;
      const { number, questions } = effect.frame;
      void this.#post(questions.map(({ question }) => question)).then((answers) => {
        coalescer.frameEnded(number, performance.now());
        this.#scheduleRelease();
        for (const [i, { settle }] of questions.entries()) settle(answers[i]!);
      });
    }
    clearTimeout(this.#holding);
    const until = coalescer.heldUntil;
    if (until === undefined) return;
    this.#holding = setTimeout(() => this.#release(coalescer), Math.max(0, Math.ceil(until - performance.now())));
  }

  async #post(questions: readonly Question[]): Promise<object[]> {
    const response = await this.#pool.request({
      method: 'POST',
      path: '/questions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(questions),
    });
    return (await response.body.json()) as object[];
  }
}
