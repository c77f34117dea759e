// SPDX-License-Identifier: Apache-2.0
// What a message does to a notice, in the transaction that keeps the message (spec/notice.md). Here no unreviewed notice leaves, and
// nobody but the owner of a notice changes it.

import { equalBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import {
  isRefusalGround,
  NOTICE_NUMBER_DIGITS,
  type NoticePurpose,
  type NoticeReach,
  type NoticeWithdrawalGround,
} from '@iims/wire/notice-codes';
import { NOTICE_SUBJECT, noticeKey } from './notices.ts';
import {
  type KeyToKeep,
  keepRefusal,
  keepSubjects,
  makeRoomForPartner,
  type RefusedPurpose,
} from './refused-purposes.ts';
import type { Transaction } from './sql.ts';

/** What a message says of a notice, taken from the message itself. */
export type NoticeNote =
  | {
      readonly kind: 'notice';
      readonly number: string;
      readonly reach: NoticeReach;
      readonly purpose: NoticePurpose;
      readonly subject: string;
      readonly reviewOn: string;
      readonly validUntil: string;
      /** Of all that is said: 32 bytes. */
      readonly contentHash: Uint8Array;
      /** Whom and what it names. */
      readonly keys: readonly KeyToKeep[];
    }
  | {
      readonly kind: 'withdrawal';
      readonly number: string;
      readonly ground: NoticeWithdrawalGround;
      readonly at: number;
    }
  | { readonly kind: 'revalidation'; readonly number: string; readonly reviewOn: string }
  /** A receiver's word that it has marked the notice. */
  | { readonly kind: 'withdrawn'; readonly number: string };

/** Inside an act that keeps a message towards, or of, each of these States. @throws IimsError `notice.not-reviewed`, `message.notice` */
export async function noteNotice(
  transaction: Transaction,
  direction: 'out' | 'in',
  states: readonly StateCode[],
  note: NoticeNote | undefined,
): Promise<void> {
  if (note === undefined) return;
  if (direction === 'out') return noteSent(transaction, states, note);
  const [from] = states;
  if (note.kind === 'withdrawn') return noteStatement(transaction, from!, note.number);
  if (!note.number.startsWith(`${from}-`)) throw badNotice('a number that begins with the State that sends it');
  switch (note.kind) {
    case 'notice':
      return noteArrived(transaction, from!, note);
    case 'withdrawal':
      return noteWithdrawal(transaction, from!, note);
    case 'revalidation':
      await transaction.run('update notice set review_on = ? where state = ? and number = ? and reach <> ?', [
        note.reviewOn,
        from!,
        note.number,
        NOT_COME,
      ]);
  }
}

async function noteSent(transaction: Transaction, to: readonly StateCode[], note: NoticeNote): Promise<void> {
  const { number } = note;
  if (note.kind === 'withdrawn') {
    await transaction.run('update notice set is_told = 1 where state = ? and number = ?', [to[0]!, number]);
    return;
  }
  if (note.kind === 'notice') await requireReview(transaction, number, note.contentHash);
  for (const state of to) {
    if ((await noteTold(transaction, state, note)) !== 1) throw notReviewed();
  }
}

/** One recipient; nothing changes for a State that is owed nothing of the kind. */
function noteTold(
  transaction: Transaction,
  state: StateCode,
  note: Exclude<NoticeNote, { kind: 'withdrawn' }>,
): Promise<number> {
  const { entryIndex } = transaction;
  switch (note.kind) {
    case 'notice':
      // Whoever is sent it after it was confirmed is owed the later day of review.
      return transaction.run(
        `update notice_recipient set message_no = ?, review_told = ?,
           owed = (select case when n.review_on = ? then 0 else 1 end from notice n
                    where n.number = notice_recipient.number and n.state = substr(notice_recipient.number, 1, 3))
          where number = ? and state = ? and message_no is null and owed = 1`,
        [entryIndex, note.reviewOn, note.reviewOn, note.number, state],
      );
    case 'revalidation':
      return transaction.run(
        `update notice_recipient set review_told = ?, owed = 0
          where number = ? and state = ? and message_no is not null and withdrawal_no is null`,
        [note.reviewOn, note.number, state],
      );
    case 'withdrawal':
      return transaction.run(
        `update notice_recipient set withdrawal_no = ?, owed = 0
          where number = ? and state = ? and message_no is not null and withdrawal_no is null and owed = 1`,
        [entryIndex, note.number, state],
      );
  }
}

/** What leaves is what a second person looked at. */
async function requireReview(transaction: Transaction, number: string, contentHash: Uint8Array): Promise<void> {
  const [draft] = await transaction.all<{ content_hash: Uint8Array }>(
    "select content_hash from notice_draft where number = ? and standing = 'approved'",
    [Number(number.slice(-NOTICE_NUMBER_DIGITS))],
  );
  if (draft === undefined || !equalBytes(draft.content_hash, contentHash)) throw notReviewed();
}

async function noteArrived(
  transaction: Transaction,
  from: StateCode,
  note: Extract<NoticeNote, { kind: 'notice' }>,
): Promise<void> {
  const { number, reach, purpose, reviewOn, validUntil, keys } = note;
  const [known] = await transaction.all<{ reach: string; ground: NoticeWithdrawalGround | null }>(
    'select reach, ground from notice where state = ? and number = ?',
    [from, number],
  );
  if (known !== undefined && known.reach !== NOT_COME) throw badNotice('one notice for each number');
  await keepSubjects(transaction, { state: from, number }, keys);
  const no = transaction.entryIndex;
  const subject = transaction.seal(NOTICE_SUBJECT, noticeKey(from, number), utf8(note.subject));
  const said = [no, reach, purpose, transaction.atMs, reviewOn, validUntil, subject, no] as const;
  if (known !== undefined) {
    await transaction.run(
      `update notice set message_no = ?, reach = ?, purpose = ?, at_ms = ?, review_on = ?, valid_until = ?, subject = ?,
         case_token = ${CASE_OF_MESSAGE} where state = ? and number = ?`,
      [...said, from, number],
    );
    if (known.ground !== null)
      await keepPartnersRefusal(transaction, { state: from, number, purpose, ground: known.ground });
    return;
  }
  await transaction.run(
    `insert into notice
       (no, state, number, message_no, reach, purpose, at_ms, review_on, valid_until, subject, case_token, is_told)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${CASE_OF_MESSAGE}, 1)`,
    [no, from, number, ...said],
  );
}

async function noteWithdrawal(
  transaction: Transaction,
  from: StateCode,
  { number, ground, at }: Extract<NoticeNote, { kind: 'withdrawal' }>,
): Promise<void> {
  const no = transaction.entryIndex;
  const withdrawn = await transaction.run(
    `insert into notice (no, state, number, reach, purpose, at_ms, review_on, valid_until, withdrawn_at, ground, withdrawal_no, is_told)
     values (?, ?, ?, ?, '', ?, '', '', ?, ?, ?, 0)
       on conflict (state, number) do update set withdrawn_at = excluded.withdrawn_at, ground = excluded.ground,
         withdrawal_no = excluded.withdrawal_no, is_told = 0 where notice.withdrawn_at is null`,
    [no, from, number, NOT_COME, transaction.atMs, at, ground, no],
  );
  const [notice] = await transaction.all<{ purpose: NoticePurpose | '' }>(
    'select purpose from notice where state = ? and number = ?',
    [from, number],
  );
  const { purpose } = notice!;
  // Where the notice itself has not come, it is refused when it comes.
  if (withdrawn === 0 || purpose === '') return;
  await keepPartnersRefusal(transaction, { state: from, number, purpose, ground });
}

/** Of what a partner withdrew on a ground of refusal; any other ground refuses nothing. */
async function keepPartnersRefusal(
  transaction: Transaction,
  { ground, ...of }: Pick<RefusedPurpose, 'state' | 'number' | 'purpose'> & { readonly ground: NoticeWithdrawalGround },
): Promise<void> {
  if (!isRefusalGround(ground)) return;
  await makeRoomForPartner(transaction, of.state);
  await keepRefusal(transaction, { ...of, ground, cause: 'partner-withdrawal', decidedBy: of.state });
}

/** Whoever was not sent the notice states nothing of it. */
async function noteStatement(transaction: Transaction, from: StateCode, number: string): Promise<void> {
  await transaction.run(
    `update notice_recipient set stated_at = ? where number = ? and state = ? and withdrawal_no is not null and stated_at is null`,
    [transaction.atMs, number, from],
  );
}

function notReviewed(): IimsError {
  return new IimsError('notice.not-reviewed', {
    message: 'This is not what a second person reviewed for this State.',
    rule: 'exactly the content that was approved, once to each recipient',
    fix: 'Draft a notice, and have it reviewed.',
  });
}

function badNotice(rule: string): IimsError {
  return new IimsError('message.notice', {
    message: 'The notice is not one of its sender.',
    field: 'fields.number',
    rule,
  });
}

/** The reach of what only a withdrawal is known of. */
const NOT_COME = '';
/** The message is kept before what it says of a notice. */
const CASE_OF_MESSAGE = '(select m.case_token from message m where m.message_no = ?)';
