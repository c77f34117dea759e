// SPDX-License-Identifier: Apache-2.0
// Messages that wait for a second person, as operators are shown them: what waits, by when it is to be answered, and one with all it says.
import { toHex } from '@iims/wire/bytes';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { Address, Urgency } from '@iims/wire/message';
import type { MessageKind } from '@iims/wire/message-kinds';
import { dueOf } from '../store/message-clocks.ts';
import { findMessageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import {
  findProposal,
  listRefusedProposals,
  listWaitingMessages,
  proposedDraft,
  type WaitingMessage,
} from '../store/waiting-messages.ts';
import { readDraft } from './propose.ts';
import { type ShownContent, shownDraft } from './shown-content.ts';

/** Plain data for JSON; times are ISO 8601. */
export interface ShownProposal {
  readonly id: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** The reader wrote it, and so may not release it. */
  readonly own: boolean;
  /** What a release must name, in hexadecimal. */
  readonly digest: string;
  /** Absent, like what follows it, where its period has ended. */
  readonly kind?: MessageKind;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly urgency?: Urgency;
  readonly inReplyTo?: string;
  /** By when what it replies to is to be answered. */
  readonly due?: string;
  readonly refused?: { readonly by: string; readonly at: string; readonly ground: string; readonly words?: string };
}

/** A proposal with all it says; of files beside it what identifies each. */
export interface OpenedProposal extends ShownProposal, ShownContent {
  readonly largeAttachments?: readonly (Pick<LargeAttachment, 'id' | 'name' | 'mediaType' | 'bytes'> & {
    readonly sha256: string;
  })[];
}

/** Those that wait, the oldest first, and what was refused to the reader, the latest first. */
export async function shownWaiting(
  reader: Reader,
  user: string,
): Promise<{ readonly waiting: readonly ShownProposal[]; readonly refused: readonly ShownProposal[] }> {
  const show = (one: WaitingMessage) => shown(reader, one, user);
  return {
    waiting: await Promise.all((await listWaitingMessages(reader)).map(show)),
    refused: await Promise.all((await listRefusedProposals(reader, user)).map(show)),
  };
}

/** One of them, with what it says. @throws IimsError `message.not-waiting`, `message.erased` */
export async function openedProposal(reader: Reader, id: string, user: string): Promise<OpenedProposal> {
  const proposal = await findProposal(reader, id);
  const draft = readDraft(await proposedDraft(reader, id));
  const large = draft.largeAttachments?.map(({ id: place, name, mediaType, bytes, sha256 }) => ({
    ...{ id: place, name, mediaType, bytes },
    sha256: toHex(sha256),
  }));
  return {
    ...(await shown(reader, proposal, user)),
    ...shownDraft(draft),
    ...(large === undefined ? {} : { largeAttachments: large }),
  };
}

async function shown(
  reader: Reader,
  { id, proposedBy, proposedAt, digest, summary, refused }: WaitingMessage,
  user: string,
): Promise<ShownProposal> {
  const { handling: _handling, ...listed } = summary ?? { handling: undefined };
  const replied = summary?.inReplyTo === undefined ? undefined : await findMessageRow(reader, summary.inReplyTo);
  const due = replied && (await dueOf(reader, replied.no));
  return {
    id,
    proposedBy,
    proposedAt: iso(proposedAt),
    own: proposedBy === user,
    digest: toHex(digest),
    ...listed,
    ...(due === undefined ? {} : { due: iso(due) }),
    ...(refused === undefined ? {} : { refused: { ...refused, at: iso(refused.at) } }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
