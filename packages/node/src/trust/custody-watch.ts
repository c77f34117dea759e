// SPDX-License-Identifier: Apache-2.0
// Whether the node can reach its keys at this moment (spec/custody.md, 5): asked of a token now and then, told by an entry when it
// changes, and shown with the state of the node.
import { IimsError } from '@iims/wire/errors';
import type { KeyStore } from '../keys/key-store.ts';
import type { Custody } from '../keys/vault.ts';
import type { Store } from '../store/store.ts';

/** Plain data for JSON. `code` says what is wrong while `working` is false. */
export interface CustodyState {
  readonly custody: Custody;
  readonly working: boolean;
  readonly code?: string;
}

export class CustodyWatch {
  readonly #keyStore: Pick<KeyStore, 'check' | 'custody'>;
  readonly #store: Pick<Store, 'write'>;
  readonly #timer: NodeJS.Timeout;
  #code: string | undefined;

  /** Software custody cannot be lost; its check costs nothing. */
  constructor(keyStore: Pick<KeyStore, 'check' | 'custody'>, store: Pick<Store, 'write'>, everyMs = CHECK_EVERY_MS) {
    this.#keyStore = keyStore;
    this.#store = store;
    this.#timer = setInterval(() => this.look(), everyMs);
  }

  state(): CustodyState {
    const custody = this.#keyStore.custody();
    return this.#code === undefined ? { custody, working: true } : { custody, working: false, code: this.#code };
  }

  /** Asks the token. Each change is an entry, and nothing is while it lasts. */
  look(): void {
    const before = this.#code;
    this.#code = this.#faultNow();
    if (this.#code === before) return;
    const { kind } = this.#keyStore.custody();
    const draft =
      this.#code === undefined
        ? ({ event: 'custody.restored', body: { kind } } as const)
        : ({ event: 'custody.lost', body: { kind, code: this.#code } } as const);
    // Nothing waits for this entry, and a full disk has its own.
    this.#store.write(draft).catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #faultNow(): string | undefined {
    try {
      this.#keyStore.check();
      return undefined;
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      return fault.code;
    }
  }
}

/** Often enough for an administrator who watches; a token that is away costs up to its time-out each time. */
const CHECK_EVERY_MS = 10_000;
