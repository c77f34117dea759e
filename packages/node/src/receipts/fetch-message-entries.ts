// SPDX-License-Identifier: Apache-2.0
// Fetches what is awaited of one partner's log in one exchange: the entries behind what its node signed about messages. Each is verified
// as a court would, and one that does not hold keeps back no other (spec/receipt.md, 29).

import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatProofFile, parseProofFile } from '@iims/tlog/proof-file';
import { equalBytes } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { MANY_RECEIPTS_PATH, MESSAGE_RECEIPTS_PATH } from '../partner/edge-paths.ts';
import { type AskedEntry, type AwaitedEntry, againAt, dueEntries, EARLY_FOR_MS } from '../store/awaited-entries.ts';
import type { FetchedEntries } from './awaited-entries.ts';
import { linesThatCount } from './compose-receipt.ts';
import { askForReceipt, type Fetching } from './fetch-receipt.ts';
import { checkpointToKeep, findHeldSigned, packEntry } from './held-signed-receipts.ts';
import {
  decodeGivenEntries,
  ENTRIES_AT_ONCE_MAX,
  encodeEntriesRequest,
  encodeEntryRequest,
  GIVEN_ENTRIES_BYTES_MAX,
  type GivenEntry,
} from './receipt-exchange.ts';
import type { ReceiptTrust } from './receipt-trust.ts';
import type { SignedReceiptParts } from './signed-receipt-file.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';
import { VerifiedTogether, verifySignedParts } from './verify-signed-receipt.ts';

export interface FetchingMany extends Fetching {
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Asks the State for what is due of its log, and keeps what verifies. Resolves when all that came of it is durable.
 * @throws IimsError `partner.*` where the partner gives no answer, `receipt.request` where it gives none that can be read, `store.*`
 */
export async function fetchMessageEntries(node: FetchingMany, state: StateCode): Promise<FetchedEntries> {
  const { store, clock, archive } = node;
  const due = await dueEntries(store.reader, state, { now: clock.now(), limit: ENTRIES_AT_ONCE_MAX });
  const { wanted, settled } = await readWanted(node, state, due);
  const { trust } = await archive();
  const { asked, given } = await askForEntries(node, state, wanted);
  const weighed = await weigh({ trust, state, now: clock.now() }, asked, given);
  for (const kept of weighed.kept) await keep(node, state, kept);
  await noteWithheld(node, state, [...settled, ...weighed.withheld]);
  return { asked: asked.length, early: weighed.early };
}

/** What is awaited, with what the entry is to prove. */
interface Wanted extends AwaitedEntry {
  readonly parts: SignedReceiptParts;
}

interface Withheld {
  readonly id: string;
  readonly asked: AskedEntry;
  readonly code: ErrorCode;
}

/** Nothing is asked for of which nothing can be proven any more, or all is. */
async function readWanted(
  { store: { reader } }: Fetching,
  state: StateCode,
  due: readonly AwaitedEntry[],
): Promise<{ readonly wanted: Wanted[]; readonly settled: Withheld[] }> {
  const wanted: Wanted[] = [];
  const settled: Withheld[] = [];
  for (const one of due) {
    const held = await heldOf(reader, state, one).catch(codeOfDamaged);
    if (held === undefined || typeof held === 'string' || held.standing === 'witnessed') {
      settled.push({ id: one.id, asked: { no: one.no }, code: typeof held === 'string' ? held : 'receipt.not-found' });
    } else wanted.push({ ...one, parts: held.parts });
  }
  return { wanted, settled };
}

/** What was changed on the disk proves nothing any more, and keeps back no other. */
function codeOfDamaged(fault: unknown): ErrorCode {
  if (fault instanceof IimsError && fault.code.startsWith('envelope.')) return fault.code;
  throw fault;
}

/** Of an own message that was never asked for the receipt is all there is. */
async function heldOf(reader: Fetching['store']['reader'], state: StateCode, one: AwaitedEntry) {
  const { direction, attempts, receipt } = one;
  if (direction === 'in' || attempts > 0) return findHeldSigned(reader, one.id, state);
  return receipt && { parts: { kind: 'message' as const, signed: receipt }, standing: 'unlogged' as const };
}

interface AskedFor {
  /** Of what is awaited that which was asked for. */
  readonly asked: readonly Wanted[];
  readonly given: Given;
}

async function askForEntries(node: Fetching, state: StateCode, wanted: readonly Wanted[]): Promise<AskedFor> {
  if (wanted.length === 0) return { asked: [], given: NOTHING };
  const body = encodeEntriesRequest(wanted.map(({ id }) => uuidToBytes(id)));
  const answer = await node.call(state, {
    method: 'POST',
    path: MANY_RECEIPTS_PATH,
    body,
    bytesMax: GIVEN_ENTRIES_BYTES_MAX,
  });
  if (answer.status === 200) return { asked: wanted, given: decodeGivenEntries(answer.body, wanted.length) };
  // A partner of an earlier release gives them one by one alone.
  if (answer.status === 404) return askOneByOne(node, state, wanted.slice(0, ONE_BY_ONE_MAX));
  throw new IimsError(answer.status === 503 ? 'partner.busy' : 'partner.refused', {
    message: 'The partner gives no entries.',
    rule: `HTTP status ${answer.status}`,
  });
}

async function askOneByOne(node: Fetching, state: StateCode, asked: readonly Wanted[]): Promise<AskedFor> {
  const checkpoints: Uint8Array[] = [];
  const entries: (GivenEntry | ErrorCode)[] = [];
  for (const { id } of asked) {
    const entry = await askForOne(node, state, id);
    if (typeof entry === 'string') entries.push(entry);
    else {
      const { checkpoint, ...place } = entry;
      entries.push({ ...place, checkpoint: checkpoints.push(checkpoint) - 1 });
    }
  }
  return { asked, given: { checkpoints, entries } };
}

/** The entry under a checkpoint of its own, or why there is none. Throws where the partner gives no answer. */
async function askForOne({ call }: Fetching, state: StateCode, id: string) {
  const request = encodeEntryRequest({ messageId: uuidToBytes(id) });
  try {
    const { salt, body, proof } = await askForReceipt(call, state, MESSAGE_RECEIPTS_PATH, request);
    const { index, path, checkpoint } = parseProofFile(proof);
    return { salt, body, index, path, checkpoint };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    if (fault.code === 'partner.busy') return 'receipt.not-published' as const;
    if (fault.code !== 'partner.refused' && fault.code.startsWith('partner.')) throw fault;
    return fault.code;
  }
}

interface Given {
  readonly checkpoints: readonly Uint8Array[];
  readonly entries: readonly (GivenEntry | ErrorCode)[];
}
const NOTHING: Given = { checkpoints: [], entries: [] };

/** Entries of one standing under one checkpoint. */
interface Kept {
  readonly standing: ReceiptStanding;
  readonly checkpoint: Uint8Array;
  readonly entries: {
    readonly id: string;
    readonly index: number;
    readonly no: number;
    readonly content: Uint8Array;
  }[];
  readonly asked: AskedEntry[];
}

/** With rests between: each may be signed by itself, and queries wait meanwhile. */
async function weigh(
  { trust, state, now }: { readonly trust: ReceiptTrust; readonly state: StateCode; readonly now: number },
  wanted: readonly Wanted[],
  { checkpoints, entries }: Given,
): Promise<{ readonly kept: Kept[]; readonly withheld: Withheld[]; readonly early: number }> {
  const notes = checkpoints.map((note) => orCode(() => linesThatCount(trust, note, state)));
  const together = new VerifiedTogether();
  const kept: Kept[] = [];
  const withheld: Withheld[] = [];
  let early = 0;
  for (const [place, one] of wanted.entries()) {
    const entry = entries[place]!;
    if (entry === 'receipt.not-published' && now < one.dueAt + EARLY_FOR_MS) {
      early += 1;
      continue;
    }
    if (place % PROVEN_PER_TURN === PROVEN_PER_TURN - 1) await nextTurn();
    const shown = typeof entry === 'string' ? entry : orCode(() => prove(trust, one, entry, notes, together));
    const again = againAt(one, now);
    if (typeof shown === 'string') {
      withheld.push({ id: one.id, asked: { no: one.no, ...again }, code: shown });
      continue;
    }
    const { note, standing } = shown;
    const like = kept.find((other) => other.standing === standing && equalBytes(other.checkpoint, note));
    const group = like ?? { standing, checkpoint: note, entries: [], asked: [] };
    if (like === undefined) kept.push(group);
    const { index } = entry as GivenEntry;
    group.entries.push({ id: one.id, index, no: one.no, content: packEntry(entry as GivenEntry) });
    group.asked.push({ no: one.no, ...(standing === 'witnessed' ? {} : again) });
  }
  return { kept, withheld, early };
}

function prove(
  trust: ReceiptTrust,
  { parts }: Wanted,
  { salt, body, index, checkpoint, path }: GivenEntry,
  notes: readonly (Uint8Array | ErrorCode)[],
  together: VerifiedTogether,
): { readonly note: Uint8Array; readonly standing: ReceiptStanding } | ErrorCode {
  const note = notes[checkpoint]!;
  if (typeof note === 'string') return note;
  const logged = { salt, body, proof: formatProofFile({ index, path, checkpoint: note }) };
  return { note, standing: verifySignedParts(trust, { ...parts, logged }, together).verified.standing };
}

/** What is not given, or does not hold, is for the log, and for later. */
function orCode<T>(act: () => T): T | ErrorCode {
  try {
    return act();
  } catch (fault) {
    if (fault instanceof IimsError) return fault.code;
    throw fault;
  }
}

async function keep(
  { store }: Fetching,
  state: StateCode,
  { standing, checkpoint, entries, asked }: Kept,
): Promise<void> {
  const shown = entries.map(({ no, content }) => ({ no, content }));
  const body = { state, messages: entries.map(({ id }) => id), indexes: entries.map(({ index }) => index), standing };
  const args = { state, standing, checkpoint: checkpointToKeep(checkpoint), entries: shown, asked };
  await store.write({ event: 'receipt.fetched', body }, { name: 'keep-entry-proofs', args });
}

async function noteWithheld({ store }: Fetching, state: StateCode, withheld: readonly Withheld[]): Promise<void> {
  if (withheld.length === 0) return;
  await store.write(
    {
      event: 'receipt.withheld',
      body: { state, messages: withheld.map(({ id }) => id), codes: [...new Set(withheld.map(({ code }) => code))] },
    },
    { name: 'note-withheld', args: { state, asked: withheld.map(({ asked }) => asked) } },
  );
}

/** Of an exchange with a partner that gives entries one by one. */
const ONE_BY_ONE_MAX = 8;
/** Some milliseconds. */
const PROVEN_PER_TURN = 8;
