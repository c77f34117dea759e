// SPDX-License-Identifier: Apache-2.0
// A file that holds disk space for the log: when the disk is full it is given up, so that what is already accepted can still
// be written and published. It comes back by itself when there is room.

import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export class SpaceReserve {
  readonly #path: string;
  readonly bytes: number;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, bytes: number) {
    this.#path = path;
    this.bytes = bytes;
  }

  /** Whether the space is held. */
  get held(): boolean {
    return existsSync(this.#path) && statSync(this.#path).size >= this.bytes;
  }

  /** Takes the space if the disk has it twice over, and says whether it is held; looks at the disk once in CHECK_INTERVAL_MS. */
  take(monotonicMs: number): boolean {
    if (this.held) return true;
    if (monotonicMs - this.#checkedAt < CHECK_INTERVAL_MS) return false;
    this.#checkedAt = monotonicMs;
    const disk = statfsSync(dirname(this.#path));
    if (disk.bavail * disk.bsize < this.bytes * 2) return false;
    try {
      this.#fill();
      return true;
    } catch (error) {
      if (!isNoSpace(error)) throw error;
      this.release();
      return false;
    }
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  /** Real bytes, since a sparse file holds no space. */
  #fill(): void {
    const file = openSync(this.#path, 'w', 0o600);
    try {
      const block = new Uint8Array(BLOCK_BYTES).fill(0xa5);
      for (let written = 0; written < this.bytes; ) {
        written += writeSync(file, block, 0, Math.min(BLOCK_BYTES, this.bytes - written));
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Holds some ten thousand entries of the usual size. */
export const RESERVE_BYTES = 16 * 1024 * 1024;
const CHECK_INTERVAL_MS = 1_000;
const BLOCK_BYTES = 1024 * 1024;
