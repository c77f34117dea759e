// SPDX-License-Identifier: Apache-2.0
// Passes a message on to a State that has not got it, if its originator lets the own State do so (spec/handling.md, 21 to 25). What he
// signed goes along, so that the recipient's node judges for itself. What may not be passed on is refused with the rule, as an entry,
// and the originator can be asked.
import { proveMessage, readProvedContent } from '@iims/crypto/message-proof';
import { sha256 } from '@iims/crypto/primitives';
import type { Purpose } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { type HandlingRule, mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import { type Address, type Attachment, decodeMessage, type Message } from '@iims/wire/message';
import { findRelease, originOf } from '../store/message-holders.ts';
import { type MessageRow, messageRow, openKept } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import { dayOf } from './holding-note.ts';
import { type MessageAuthor, type MessageDoor, type MessageEnds, sendMessage } from './send.ts';

export interface Forwarding {
  readonly id: string;
  readonly to: Address;
  readonly purpose?: Purpose;
  readonly remarks?: string;
  /** Why; then the originator is asked where the handling stands against it. */
  readonly askRelease?: string;
}

/** What passes files on: makes them ready beside the message, and gives what it says of them. */
export interface PassingOn {
  /** `of` is the message as it lies here, `after` how many attachments stand before them. */
  ready(of: MessageRow, original: Message, after: number): Promise<ReadyFiles>;
}

export interface ReadyFiles {
  /** Those that are whole here. */
  readonly files: readonly LargeAttachment[];
  /** How many are not, and do not go along. */
  readonly left: number;
  /** The message is sent, or is not. */
  done(): void;
}

export type Forwarded = {
  readonly id: string;
  readonly index: number;
} /** `filesLeft` of the original are not whole here, and did not go along. */ & (
  | { readonly status: 'stored'; readonly filesLeft?: number }
  /** Not passed on: `because` stands against it, and the message of this id asks the originator. */
  | { readonly status: 'release-requested'; readonly because: HandlingRule }
);

/** @throws IimsError `message.not-found`, `message.erased`, `message.deleted`, `handling.refused`, and what sending throws */
export async function forwardMessage(
  door: MessageDoor,
  asked: Forwarding,
  by: MessageAuthor,
  { passing, refusable }: { readonly passing?: PassingOn | undefined } & Pick<MessageEnds, 'refusable'> = {},
): Promise<Forwarded> {
  const { reader } = door.store;
  const { to, purpose } = asked;
  const row = await messageRow(reader, asked.id);
  const { original, proof } = await originalOf(reader, row);
  const releaseId = await findRelease(reader, row.no, to.state, purpose);
  const decision = mayDo(original.handling, 'forward', {
    today: dayOf(door.clock.now()),
    isOriginator: original.from.state === door.own,
    isReleased: releaseId !== undefined,
    audience: hasIt(original, to.state) ? 'addressees' : 'member-states',
    ...(purpose === undefined ? {} : { purpose }),
  });
  if (!decision.allowed) return refuse(door, { ...asked, original, ...decision }, by);
  const release = releaseId === undefined ? [] : [proveMessage(await openKept(reader, releaseId))];
  const { caseRef, urgency, handling, id: messageId } = original;
  const attachments = [proof, ...release].map(attached);
  const { files, left, done } = (await passing?.ready(row, original, attachments.length)) ?? NO_FILES;
  try {
    const sent = await sendMessage(
      door,
      {
        kind: 'forwarded',
        to: [to],
        caseRef,
        urgency,
        handling,
        fields: {
          messageId,
          originator: original.from.state,
          ...(purpose === undefined ? {} : { purpose }),
          ...(asked.remarks === undefined ? {} : { remarks: asked.remarks }),
        },
        attachments,
        ...(files.length === 0 ? {} : { largeAttachments: files }),
      },
      by,
      { source: row.id, ...(refusable === undefined ? {} : { refusable }) },
    );
    return { status: 'stored', ...sent, ...(left === 0 ? {} : { filesLeft: left }) };
  } finally {
    done();
  }
}

/** What the originator signed; of what came by way of another State that, and not the cover. */
export async function originalOf(
  reader: Reader,
  row: MessageRow,
): Promise<{ readonly original: Message; readonly proof: Uint8Array }> {
  const opened = await openKept(reader, row.id);
  const message = decodeMessage(opened.content);
  if ((await originOf(reader, row.no)) === undefined) return { original: message, proof: proveMessage(opened) };
  const proof = message.attachments[0]!.bytes;
  return { original: decodeMessage(readProvedContent(proof)), proof };
}

function hasIt({ from, to }: Message, state: StateCode): boolean {
  return from.state === state || to.some((address) => address.state === state);
}

interface Refused extends Forwarding {
  readonly original: Message;
  readonly because: HandlingRule;
  readonly ask?: 'originator';
}

async function refuse(
  door: MessageDoor,
  { id, to, purpose, askRelease, original, because, ask }: Refused,
  by: MessageAuthor,
): Promise<Forwarded> {
  const account = by === 'node' ? by : by.account;
  const { from, caseRef } = original;
  await door.store.write({
    event: 'message.forward-refused',
    body: { messageId: id, state: from.state, to: to.state, rule: because, by: account },
  });
  if (ask === undefined || askRelease === undefined) throw refused(because, ask);
  const sent = await sendMessage(
    door,
    {
      kind: 'release-request',
      to: [from],
      caseRef,
      urgency: original.urgency,
      handling: { code: 'H0' },
      fields: {
        messageId: original.id,
        acts: ['forward'],
        recipient: to.state,
        ...(purpose === undefined ? {} : { purpose }),
        reason: askRelease,
      },
      attachments: [],
    },
    by,
  );
  return { status: 'release-requested', because, ...sent };
}

function refused(because: HandlingRule, ask: 'originator' | undefined): IimsError {
  return new IimsError('handling.refused', {
    message: 'The handling of this message stands against it.',
    field: 'to',
    rule: because,
    fix: ask === undefined ? 'Nobody can allow it any more.' : 'Ask the originator for a release.',
  });
}

function attached(bytes: Uint8Array, place: number): Attachment {
  return { id: place + 1, name: PROOF_NAMES[place]!, mediaType: PROOF_TYPE, bytes, sha256: sha256(bytes) };
}

const NO_FILES: ReadyFiles = { files: [], left: 0, done: () => undefined };
const PROOF_NAMES = ['original', 'release'];
const PROOF_TYPE = 'application/cbor';
