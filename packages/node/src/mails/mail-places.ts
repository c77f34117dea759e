// SPDX-License-Identifier: Apache-2.0
// How many attachments of imported mails the node holds in memory at once for those who take them out (spec/mail-import.md, 13). Whoever
// waits holds nothing; one account does not take the places of all, however slowly it reads.
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';

interface Asked {
  readonly account: string;
  readonly goOn: () => void;
}

/** Everything of an attachment that is taken out has left by then, or its line is broken off; so nobody keeps a place for longer. */
export const TAKEN_OUT_MS_MAX = 300_000;

export class MailPlaces {
  /** Accounts that hold a place, one each. */
  readonly #holding = new Set<string>();
  /** Who came first stands first. */
  #waiting: Asked[] = [];
  readonly #waitingMsMax: number;

  constructor(waitingMsMax = WAITING_MS_MAX) {
    this.#waitingMsMax = waitingMsMax;
  }

  /**
   * Waits for a place, as long as whoever asks has not `gone`; the function that is given back leaves it, once or more often.
   * @throws IimsError `access.busy`
   */
  async take(account: string, gone?: AbortSignal): Promise<() => void> {
    const waiting = this.#waiting.filter((asked) => asked.account === account).length;
    if (waiting >= WAITING_OF_ACCOUNT_MAX || this.#waiting.length >= WAITING_MAX) throw busy();
    if (gone?.aborted) throw busy();
    await this.#comesTo(account, gone);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holding.delete(account);
      this.#next(account);
    };
  }

  #comesTo(account: string, gone: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        clearTimeout(tooLong);
        gone?.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        settled();
        this.#waiting = this.#waiting.filter((one) => one !== asked);
        reject(busy());
      };
      const goOn = () => {
        settled();
        resolve();
      };
      const tooLong = setTimeout(giveUp, this.#waitingMsMax);
      gone?.addEventListener('abort', giveUp);
      const asked = { account, goOn };
      this.#waiting.push(asked);
      this.#next();
    });
  }

  /** Whoever gave a place back is behind the others for it: accounts that ask again and again keep it from nobody. */
  #next(left?: string): void {
    while (this.#holding.size < PLACES) {
      const free = this.#waiting.filter(({ account }) => !this.#holding.has(account));
      const asked = free.find(({ account }) => account !== left) ?? free[0];
      if (asked === undefined) return;
      this.#waiting = this.#waiting.filter((one) => one !== asked);
      // Counted here and not when it goes on, or two would take the same place.
      this.#holding.add(asked.account);
      asked.goOn();
    }
    assert(this.#holding.size <= PLACES, 'places keep their bound');
  }
}

function busy(): IimsError {
  return new IimsError('access.busy', {
    message: 'As many attachments of mails as may be are being taken out.',
    rule: `${WAITING_OF_ACCOUNT_MAX} waiting of an account, ${WAITING_MAX} of a node, ${WAITING_MS_MAX / 1_000} seconds each`,
    fix: 'Try again in a moment.',
  });
}

/** Each holds one attachment, at most as large as a mail. */
const PLACES = 2;
const WAITING_OF_ACCOUNT_MAX = 4;
const WAITING_MAX = 16;
const WAITING_MS_MAX = 300_000;
