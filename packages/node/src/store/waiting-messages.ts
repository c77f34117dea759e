// SPDX-License-Identifier: Apache-2.0
// Messages that wait for a second person, as they were proposed, and those that this one refused (spec/case.md). Nothing brings them.

import { fromUtf8 } from '@iims/wire/bytes';
import type { ReleaseRefusalGround } from '@iims/wire/case-codes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import type { Message } from '@iims/wire/message';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, SqlValue } from './sql.ts';

/** What a list shows of a proposal. */
export type ProposalSummary = Pick<Message, 'kind' | 'to' | 'caseRef' | 'urgency' | 'handling' | 'inReplyTo'>;

export interface WaitingMessage {
  /** UUID: that of the message once it is released. */
  readonly id: string;
  /** Index of the entry message.proposed. */
  readonly proposedNo: number;
  readonly standing: 'waiting' | 'refused';
  readonly proposedBy: string;
  readonly proposedAt: number;
  /** Of the draft, 32 bytes. */
  readonly digest: Uint8Array;
  /** Undefined where its period has ended. */
  readonly summary: ProposalSummary | undefined;
  readonly refused?: {
    readonly by: string;
    readonly at: number;
    readonly ground: ReleaseRefusalGround;
    readonly words?: string;
  };
}

/** Those that wait, the oldest first. */
export function listWaitingMessages(reader: Reader): Promise<WaitingMessage[]> {
  return waitingRows(reader, "standing = 'waiting' order by proposed_no limit ?", [WAITING_MESSAGES_MAX]);
}

/** What was refused to one person, the latest first. */
export function listRefusedProposals(reader: Reader, user: string): Promise<WaitingMessage[]> {
  return waitingRows(reader, `standing = 'refused' and proposed_by = ? order by ${LATEST_REFUSED} limit ?`, [
    user,
    REFUSED_PROPOSALS_MAX,
  ]);
}

/** Whether it waits or was refused. @throws IimsError `message.not-waiting` */
export async function findProposal(reader: Reader, id: string): Promise<WaitingMessage> {
  const [found] = await waitingRows(reader, 'message_id = ?', [uuidToBytes(id)]);
  if (found !== undefined) return found;
  throw notWaiting();
}

/** The bytes of the draft as it was proposed. @throws IimsError `message.not-waiting`, `message.erased` */
export async function proposedDraft(reader: Reader, id: string): Promise<Uint8Array> {
  const key = uuidToBytes(id);
  const [row] = await reader.all<{ content: Uint8Array }>('select content from waiting_message where message_id = ?', [
    key,
  ]);
  if (row === undefined) throw notWaiting();
  const unsealed = await reader.unseal(WAITING_CONTENT, key, row.content);
  if (unsealed.kind === 'open') return unsealed.content;
  throw new IimsError('message.erased', { message: 'The period of this proposal has ended.', field: 'id' });
}

/** A number that changes with everything that is proposed, and how many wait. */
export async function newsOfWaiting(reader: Pick<Reader, 'all'>): Promise<string> {
  const [row] = await reader.all<{ last: number | null; waiting: number }>(
    "select max(proposed_no) as last, count(*) as waiting from waiting_message where standing = 'waiting'",
  );
  return `${row!.waiting} ${row!.last ?? ''}`;
}

export function notWaiting(): IimsError {
  return new IimsError('message.not-waiting', {
    message: 'No message of this id waits for its release.',
    field: 'id',
    fix: 'Read the list of those that wait again.',
  });
}

interface WaitingRow extends Omit<WaitingMessage, 'id' | 'summary' | 'refused'> {
  readonly id: Uint8Array;
  readonly summary: Uint8Array;
  readonly refusedBy: string | null;
  readonly refusedAt: number | null;
  readonly ground: ReleaseRefusalGround | null;
  readonly words: Uint8Array | null;
}

async function waitingRows(reader: Reader, condition: string, values: readonly SqlValue[]): Promise<WaitingMessage[]> {
  const rows = await reader.all<WaitingRow>(
    `select message_id as id, proposed_no as "proposedNo", standing, proposed_by as "proposedBy", proposed_at as "proposedAt",
       digest, summary, refused_by as "refusedBy", refused_at as "refusedAt", ground, words
       from waiting_message where ${condition}`,
    values,
  );
  return Promise.all(rows.map((row) => readRow(reader, row)));
}

async function readRow(
  reader: Reader,
  { id, summary, refusedBy, refusedAt, ground, words, digest, ...plain }: WaitingRow,
): Promise<WaitingMessage> {
  const opened = await reader.unseal(WAITING_SUMMARY, id, summary);
  const said = words === null ? undefined : await reader.unseal(WAITING_WORDS, id, words);
  return {
    ...plain,
    id: uuidFromBytes(id),
    digest: new Uint8Array(digest),
    summary: opened.kind === 'open' ? (decodeCbor(opened.content) as ProposalSummary) : undefined,
    ...(ground === null
      ? {}
      : {
          refused: {
            by: refusedBy!,
            at: refusedAt!,
            ground,
            ...(said?.kind === 'open' ? { words: fromUtf8(said.content) } : {}),
          },
        }),
  };
}

/** By when it was refused, and not by how long it had waited. */
export const LATEST_REFUSED = 'refused_at desc, proposed_no desc';
export const WAITING_SUMMARY = sealedColumn('content', 'waiting_message', 'summary');
export const WAITING_CONTENT = sealedColumn('content', 'waiting_message', 'content');
export const WAITING_WORDS = sealedColumn('content', 'waiting_message', 'words');

/** Of one node at once: more means that nobody releases. */
export const WAITING_MESSAGES_MAX = 500;
/** Of one node, so that whoever wrote them learns why: the latest. */
export const REFUSED_PROPOSALS_MAX = 100;
/** Beside them, of each case on hold: what is held is not dropped, and so another has no place. */
export const HELD_PROPOSALS_MAX = 500;
