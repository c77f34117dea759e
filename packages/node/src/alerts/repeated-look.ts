// SPDX-License-Identifier: Apache-2.0
// Something that is looked after every second and whenever somebody asks, one look at a time. What a look misses the next one finds.
import { IimsError } from '@iims/wire/errors';

export class RepeatedLook {
  readonly #look: (isStopped: () => boolean) => Promise<void>;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `look` ends early when `isStopped` says so. */
  constructor(look: (isStopped: () => boolean) => Promise<void>) {
    this.#look = look;
  }

  /** Looks every second, until `stop`. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.once()
        .catch((fault) => {
          // A busy or full store is asked again.
          if (!(fault instanceof IimsError)) throw fault;
        })
        .finally(() => {
          if (!this.#isStopped) this.start();
        });
    }, LOOK_EVERY_MS);
  }

  /** Resolves after a look that began after the call. Throws what the look throws. */
  async once(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => undefined);
    if (this.#isStopped) return;
    this.#running = this.#look(() => this.#isStopped).finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }
}

const LOOK_EVERY_MS = 1_000;
