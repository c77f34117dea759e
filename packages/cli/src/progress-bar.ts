// SPDX-License-Identifier: Apache-2.0
// A line on stderr that tells a person how far a command is; without a terminal it tells nothing.

export class ProgressBar {
  #isShown = false;

  /** `share` is 0 to 1; absent where the end is not known. */
  show(what: string, share?: number): void {
    if (!process.stderr.isTTY) return;
    this.#isShown = true;
    process.stderr.write(`\r\x1b[K${share === undefined ? what : `${barOf(share)} ${what}`}`);
  }

  /** Takes the line away. */
  end(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    process.stderr.write('\r\x1b[K');
  }
}

function barOf(share: number): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}

const WIDTH = 30;
