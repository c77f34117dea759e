// SPDX-License-Identifier: Apache-2.0
// Signs what the node sends: a message at once while nothing is under way, and those that come meanwhile, or in a busy moment, share
// the two signatures of one batch (spec/envelope.md, 22; spec/message.md, 1). The signing itself runs aside of this thread.
import { setImmediate } from 'node:timers/promises';
import type { MessageToSeal } from '@iims/crypto/envelope';
import { MESSAGE_BATCH_MAX } from '@iims/crypto/message-batch';
import { draftForBatch, type SealedToKeep, signWaiting, type WaitingMessage } from '@iims/crypto/sealed-together';
import { Gathering } from '@iims/exchange/gather';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Clock } from '../clock.ts';

interface Waiting {
  readonly message: WaitingMessage;
  readonly since: number;
  readonly resolve: (sealed: SealedToKeep) => void;
  readonly reject: (fault: unknown) => void;
}

export class MessageSigning {
  readonly #clock: Clock;
  readonly #gathering = new Gathering(MESSAGE_BATCH_MAX);
  #waiting: Waiting[] = [];
  #isUnderWay = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when it is signed and sealed.
   * @throws IimsError as `sealMessage`; `message.busy`; `keys.*` where a key is out of reach
   */
  seal(message: MessageToSeal): Promise<SealedToKeep> {
    if (this.#waiting.length >= UNSIGNED_MAX) return Promise.reject(tooManyWait());
    const drafted = draftForBatch(message);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message: drafted, since: this.#clock.monotonic(), resolve, reject });
      this.#look();
    });
  }

  /** Lets the next batch leave, at once or when its time comes. */
  #look(): void {
    const [first] = this.#waiting;
    if (this.#isUnderWay || first === undefined) return;
    clearTimeout(this.#timer);
    const now = this.#clock.monotonic();
    const leave = () => void this.#sign(this.#nextBatch(first, this.#clock.monotonic()));
    const waitsMs = this.#gathering.leavesAt(this.#waiting.length, first.since) - now;
    if (waitsMs > 0) this.#timer = setTimeout(leave, waitsMs);
    else leave();
  }

  /** As many as came one after the other under the keys of the first: keys change between two messages. */
  #nextBatch(first: Waiting, now: number): Waiting[] {
    const { keyId } = first.message.signers.ed25519;
    const others = this.#waiting.findIndex(({ message }) => !equalBytes(message.signers.ed25519.keyId, keyId));
    const batch = this.#waiting.splice(0, Math.min(MESSAGE_BATCH_MAX, others < 0 ? this.#waiting.length : others));
    this.#gathering.left(batch.length, now);
    this.#isUnderWay = true;
    return batch;
  }

  async #sign(batch: readonly Waiting[]): Promise<void> {
    const seals = await signWaiting(batch.map(({ message }) => message)).catch((fault: unknown) => {
      for (const { reject } of batch) reject(fault);
      return [];
    });
    this.#isUnderWay = false;
    this.#look();
    for (const [place, seal] of seals.entries()) {
      batch[place]!.resolve(seal());
      // Officers' queries come between.
      if (place % SEALED_AT_ONCE === SEALED_AT_ONCE - 1) await setImmediate();
    }
  }
}

function tooManyWait(): IimsError {
  return new IimsError('message.busy', {
    message: 'Too many messages wait to be signed.',
    rule: `at most ${UNSIGNED_MAX} at once`,
    fix: 'Try again in a moment.',
  });
}

/** Messages that wait to be signed: sixteen full batches. */
const UNSIGNED_MAX = 1_024;
/** Sealing takes some fifty microseconds of this thread. */
const SEALED_AT_ONCE = 8;
