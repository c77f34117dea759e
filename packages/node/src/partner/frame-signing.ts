// SPDX-License-Identifier: Apache-2.0
// With what this node signs and seals its frames at a moment. A channel carries frames of one signer alone, so that another signing
// key begins other channels; what partners send is opened from one memory, whichever key they answer to.
import { type Channels, ReceivingChannels, SendingChannels } from '@iims/crypto/channel';
import type { SigningKey } from '@iims/crypto/keys';
import type { Random } from '../clock.ts';

export interface FrameSigning {
  readonly signer: SigningKey;
  /** The signer's, shared with all that seals and opens frames in this node. */
  readonly channels: Channels;
}

/** Follows the signing key in use. */
export class FrameSigningInUse {
  readonly #signer: () => SigningKey;
  readonly #random: Random;
  readonly #receiving = new ReceivingChannels();
  #current: FrameSigning;

  constructor(signer: () => SigningKey, random: Random) {
    this.#signer = signer;
    this.#random = random;
    this.#current = this.#signingWith(signer());
  }

  current(): FrameSigning {
    const signer = this.#signer();
    if (signer !== this.#current.signer) {
      this.#current.channels.sending.forgetEnded(Number.POSITIVE_INFINITY);
      this.#current = this.#signingWith(signer);
    }
    return this.#current;
  }

  /** Message keys leave memory soon after the end of their channel, also when no frame comes that would displace them. */
  forgetEnded(now: number): void {
    this.#current.channels.sending.forgetEnded(now);
    this.#receiving.forgetEnded(now);
  }

  #signingWith(signer: SigningKey): FrameSigning {
    return {
      signer,
      channels: { sending: new SendingChannels(signer.keyId, this.#random), receiving: this.#receiving },
    };
  }
}
