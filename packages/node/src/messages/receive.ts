// SPDX-License-Identifier: Apache-2.0
// Takes messages that a partner brings (spec/message.md): verify, keep with entry and signed receipt in one transaction, answer. What
// came before gets its receipt again; what cannot be read is kept apart, and those behind it go on.
import { setImmediate } from 'node:timers/promises';
import { openMessageParts } from '@iims/crypto/envelope';
import { type ClearParts, type Header, splitEnvelope } from '@iims/crypto/envelope-header';
import type { KemPrivateKey } from '@iims/crypto/keys';
import type { VerifiedBatches } from '@iims/crypto/message-batch';
import { isMessageIdOf } from '@iims/crypto/message-id';
import { sha256 } from '@iims/crypto/primitives';
import { checkClear, messageKeyOf } from '@iims/crypto/signed-message';
import type { TrustList } from '@iims/crypto/trust-list';
import { signingPairOf } from '@iims/crypto/trust-lookup';
import type { SigningEpoch } from '@iims/crypto/trust-state';
import { equalBytes } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Clock, Random } from '../clock.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import type { MessageToReceive } from '../store/acts/receive-message.ts';
import { composeEntry, type EntryToAppend } from '../store/entries.ts';
import { findKnownMessage, findQuarantined } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';
import { attachmentNoteOf } from './attachment-note.ts';
import { clockNoteOf } from './clock-note.ts';
import { type CarriedMessage, type CarriedResult, isForLater } from './exchange-form.ts';
import { isFinalAnswer } from './final-answer.ts';
import { checkForwarded } from './forwarded-proof.ts';
import { endOfMessage, holdingNoteOf } from './holding-note.ts';
import { noticeNoteOf } from './notice-note.ts';
import { afterReceipt, type ReceivedParts } from './on-received.ts';
import { signReceipts } from './receipt.ts';

/** What receiving needs of the node. */
export interface ReceivingSide extends ReceivedParts {
  readonly own: StateCode;
  readonly exercise: boolean;
  readonly store: Store;
  readonly trust: () => TrustList;
  readonly signing: () => SigningPair;
  readonly kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  /** Messages that were signed together mostly come together. */
  readonly batches: VerifiedBatches;
  readonly clock: Clock;
  readonly random: Random;
}

/** Resolves, in the order of `carried`, when everything that the answer says is durable. @throws IimsError `keys.*`, `store.*` */
export async function receiveMessages(
  side: ReceivingSide,
  from: StateCode,
  carried: readonly CarriedMessage[],
): Promise<CarriedResult[]> {
  const read: Read[] = [];
  for (const one of carried) {
    read.push(await readOne(side, from, one));
    // Opening costs half a millisecond of this thread, and officers' queries come between.
    await setImmediate();
  }
  const fresh = read.filter((one) => one.kind === 'fresh');
  const receipts =
    fresh.length === 0
      ? []
      : await signReceipts(
          fresh.map(({ receipt }) => receipt),
          signedNow(side),
        );
  const receiptOf = new Map(fresh.map((one, place) => [one, receipts[place]!]));
  return Promise.all(
    read.map((one) => (one.kind === 'fresh' ? keep(side, from, one, receiptOf.get(one)!) : one.result)),
  );
}

type Read = { readonly kind: 'settled'; readonly result: CarriedResult } | FreshMessage;

/** A message that holds and that nobody has seen here. */
interface FreshMessage {
  readonly kind: 'fresh';
  readonly message: Message;
  readonly toKeep: Omit<MessageToReceive['kept'], 'receipt'>;
  readonly entry: EntryToAppend;
  readonly receipt: Parameters<typeof signReceipts>[0][number];
}

async function readOne(side: ReceivingSide, from: StateCode, carried: CarriedMessage): Promise<Read> {
  const envelopeHash = sha256(carried.envelope);
  const before = await findQuarantined(side.store.reader, from, carried.sequence, envelopeHash);
  if (before !== undefined) return settled({ refused: before as ErrorCode });
  try {
    const clear = splitEnvelope(carried.envelope);
    const known = await receiptOfKnown(side, from, { ...carried, id: clear.header.id }, envelopeHash);
    return known === undefined
      ? openFresh(side, from, { ...carried, clear }, envelopeHash)
      : settled({ receipt: known });
  } catch (fault) {
    // Whatever a stranger's bytes do to a reader, it is the message that is set aside, and not the queue.
    const code = fault instanceof IimsError ? fault.code : 'message.malformed';
    if (isForLater(code)) return settled({ refused: code });
    return settled(await quarantine(side, from, carried, envelopeHash, code));
  }
}

/** The receipt that was given for these bytes before. @throws IimsError `message.replayed` for other bytes under the same id */
async function receiptOfKnown(
  side: ReceivingSide,
  from: StateCode,
  { sequence, id }: { readonly sequence: number; readonly id: Uint8Array },
  envelopeHash: Uint8Array,
): Promise<Uint8Array | undefined> {
  const known = await findKnownMessage(side.store.reader, id);
  // Another State's message is none of the sender's business: it is told nothing of it (spec/message.md, 11).
  if (known?.state !== from) return undefined;
  const isSame = known.sequence === sequence && equalBytes(known.envelopeHash, envelopeHash);
  if (isSame && known.receipt !== undefined) return known.receipt;
  throw refusal('message.replayed', 'The id stands for another message.', 'id', 'one message for each id');
}

/** Opens and verifies. @throws IimsError `envelope.*`, `cbor.*`, `message.*` */
function openFresh(
  side: ReceivingSide,
  from: StateCode,
  { sequence, envelope, clear }: CarriedMessage & { readonly clear: ClearParts },
  envelopeHash: Uint8Array,
): FreshMessage {
  const { header } = clear;
  const now = side.clock.now();
  checkClear(header, 'S1', now);
  const signer = signingPairOf(side.trust(), from, header.sender);
  const messageKey = messageKeyOf(clear, side.kemKey);
  const opened = openMessageParts(clear, {
    now,
    kemKey: side.kemKey,
    verifyKeys: () => signer && { ed25519: signer.ed25519, mlDsa65: signer.mldsa65 },
    keptMessageKey: messageKey.slice(),
    batches: side.batches,
  });
  if (opened.about.kind !== 'message') {
    throw refusal('message.malformed', 'The envelope holds no message.', 'kind', 'message');
  }
  const message = decodeMessage(opened.content);
  checkMessage(side, from, header, message);
  checkForwarded(side, message);
  const { id } = header;
  const entry = composeEntry(receivedEntry(from, sequence, message, envelopeHash, header), {
    now: side.clock.now,
    random: side.random,
  });
  const { fields: _fields, attachments: _attachments, largeAttachments: _large, ...shown } = message;
  return {
    kind: 'fresh',
    message,
    entry,
    toKeep: {
      direction: 'in',
      id,
      state: from,
      sequence,
      status: 'received',
      message: shown,
      expiresAt: header.expiresAt,
      exercise: header.exercise,
      signer: publicHalves(signer!),
      envelope,
      envelopeHash,
      messageKey,
    },
    receipt: {
      messageId: id,
      sender: from,
      recipient: side.own,
      sequence,
      envelope: envelopeHash,
      header: sha256(opened.headerBytes),
      receivedAt: entry.atMs,
      entry: entry.commitment,
    },
  };
}

/** What a message says of itself is what its envelope and the line show. */
function checkMessage({ own, exercise }: ReceivingSide, from: StateCode, header: Header, message: Message): void {
  if (header.exercise !== exercise) {
    throw refusal('message.exercise', 'An exercise and real messages do not mix.', 'exercise', `${exercise}`);
  }
  if (message.from.state !== from) {
    throw refusal('message.sender', 'The message names another sender.', 'from', 'the State that signed it');
  }
  if (!isMessageIdOf(from, header.id)) {
    throw refusal('message.sender', 'The id is not one of this sender’s.', 'id', 'spec/message.md, 1');
  }
  if (!message.to.some(({ state }) => state === own)) {
    throw refusal('message.not-addressed', 'The message is not addressed to this State.', 'to', 'the own State');
  }
  if (message.id !== uuidFromBytes(header.id) || message.sentAt !== header.createdAt) {
    throw refusal('message.malformed', 'The message is not that of its envelope.', 'id', 'id and time of the header');
  }
}

/** Keeps it with its entry and receipt. Somebody may have brought it on another line meanwhile: then it has its receipt already. */
async function keep(
  side: ReceivingSide,
  from: StateCode,
  fresh: FreshMessage,
  receipt: Uint8Array,
): Promise<CarriedResult> {
  const { message, toKeep } = fresh;
  const carried = { sequence: toKeep.sequence, envelope: toKeep.envelope };
  try {
    const { index } = await side.store.write(fresh.entry, {
      name: 'receive-message',
      args: { kept: { ...toKeep, receipt }, ...tellsOf(message), clocks: clockNoteOf(message), ...holdingOf(message) },
    });
    afterReceipt(side, { message, from, index });
    return { receipt };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    if (isForLater(fault.code)) return { refused: fault.code };
    const known = await receiptOfKnown(side, from, toKeep, toKeep.envelopeHash).catch(() => undefined);
    if (known !== undefined) return { receipt: known };
    return quarantine(side, from, carried, toKeep.envelopeHash, fault.code);
  }
}

async function quarantine(
  side: ReceivingSide,
  from: StateCode,
  { sequence, envelope }: CarriedMessage,
  envelopeHash: Uint8Array,
  code: ErrorCode,
): Promise<CarriedResult> {
  try {
    await side.store.write(
      {
        event: 'message.quarantined',
        body: { state: from, sequence, code, envelope: envelopeHash, bytes: envelope.length },
      },
      { name: 'quarantine-message', args: { state: from, sequence, envelope, envelopeHash, code } },
    );
    return { refused: code };
  } catch (fault) {
    if (fault instanceof IimsError && isForLater(fault.code)) return { refused: fault.code };
    throw fault;
  }
}

/** How far a message of the own State has come with this one. */
function tellsOf(message: Message): Pick<MessageToReceive, 'tells'> {
  if (isOfKind(message, 'opened')) return { tells: { of: uuidToBytes(message.fields.messageId), status: 'opened' } };
  if (message.inReplyTo === undefined || !MESSAGE_KINDS[message.kind].answers) return {};
  // Whoever answers a part, or says when he will, has opened it.
  return { tells: { of: uuidToBytes(message.inReplyTo), status: isFinalAnswer(message) ? 'answered' : 'opened' } };
}

/** What becomes of content, of files and of notices with this one, its own and that of others. */
function holdingOf(message: Message): Pick<MessageToReceive, 'holding' | 'notice' | 'files' | 'endsAt'> {
  const holding = holdingNoteOf(message);
  const notice = noticeNoteOf(message);
  const files = attachmentNoteOf(message);
  const endsAt = endOfMessage(message);
  return {
    ...(holding === undefined ? {} : { holding }),
    ...(notice === undefined ? {} : { notice }),
    ...(files === undefined ? {} : { files }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function receivedEntry(from: StateCode, sequence: number, message: Message, envelope: Uint8Array, header: Header) {
  const { id, kind, caseRef } = message;
  const body = { state: from, messageId: id, sequence, kind, caseRef, envelope, exercise: header.exercise };
  return { event: 'message.received', body } as const;
}

function publicHalves({ ed25519, mldsa65 }: SigningEpoch) {
  return { keyId: ed25519.keyId, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey };
}

function signedNow({ signing, clock, random }: ReceivingSide) {
  return { signers: signing(), now: clock.now(), random };
}

function settled(result: CarriedResult): Read {
  return { kind: 'settled', result };
}

function refusal(code: ErrorCode, message: string, field: string, rule: string): IimsError {
  return new IimsError(code, { message, field, rule });
}
