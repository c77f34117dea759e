// SPDX-License-Identifier: Apache-2.0
// Seals messages that share both signatures (spec/envelope.md, 22 to 25): drafted one by one as they come, signed in one batch, sealed.

import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import type { MessageToSeal } from './envelope.ts';
import { tooLarge } from './envelope-header.ts';
import { type PairOfSigners, signTogether } from './message-batch.ts';
import { type MessageBody, messageBody } from './message-body.ts';
import { IN_MEMORY_BUCKET_MAX_BYTES } from './padding.ts';
import type { Random } from './primitives.ts';
import { sealContent } from './sealed-content.ts';
import { encodeAbout } from './signed-content.ts';
import { checkMessage, draftMessage, type MessageDraft } from './signed-message.ts';

/** A message that waits for its batch. */
export interface WaitingMessage {
  readonly draft: MessageDraft;
  readonly body: MessageBody;
  readonly content: Uint8Array;
  readonly signers: PairOfSigners;
  readonly random: Random;
}

/**
 * All that can be done before it is signed: most of the work, of this thread.
 * @throws IimsError as `sealMessage`
 */
export function draftForBatch(message: MessageToSeal): WaitingMessage {
  checkMessage(message);
  const { content, signers, random } = message;
  if (content.length > IN_MEMORY_BUCKET_MAX_BYTES) throw tooLarge('content', 'sealed as a stream');
  const place = { sender: signers.ed25519.keyId, id: message.header.id };
  const body = messageBody(encodeAbout(message.about), content, place, 'together');
  return { draft: draftMessage(message, body, IN_MEMORY_BUCKET_MAX_BYTES), body, content, signers, random };
}

/** A sealed message, and its key for a sender that keeps it, to read what it sent. */
export interface SealedToKeep {
  readonly bytes: Uint8Array;
  readonly messageKey: Uint8Array;
}

/**
 * Signs 1 to `MESSAGE_BATCH_MAX` messages of one pair of keys together. Gives, in their order, what seals each of them: some fifty
 * microseconds of this thread, for the caller to spread.
 */
export async function signWaiting(waiting: readonly WaitingMessage[]): Promise<readonly (() => SealedToKeep)[]> {
  const { signers, random } = waiting[0]!;
  const { keyId } = signers.ed25519;
  const isOfSender = ({ draft }: WaitingMessage) => equalBytes(draft.header.sender, keyId);
  assert(waiting.every(isOfSender), 'the messages of a batch have one sender');
  const inputs = waiting.map(({ draft }) => draft.signed);
  const { signatures, parts } = await signTogether(inputs, signers, random).catch((fault) => {
    for (const { draft } of waiting) draft.messageKey.fill(0);
    throw fault;
  });
  return waiting.map((one, place) => () => sealSigned(one, signatures, parts[place]!));
}

function sealSigned(
  { draft, body, content, random }: WaitingMessage,
  signatures: readonly Uint8Array[],
  part: Uint8Array,
): SealedToKeep {
  const { headerBytes, sizeBucket, stanzas, messageKey } = draft;
  body.batch!.set(part);
  const parts = { signatures, body: body.bytes, tail: [content] };
  return { bytes: sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content: parts, random }), messageKey };
}
