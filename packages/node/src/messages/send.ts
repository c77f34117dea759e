// SPDX-License-Identifier: Apache-2.0
// Sends a message: signs it with both keys (sign-together.ts), seals it once for every recipient's node, and keeps it, with a delivery to
// each State, in the one transaction that holds its entry (spec/message.md). From here on the pump carries it (deliver.ts).
import type { MessageToSeal } from '@iims/crypto/envelope';
import type { KemPublicKey } from '@iims/crypto/keys';
import { messageIdOf } from '@iims/crypto/message-id';
import { sha256 } from '@iims/crypto/primitives';
import type { SealedToKeep } from '@iims/crypto/sealed-together';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { answerWithinMs } from '@iims/exchange/clocks';
import { raiseAt } from '@iims/exchange/delivery';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { type Address, encodeMessage, MESSAGE_CONTENT_BYTES_MAX, type Message, parseMessage } from '@iims/wire/message';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Clock, Random } from '../clock.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import { SHOWN_TO_COURTS } from '../store/awaited-entries.ts';
import type { DueCheck } from '../store/check-schedules.ts';
import type { MessageSigner } from '../store/messages.ts';
import type { Refusable } from '../store/stopped-by-refusal.ts';
import type { Store } from '../store/store.ts';
import type { MessageRelease } from '../store/take-proposal.ts';
import { attachmentNoteOf } from './attachment-note.ts';
import { clockNoteOf } from './clock-note.ts';
import { isFinalAnswer } from './final-answer.ts';
import { holdingNoteOf } from './holding-note.ts';
import { noticeNoteOf } from './notice-note.ts';

/** What sending needs of the node. */
export interface MessageDoor {
  readonly own: StateCode;
  /** In whose name the node's officers write. */
  readonly authority: string;
  readonly exercise: boolean;
  readonly store: Store;
  readonly trust: () => TrustList;
  readonly isSuspended: (state: StateCode) => boolean;
  /** What signs at the moment of the call. */
  readonly signing: () => SigningPair;
  /** Signs it together with what else is sent at the moment, and seals it. */
  readonly seal: (message: MessageToSeal) => Promise<SealedToKeep>;
  /** The name under which partners see an account. */
  readonly pseudonym: (user: string) => string;
  /** Tells the pump that something waits for these States. */
  readonly wake: (states: readonly StateCode[]) => void;
  readonly clock: Clock;
  readonly random: Random;
}

/** What somebody wants to say. The node adds who says it, when, and under which id. */
export type MessageDraft = Omit<Message, 'version' | 'id' | 'sentAt' | 'from' | 'author'> & {
  /** Of the sender, where it is not the node's own; and its desk. */
  readonly authority?: string;
  readonly desk?: NonNullable<Address['desk']>;
};

/** What ends with the message, in the same transaction. */
export interface MessageEnds {
  /** Its waiting for a second person. */
  readonly release?: MessageRelease;
  /** An officer's request to confirm a hit: 16 bytes. */
  readonly asked?: Uint8Array;
  /** The message here whose large files it passes on. */
  readonly source?: string;
  /** The place of a communication check in the run of its schedule. */
  readonly planned?: Pick<DueCheck, 'schedule' | 'place'>;
  /** What may have been refused until the message is kept. */
  readonly refusable?: Refusable;
}

/** An account of the own State, or the node by itself. */
export type MessageAuthor = { readonly account: string } | 'node';

/**
 * Resolves when message, deliveries and entry are durable. `index` is that of the entry `message.stored`; of a message that waited
 * for a second person, and that `release` lets go, of `message.released`.
 * @throws IimsError `input.invalid` (a field of the draft), `message.recipient`, `message.too-large`, `message.busy`, `partner.suspended`, `notice.not-reviewed`,
 *   `confirmation.settled`, `check.not-scheduled`, `message.request-recalled`, `keys.*`, `store.*`
 */
export async function sendMessage(
  door: MessageDoor,
  draft: MessageDraft,
  by: MessageAuthor,
  { release, asked, source, planned, refusable }: MessageEnds = {},
): Promise<{ readonly id: string; readonly index: number }> {
  const message = composeMessage(door, draft, by, release?.id);
  const to = statesOf(message);
  const recipients = recipientsOf(door, to, message.sentAt);
  const expiresAt = message.sentAt + MESSAGE_LIFE_MS;
  const content = contentOf(message);
  const signers = door.signing();
  const id = uuidToBytes(message.id);
  const { bytes: envelope, messageKey } = await door.seal({
    header: {
      id,
      createdAt: message.sentAt,
      expiresAt,
      exercise: door.exercise,
      trustListVersion: trustListVersion(door.trust()),
    },
    about: { kind: 'message' },
    recipients,
    signers: { ed25519: signers.ed25519, mlDsa65: signers.mldsa65 },
    content,
    random: door.random,
  });
  const envelopeHash = sha256(envelope);
  const holding = holdingNoteOf(message);
  const notice = noticeNoteOf(message);
  const files = attachmentNoteOf(message, by === 'node' ? undefined : by.account, source);
  const { fields: _fields, attachments: _attachments, largeAttachments: _large, ...shown } = message;
  const { index } = await door.store.write(
    {
      event: release === undefined ? 'message.stored' : 'message.released',
      body: {
        messageId: message.id,
        kind: message.kind,
        to,
        caseRef: message.caseRef,
        urgency: message.urgency,
        by: by === 'node' ? by : by.account,
        envelope: envelopeHash,
        exercise: door.exercise,
        // What its owner can show of it is signed content, and never the envelope (spec/receipt.md, 28).
        ...(SHOWN_TO_COURTS.has(message.kind) ? { content: sha256(content) } : {}),
        ...(release === undefined ? {} : { releasedBy: release.by, draft: release.digest }),
        ...(asked === undefined ? {} : { asked: uuidFromBytes(asked) }),
        ...(planned === undefined ? {} : { schedule: planned.schedule }),
      },
    },
    {
      name: 'send-message',
      args: {
        kept: {
          direction: 'out',
          id,
          state: door.own,
          status: 'stored',
          message: shown,
          expiresAt,
          exercise: door.exercise,
          signer: signerOf(signers),
          envelope,
          envelopeHash,
          messageKey,
        },
        to,
        raiseAt: raiseAt(message.sentAt, expiresAt, answerWithinOf(message)),
        ...answeredBy(message),
        // A node says what its protocol wants, also of what was recalled.
        ...(by === 'node' || message.inReplyTo === undefined ? {} : { repliesTo: uuidToBytes(message.inReplyTo) }),
        clocks: clockNoteOf(message),
        ...(holding === undefined ? {} : { holding }),
        ...(notice === undefined ? {} : { notice }),
        ...(release === undefined ? {} : { release }),
        ...(files === undefined ? {} : { files }),
        ...(asked === undefined ? {} : { asked }),
        ...(planned === undefined ? {} : { planned }),
        ...(refusable === undefined ? {} : { refusable }),
      },
    },
  );
  door.wake(to);
  return { id: message.id, index };
}

/** What sending would throw for the draft itself, without sending it. */
export function checkDraft(door: MessageDoor, draft: MessageDraft, by: MessageAuthor): void {
  const message = composeMessage(door, draft, by);
  recipientsOf(door, statesOf(message), message.sentAt);
  contentOf(message);
}

function composeMessage(door: MessageDoor, draft: MessageDraft, by: MessageAuthor, waitedAs?: string): Message {
  const { authority = door.authority, desk, ...said } = draft;
  const sentAt = door.clock.now();
  return parseMessage({
    version: 1,
    ...said,
    id: waitedAs ?? messageIdOf(door.own, sentAt, door.random(10)),
    from: { state: door.own, authority, ...(desk === undefined ? {} : { desk }) },
    sentAt,
    author: by === 'node' ? by : door.pseudonym(by.account),
  });
}

/** Each once, in order. */
function statesOf({ to }: Message): StateCode[] {
  return [...new Set(to.map(({ state }) => state))].sort();
}

/**
 * The opening keys of every node of the States. The sender reads what he sent by the message key that he keeps. A State of which nothing was
 * heard for days may be written to: what waits leaves when the trust list vouches for it again (`deliver.ts` is given such a line).
 */
export function recipientsOf(
  door: Pick<MessageDoor, 'own' | 'trust' | 'isSuspended'>,
  to: readonly StateCode[],
  now: number,
): KemPublicKey[] {
  const trust = door.trust();
  for (const state of to) {
    if (state === door.own) throw badRecipient('a State other than the own');
    if (door.isSuspended(state)) {
      throw new IimsError('partner.suspended', { message: 'The own State has suspended this partner.', field: 'to' });
    }
  }
  return to.flatMap((state) => {
    const keys = nodesOf(trust, state).flatMap((node) => kemKeyAt(node, now) ?? []);
    if (keys.length === 0) throw badRecipient('a State whose node has a current key to seal to');
    return keys;
  });
}

/** Undefined where nobody is late. */
function answerWithinOf({ kind, urgency }: Message): number | undefined {
  const { clock } = MESSAGE_KINDS[kind];
  return clock === undefined ? undefined : answerWithinMs(clock, urgency);
}

function contentOf(message: Message): Uint8Array {
  const content = encodeMessage(message);
  if (content.length <= MESSAGE_CONTENT_BYTES_MAX) return content;
  throw new IimsError('message.too-large', {
    message: 'The message is too large.',
    field: 'attachments',
    rule: `at most ${MESSAGE_CONTENT_BYTES_MAX} bytes with all fields and attachments`,
    fix: 'Send the attachments in several messages.',
  });
}

/** A question back, word of a delay, a part and a promise leave what they reply to unanswered. */
function answeredBy(message: Message): { readonly answers?: Uint8Array } {
  const { inReplyTo } = message;
  return inReplyTo !== undefined && isFinalAnswer(message) ? { answers: uuidToBytes(inReplyTo) } : {};
}

function signerOf({ ed25519, mldsa65 }: SigningPair): MessageSigner {
  return { keyId: ed25519.keyId, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey };
}

function badRecipient(rule: string): IimsError {
  return new IimsError('message.recipient', {
    message: 'The message cannot be sealed to a recipient.',
    field: 'to',
    rule,
    fix: 'Choose other recipients, or see on the page of partners what is wrong.',
  });
}

/** The longest that an envelope lives (spec/envelope.md): a partner may be away for weeks. */
export const MESSAGE_LIFE_MS = 28 * 86_400_000;
