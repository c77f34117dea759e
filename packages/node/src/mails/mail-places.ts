// SPDX-License-Identifier: Apache-2.0
// How many attachments of imported mails the node holds in memory at once for those who take them out (spec/mail-import.md, 13). Whoever
// waits holds nothing; one account does not take the places of all, however slowly it reads.
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';

interface Asked {
  readonly account: string;
  readonly goOn: () => void;
}

export class MailPlaces {
  /** Accounts that hold a place, one each. */
  readonly #holding = new Set<string>();
  /** Who came first stands first. */
  #waiting: Asked[] = [];

  /** Waits for a place; the function that is given back leaves it, once or more often. @throws IimsError `access.busy` */
  async take(account: string): Promise<() => void> {
    const waiting = this.#waiting.filter((asked) => asked.account === account).length;
    if (waiting >= WAITING_OF_ACCOUNT_MAX || this.#waiting.length >= WAITING_MAX) throw busy();
    await new Promise<void>((goOn) => {
      this.#waiting.push({ account, goOn });
      this.#next();
    });
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holding.delete(account);
      this.#next();
    };
  }

  #next(): void {
    while (this.#holding.size < PLACES) {
      const asked = this.#waiting.find(({ account }) => !this.#holding.has(account));
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
    rule: `${WAITING_OF_ACCOUNT_MAX} waiting of an account, ${WAITING_MAX} of a node`,
    fix: 'Try again in a moment.',
  });
}

/** Each holds one attachment, at most as large as a mail. */
const PLACES = 2;
const WAITING_OF_ACCOUNT_MAX = 4;
const WAITING_MAX = 16;
