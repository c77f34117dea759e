// SPDX-License-Identifier: Apache-2.0
// Follows the messages that were sent and received, behind their receipts, and notes by what each is found (spec/message-search.md, 6 to 9).
// What it has done stands in the store with what follows from it, so that a node that dies goes on where it was.
import { VerifiedBatches } from '@iims/crypto/message-batch';
import { IimsError } from '@iims/wire/errors';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Clock } from '../clock.ts';
import { findableUnder, keysToForget } from '../store/erased-terms.ts';
import { termMark } from '../store/message-terms.ts';
import { type MessageRow, messagesFrom, openContent } from '../store/messages.ts';
import type { MessageToIndex } from '../store/staging/index-messages.ts';
import type { Store } from '../store/store.ts';
import { RestWhileBusy } from './rest-while-busy.ts';
import { termNumbers } from './term-numbers.ts';
import { termsOfMessage } from './terms-of-message.ts';

export interface IndexingParts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** Notes what was durable at the call. Ends early when `isStopped` says so. Throws only what the store throws. */
export async function indexMessages(parts: IndexingParts, isStopped: () => boolean): Promise<void> {
  await forgetErased(parts, isStopped);
  const { store, clock } = parts;
  const manners = await RestWhileBusy.begin(store.reader, clock);
  const batches = new VerifiedBatches();
  for (let from = await termMark(store.reader); !isStopped(); ) {
    const rows = await messagesFrom(store.reader, from, MESSAGES_AT_ONCE);
    if (rows.length === 0) return;
    const messages: MessageToIndex[] = [];
    for (const row of rows) {
      const noted = await termsOfRow(store, row, batches);
      if (noted !== undefined) messages.push(noted);
      await letOthersRun();
    }
    const to = rows.at(-1)!.no + 1;
    from = await store.stage({ name: 'index-messages', args: { from, to, messages } });
    await manners.rest();
  }
}

/** What nodes tell each other is no mail, and what cannot be read any more is not found. */
async function termsOfRow(
  { reader }: Store,
  { id, no, at, kind, direction }: MessageRow,
  batches: VerifiedBatches,
): Promise<MessageToIndex | undefined> {
  if (MESSAGE_KINDS[kind].writtenBy === 'node') return undefined;
  try {
    const { terms, isCut } = await termsOfMessage(await openContent(reader, id, batches), direction);
    return { no, at, isCut, terms: await termNumbers(reader, terms) };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    // One that was changed on the disk keeps those behind it from nothing; searches say that they do not know all of it.
    return ENDED.has(fault.code) ? undefined : { no, at, isCut: true, terms: [] };
  }
}

/** The content of a month has ended with its key: nothing of it is found any more. */
async function forgetErased({ store, clock }: IndexingParts, isStopped: () => boolean): Promise<void> {
  const erased = await keysToForget(store.reader);
  if (erased === undefined) return;
  const manners = await RestWhileBusy.begin(store.reader, clock);
  for (let from = 0; !isStopped(); ) {
    const { numbers, next } = await findableUnder(store.reader, erased, { from, limit: LOOKED_AT_ONCE });
    if (next === undefined) {
      // What is indexed from here on was opened: a key that is erased meanwhile is one more than these.
      await store.stage({ name: 'forget-messages', args: { numbers, keysForgotten: erased.length } });
      return;
    }
    if (numbers.length > 0) await store.stage({ name: 'forget-messages', args: { numbers } });
    from = next;
    await letOthersRun();
    await manners.rest();
  }
}

/** Between two messages: opening one takes half a millisecond, during which a query waits. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const ENDED: ReadonlySet<string> = new Set(['message.erased', 'message.deleted']);
/** In one transaction. */
const MESSAGES_AT_ONCE = 16;
const LOOKED_AT_ONCE = 256;
