// SPDX-License-Identifier: Apache-2.0
// Erases imported mails at the end of their category's period, and those whose month can be read no more (spec/mail-import.md, 16).
// What is due stands in the store and the configuration: a node that was off does it at its start.
import { keepLooking } from '../messages/keep-looking.ts';
import { contentErasedUntil, mailsToRetire } from '../store/imported-mails.ts';
import type { Store } from '../store/store.ts';

export interface MailKeeping {
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly keepDays: { readonly mails: number };
  readonly now: () => number;
  /** Whether somebody else's clock shows that this one is not ahead; until then nothing is erased for ever. */
  readonly isConfirmed: () => boolean;
}

/** Looks at once and then every hour, until `stop`. */
export function keepMails(parts: MailKeeping): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => retireMails(parts), LOOK_EVERY_MS);
}

/** Does all that is due by now, each piece with its entry. */
export async function retireMails(
  { store, keepDays, now, isConfirmed }: MailKeeping,
  bytesAtOnceMax = BYTES_AT_ONCE_MAX,
): Promise<void> {
  const ended = isConfirmed() ? Math.floor((now() - keepDays.mails * DAY_MS) / DAY_MS) * DAY_MS : 0;
  const before = Math.max(ended, await contentErasedUntil(store.reader));
  for (;;) {
    const due = firstOf(await mailsToRetire(store.reader, before, AT_ONCE_MAX), bytesAtOnceMax);
    if (due.length === 0) return;
    const mails = due.map(({ id }) => id);
    await store.write(
      { event: 'mail.retired', body: { before, mails } },
      { name: 'retire-mails', args: { numbers: due.map(({ no }) => no) } },
    );
  }
}

/** As many as one transaction may take with it; one at least, however large. */
function firstOf<M extends { readonly bytes: number }>(mails: readonly M[], bytesMax: number): readonly M[] {
  let sum = 0;
  const end = mails.findIndex(({ bytes }, place) => {
    sum += bytes;
    return sum > bytesMax && place > 0;
  });
  return end === -1 ? mails : mails.slice(0, end);
}

const DAY_MS = 86_400_000;
/** With the pieces of their files in one transaction: what they take is overwritten on the disk while others wait. */
const AT_ONCE_MAX = 16;
/** Of their files together, as much as the largest mail has. */
const BYTES_AT_ONCE_MAX = 26_214_400;
const LOOK_EVERY_MS = 3_600_000;
