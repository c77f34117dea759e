// SPDX-License-Identifier: Apache-2.0
// Gives the frames of a moment their hybrid signature: gathers what the node signs and, at most 100 ms after the first,
// signs the batch with both keys, off this thread, and writes it into the log (spec/batch-signature.md, 8 to 10).
import { BATCH_FRAMES_MAX, type BatchSigners, frameDigest, signBatch } from '@iims/crypto/batch-signature';
import type { SealedFrame } from '@iims/crypto/envelope';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Clock, Random } from '../clock.ts';
import { BATCH_SPAN_MAX_MS } from '../store/signed-batches.ts';
import type { Store } from '../store/store.ts';

export interface BatchSignerOptions {
  /** The pair with which frames are signed at the moment of the call. */
  readonly signers: () => BatchSigners;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** A frame that waits for its batch. */
interface WaitingFrame {
  readonly id: Uint8Array;
  readonly createdAt: number;
  readonly digest: Uint8Array;
  readonly entries: readonly number[];
}

export class BatchSigner {
  readonly #options: BatchSignerOptions;
  #signers: BatchSigners | undefined;
  #waiting: WaitingFrame[] = [];
  #bodyBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #underWay = new Set<Promise<void>>();
  #isStopped = false;

  constructor(options: BatchSignerOptions) {
    this.#options = options;
  }

  /** Takes a frame that was signed just now. `entries`: log indexes of its answers, in order; none for a frame of questions. */
  add({ header, signed }: Pick<SealedFrame, 'header' | 'signed'>, entries: readonly number[]): void {
    // What is signed while the node stops has its own signature only: the store may be closed by the time of a batch.
    if (this.#isStopped) return;
    const signers = this.#options.signers();
    // A frame of a key that is used no more has its own signature only.
    if (!equalBytes(signers.ed25519.keyId, header.sender)) return;
    const bytes = FRAME_BYTES + entries.length * ENTRY_BYTES;
    if (!this.#takes(signers, header.createdAt, bytes)) this.#sign();
    this.#signers = signers;
    this.#bodyBytes += bytes;
    // Its id alone: the memory in which it lies is that of the whole frame.
    this.#waiting.push({ id: header.id.slice(), createdAt: header.createdAt, digest: frameDigest(signed), entries });
    this.#timer ??= setTimeout(() => this.#sign(), SIGN_AFTER_MS);
  }

  /** Signs what waits and takes nothing more; resolves when every batch is in the log. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#sign();
    await Promise.all(this.#underWay);
  }

  /** One pair of keys, one bounded entry, and one short span of time: by their times frames are found again. */
  #takes(signers: BatchSigners, createdAt: number, bytes: number): boolean {
    const [first] = this.#waiting;
    if (first === undefined) return true;
    return (
      signers.ed25519 === this.#signers?.ed25519 &&
      this.#waiting.length < BATCH_FRAMES_MAX &&
      this.#bodyBytes + bytes <= BODY_BYTES_MAX &&
      Math.abs(createdAt - first.createdAt) <= BATCH_SPAN_MAX_MS
    );
  }

  #sign(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const frames = this.#waiting;
    const signers = this.#signers;
    this.#waiting = [];
    this.#bodyBytes = 0;
    if (frames.length === 0 || signers === undefined) return;
    const work = this.#signAndWrite(frames, signers).catch((fault) => {
      // Keys out of reach, a full disk: these frames keep their own signatures, and their receipts say so.
      if (!(fault instanceof IimsError)) throw fault;
    });
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async #signAndWrite(frames: readonly WaitingFrame[], signers: BatchSigners): Promise<void> {
    const { clock, random, store } = this.#options;
    const digests = frames.map(({ digest }) => digest);
    const { signedAt, salts, signatures } = await signBatch({ digests, signers, signedAt: clock.now(), random });
    const times = frames.map(({ createdAt }) => createdAt);
    await store.write(
      {
        event: 'frames.batch-signed',
        body: {
          signedAt,
          key: signers.ed25519.keyId,
          frames: concatBytes(...frames.map(({ id }) => id)),
          digests: concatBytes(...digests),
          salts,
          entries: frames.map(({ entries }) => entries),
          ...signatures,
        },
      },
      { name: 'keep-batch', args: { firstMs: Math.min(...times), lastMs: Math.max(...times) } },
    );
  }
}

/** With the signing itself at most 100 ms. */
const SIGN_AFTER_MS = 80;
/** Id, digest, salt and what frames them in the entry; an index of the log. */
const FRAME_BYTES = 90;
const ENTRY_BYTES = 9;
/** Below the bound of an entry's body by what the signatures take. */
const BODY_BYTES_MAX = 56_000;
