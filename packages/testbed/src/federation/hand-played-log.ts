// SPDX-License-Identifier: Apache-2.0
// A log in the test's own hands: it signs whatever tree it is told to, with the real keys of its State.

import { consistencyPath, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { sha256 } from '@iims/crypto/primitives';
import { type LogSigners, signCheckpoint } from '@iims/tlog/checkpoint';
import { TILE_WIDTH, tilePath } from '@iims/tlog/tile';
import { formatAddCheckpoint } from '@iims/tlog/witness';
import { assert } from '@iims/wire/assert';
import { concatBytes, utf8 } from '@iims/wire/bytes';

export class HandPlayedLog {
  readonly #origin: string;
  readonly #signers: LogSigners;
  readonly #leaves: Uint8Array[];

  constructor(origin: string, signers: LogSigners, leaves: readonly Uint8Array[] = []) {
    this.#origin = origin;
    this.#signers = signers;
    this.#leaves = [...leaves];
  }

  /** Adds entries that this past alone has. */
  append(past: string, entries: number): void {
    for (let i = 0; i < entries; i++) this.#leaves.push(leafHash(sha256(utf8(`${past} ${this.#leaves.length}`))));
    assert(this.#leaves.length < TILE_WIDTH, 'the log has one tile');
  }

  /** Another past that begins as this one. */
  branch(): HandPlayedLog {
    return new HandPlayedLog(this.#origin, this.#signers, this.#leaves);
  }

  checkpoint(): Uint8Array {
    const tree = { origin: this.#origin, size: this.#leaves.length, root: treeRoot(this.#leaves) };
    return signCheckpoint(tree, this.#signers, Math.floor(Date.now() / 1_000));
  }

  /** What a witness is asked that holds the first `oldSize` entries. */
  asked(oldSize: number): Uint8Array {
    const proof = oldSize === 0 ? [] : consistencyPath(this.#leaves, oldSize);
    return formatAddCheckpoint({ oldSize, proof, checkpoint: this.checkpoint() });
  }

  /** What the log serves at a path below `/v1/log/`. */
  file(path: string): Uint8Array | undefined {
    if (path === 'checkpoint') return this.checkpoint();
    const tile = tilePath({ level: 0, index: 0, width: this.#leaves.length });
    return path === tile ? concatBytes(...this.#leaves) : undefined;
  }
}
