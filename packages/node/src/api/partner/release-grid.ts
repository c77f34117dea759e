// SPDX-License-Identifier: Apache-2.0
// When an answer frame leaves: at a line of the 2 ms grid that starts with the frame's arrival (spec/fan-out.md, 19).
// The lines are those of `nextReleaseAt` in @iims/exchange, to which the simulation holds every answer.
// The timer is set at arrival and runs on from line to line. One that is set when the answer is ready would be rounded to
// whole milliseconds from that moment, and so show the work time that the grid hides.
import { GRID_MS } from '@iims/exchange/release-grid';

export class ReleaseGrid {
  readonly #timer: NodeJS.Timeout;
  #release: (() => void) | undefined;

  /** Line 0 is now. */
  constructor() {
    this.#timer = setInterval(() => this.#release?.(), GRID_MS);
  }

  /** Resolves at the next line; the first is never skipped, however quick the answer was. */
  nextLine(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
