// SPDX-License-Identifier: Apache-2.0
// Which blocks of this repository's code ran: the engine's own counters, asked for in this process. Code is only counted that
// was loaded after the counting began.
import { Session } from 'node:inspector';
import { assert } from '@iims/wire/assert';

export class BlockCoverage {
  readonly #session = new Session();
  readonly #isCounted: (url: string) => boolean;

  constructor(isCounted: (url: string) => boolean) {
    this.#isCounted = isCounted;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The blocks that ran since the last call, and whether they ran often. */
  take(): string[] {
    const blocks: string[] = [];
    // In the same process the answer is there before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (fault, { result }) => {
      assert(!fault, 'the engine counts what runs');
      for (const { url, functions } of result.filter((script) => this.#isCounted(script.url))) {
        for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
          if (count > 0) blocks.push(`${url} ${startOffset}-${endOffset} ${magnitudeOf(count)}`);
        }
      }
    });
    return blocks;
  }
}

/** Rarely or often: a loop that ran a little longer is not worth an input. */
function magnitudeOf(count: number): string {
  return count < 64 ? '' : 'often';
}
