// SPDX-License-Identifier: Apache-2.0
// What the own State decides about a partner's notice: not to execute it, to execute it after all, and which own alert came of it
// (spec/notice.md, 13 and 14). Its owner is told nothing of it.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { NoticeRefusalGround } from '@iims/wire/notice-codes';
import type { MessageDoor } from '../messages/send.ts';
import { unexplained } from './review-notice.ts';

export interface NoticeToDecline {
  readonly number: string;
  readonly ground: NoticeRefusalGround;
  readonly explanation?: string | undefined;
}

interface Decided {
  readonly number: string;
  readonly logIndex: number;
}

/** @throws IimsError `notice.not-found`, `notice.decided`, `input.invalid`, `store.*` */
export async function declineNotice(
  door: MessageDoor,
  { number, ground, explanation }: NoticeToDecline,
  account: string,
): Promise<Decided> {
  const state = partnerOf(door, number);
  if (ground === 'other' && explanation === undefined) throw unexplained('explanation');
  const { index } = await door.store.write(
    { event: 'notice.declined', body: { user: account, state, number, ground } },
    { name: 'decline-notice', args: { state, number, by: account, ground, explanation } },
  );
  return { number, logIndex: index };
}

/** @throws IimsError `notice.not-found`, `store.*` */
export async function executeNotice(door: MessageDoor, number: string, account: string): Promise<Decided> {
  const state = partnerOf(door, number);
  const { index } = await door.store.write(
    { event: 'notice.executed-again', body: { user: account, state, number } },
    { name: 'execute-notice', args: { state, number } },
  );
  return { number, logIndex: index };
}

export interface AlertFromNotice {
  readonly number: string;
  readonly register: string;
  readonly alertId: string;
}

/** @throws IimsError `notice.not-found`, `alert.not-found`, `store.*` */
export async function linkAlert(
  door: MessageDoor,
  { number, register, alertId }: AlertFromNotice,
  account: string,
): Promise<Decided> {
  const state = partnerOf(door, number);
  const { index } = await door.store.write(
    { event: 'notice.alert-linked', body: { user: account, state, number, register, alert: alertId } },
    { name: 'link-notice-alert', args: { state, number, register, alertId, by: account } },
  );
  return { number, logIndex: index };
}

function partnerOf({ own }: MessageDoor, number: string): StateCode {
  const state = number.slice(0, 'GEO'.length) as StateCode;
  if (state !== own) return state;
  throw new IimsError('input.invalid', {
    message: 'This notice is the own State’s.',
    field: 'number',
    rule: 'a notice of a partner',
    fix: 'An own notice is withdrawn instead.',
  });
}
