// SPDX-License-Identifier: Apache-2.0
// What came of a hit that an officer handed to the bureau, read from the messages (spec/ask-to-confirm.md, 9 and 10): one word and its
// time, and nothing else of what anybody wrote.
import { answerWithinMs } from '@iims/exchange/clocks';
import { IimsError } from '@iims/wire/errors';
import { isOfKind } from '@iims/wire/message';
import { type AskedConfirmation, type DeclineGround, ownAsked, waitingAsked } from '../store/asked-confirmations.ts';
import { confirmationAnswers, confirmationRequests } from '../store/confirmation-messages.ts';
import { dueOf } from '../store/message-clocks.ts';
import { type MessageRow, openContent } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

export const CONFIRMATION_STANDINGS = [
  'waiting',
  'declined',
  'asked',
  'undeliverable',
  'confirmed',
  'will-confirm',
  'not-confirmed',
  'refused',
] as const;

export type ConfirmationStanding =
  | { readonly standing: 'waiting'; readonly dueAt: number }
  | { readonly standing: 'declined'; readonly ground: DeclineGround }
  | { readonly standing: 'asked'; readonly dueAt?: number }
  | { readonly standing: 'will-confirm'; readonly dueAt: number }
  | { readonly standing: 'undeliverable' | 'confirmed' | 'not-confirmed' | 'refused' };

export type OwnConfirmation = AskedConfirmation & ConfirmationStanding;

/** Of one account, the latest first. */
export async function ownConfirmations(reader: Reader, user: string, now: number): Promise<OwnConfirmation[]> {
  const asked = await ownAsked(reader, user, { since: now - SHOWN_MS, limit: SHOWN_MAX });
  return Promise.all(asked.map(async (one) => ({ ...one, ...(await standingOf(reader, one)) })));
}

export interface WaitingConfirmation extends AskedConfirmation {
  /** By when the bureau acts. */
  readonly dueAt: number;
}

/** Those that wait for the bureau, the first due first. */
export async function waitingConfirmations(reader: Reader): Promise<WaitingConfirmation[]> {
  const waiting = await waitingAsked(reader);
  return waiting
    .map((asked) => ({ ...asked, dueAt: bureauActsBy(asked) }))
    .sort((one, other) => one.dueAt - other.dueAt);
}

async function standingOf(reader: Reader, asked: AskedConfirmation): Promise<ConfirmationStanding> {
  const { settled } = asked;
  if (settled === undefined) return { standing: 'waiting', dueAt: bureauActsBy(asked) };
  if (settled.by === 'declining') return { standing: 'declined', ground: settled.ground };
  const requests = await confirmationRequests(reader, settled.no);
  for (const answer of await confirmationAnswers(reader, requests, asked.state)) {
    const said = await saidIn(reader, answer);
    if (said !== undefined) return said;
  }
  const latest = requests.at(-1)!;
  if (latest.status === 'undeliverable') return { standing: 'undeliverable' };
  const dueAt = await dueOf(reader, latest.no);
  return { standing: 'asked', ...(dueAt === undefined ? {} : { dueAt }) };
}

/** Nothing where its sender took the answer back, or its period has ended. */
async function saidIn(reader: Reader, { id }: MessageRow): Promise<ConfirmationStanding | undefined> {
  try {
    const message = await openContent(reader, id);
    if (isOfKind(message, 'refusal')) return { standing: 'refused' };
    if (!isOfKind(message, 'hit-confirmation-answer')) return undefined;
    const { answer, confirmAt } = message.fields;
    return answer === 'will-confirm-at'
      ? { standing: 'will-confirm', dueAt: confirmAt ?? message.sentAt }
      : { standing: answer };
  } catch (fault) {
    if (fault instanceof IimsError && (fault.code === 'message.deleted' || fault.code === 'message.erased')) return;
    throw fault;
  }
}

/** A fifth of the time that the other State has then. */
function bureauActsBy({ askedAt, urgency }: AskedConfirmation): number {
  return askedAt + answerWithinMs('hit-confirmation', urgency) / 5;
}

const SHOWN_MS = 24 * 3_600_000;
const SHOWN_MAX = 20;
