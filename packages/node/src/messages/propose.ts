// SPDX-License-Identifier: Apache-2.0
// What an operator says goes out at once, or waits for a second person where the State's rule wants one (spec/case.md). What is
// released is the draft as it was proposed, byte for byte.
import { messageIdOf } from '@iims/crypto/message-id';
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes } from '@iims/wire/identifiers';
import type { SecondPersonConfig } from '../config.ts';
import { wasAskedForCoreData } from '../store/case-files.ts';
import { refuseReplyToRecalled } from '../store/message-holders.ts';
import { anotherDraft, ownProposal } from '../store/take-proposal.ts';
import { findProposal, notWaiting, proposedDraft } from '../store/waiting-messages.ts';
import { checkDraft, type MessageDoor, type MessageDraft, type MessageEnds, sendMessage } from './send.ts';

export interface Said {
  /** That of the message, also while it waits. */
  readonly id: string;
  readonly index: number;
  readonly status: 'stored' | 'waiting-for-release';
}

/** An account of the own State. */
interface Account {
  readonly account: string;
}

/** Resolves when it is stored, or waits. @throws IimsError what sending throws, `message.waiting-full`, `message.request-recalled` */
export async function sayMessage(
  door: MessageDoor,
  rule: SecondPersonConfig,
  draft: MessageDraft,
  by: Account,
  ends: Pick<MessageEnds, 'refusable'> = {},
): Promise<Said> {
  if (!(await needsSecondPerson(door, rule, draft)))
    return { ...(await sendMessage(door, draft, by, ends)), status: 'stored' };
  // Faults of the draft are its author's, and are told now.
  checkDraft(door, draft, by);
  const { kind, to, caseRef, urgency, handling, inReplyTo } = draft;
  const id = messageIdOf(door.own, door.clock.now(), door.random(10));
  const bytes = encodeCbor(draft);
  const digest = digestOf(bytes);
  const states = [...new Set(to.map(({ state }) => state))].sort();
  const { index } = await door.store.write(
    {
      event: 'message.proposed',
      body: { messageId: id, kind, to: states, caseRef, urgency, by: by.account, draft: digest },
    },
    {
      name: 'hold-message',
      args: {
        id,
        summary: { kind, to, caseRef, urgency, handling, ...(inReplyTo === undefined ? {} : { inReplyTo }) },
        draft: bytes,
        digest,
        by: by.account,
      },
    },
  );
  return { id, index, status: 'waiting-for-release' };
}

/**
 * Sends what waited. Resolves when it is durable; its author is the one who proposed it.
 * @throws IimsError `message.not-waiting`, `message.own-proposal`, `message.changed`, `message.request-recalled`, `message.erased`, and what sending throws
 */
export async function releaseMessage(
  door: MessageDoor,
  { id, digest }: { readonly id: string; readonly digest: Uint8Array },
  by: Account,
  ends: Pick<MessageEnds, 'refusable'> = {},
): Promise<{ readonly id: string; readonly index: number }> {
  const { reader } = door.store;
  const { standing, proposedBy } = await findProposal(reader, id);
  if (standing !== 'waiting') throw notWaiting();
  if (proposedBy === by.account) throw ownProposal();
  const bytes = await proposedDraft(reader, id);
  if (!equalBytes(digestOf(bytes), digest)) throw anotherDraft();
  const draft = readDraft(bytes);
  if (draft.inReplyTo !== undefined) await refuseReplyToRecalled(reader, uuidToBytes(draft.inReplyTo), 'id');
  return sendMessage(door, draft, { account: proposedBy }, { ...ends, release: { id, digest, by: by.account } });
}

/** A draft as it was proposed. */
export function readDraft(bytes: Uint8Array): MessageDraft {
  return decodeCbor(bytes) as MessageDraft;
}

/** Whether the State's rule has this wait for another than whoever says it. */
export async function needsSecondPerson(
  { store }: Pick<MessageDoor, 'store'>,
  { coreData, kinds, handling, classifications }: SecondPersonConfig,
  { kind, caseRef, handling: { code, classification = 'unclassified' } }: MessageDraft,
): Promise<boolean> {
  if (NEVER_WAIT.has(kind)) return false;
  const isNamed = (list: readonly string[], code: string) => list.includes(code);
  if (isNamed(kinds, kind) || isNamed(handling, code) || isNamed(classifications, classification)) return true;
  return coreData && CORE_DATA_KINDS.has(kind) && (await wasAskedForCoreData(store.reader, caseRef));
}

function digestOf(draft: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(utf8('iims/proposal'), draft));
}

/** In what core data behind a match are said. */
const CORE_DATA_KINDS: ReadonlySet<string> = new Set(['information', 'supplementary-information', 'hit-report']);
/** What takes back cannot wait, and a communication check asks how quick people are; notices have a review of their own. */
const NEVER_WAIT: ReadonlySet<string> = new Set([
  'recall',
  'communication-check',
  'communication-check-answer',
  'notice',
]);
