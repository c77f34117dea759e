// SPDX-License-Identifier: Apache-2.0
// The rest of a receiver that failed: longer with each failure, none after a success.
import { restMs } from '@iims/exchange/delivery';
import type { Clock, Random } from '../clock.ts';

export class FailureRest {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #random: Random;
  #failures = 0;
  #until = 0;

  constructor({ clock, random }: { readonly clock: Pick<Clock, 'monotonic'>; readonly random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  get isOver(): boolean {
    return this.#clock.monotonic() >= this.#until;
  }

  begin(): void {
    this.#failures += 1;
    const [first = 0] = this.#random(1);
    this.#until = this.#clock.monotonic() + restMs(FIRST_REST_MS, this.#failures, first / 256);
  }

  end(): void {
    this.#failures = 0;
  }
}

const FIRST_REST_MS = 5_000;
