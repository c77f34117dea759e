// SPDX-License-Identifier: Apache-2.0
// Hits of other States that an officer hands to the own bureau: which of them on the screen can be, and what came of those that were.
import type { ShownHit, StateOutcome } from '@iims/wire/verdict';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, oneOf, textOf } from '../api/read-json.ts';

export const STANDINGS = [
  'waiting',
  'declined',
  'asked',
  'undeliverable',
  'confirmed',
  'will-confirm',
  'not-confirmed',
  'refused',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** One alert that a State showed in one query. */
export interface HitPlace {
  readonly queryId: string;
  readonly state: string;
  readonly register: string;
  readonly alertId: string;
}

export interface Confirmation extends HitPlace {
  readonly id: string;
  readonly isUrgent: boolean;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly standing: Standing;
  readonly dueAt?: number;
  /** Why the bureau declined. */
  readonly ground?: string;
}

/** A hit on the screen with what came of handing it on, if anything. */
export interface HitToConfirm extends HitPlace {
  readonly authority: string;
  readonly confirmation?: Confirmation;
}

/** The partners' hits of an answer, in its order. */
export function hitsToConfirm(
  { queryId, answers }: { readonly queryId?: string; readonly answers: readonly StateOutcome[] },
  own: string,
  confirmations: readonly Confirmation[],
): readonly HitToConfirm[] {
  if (queryId === undefined) return [];
  const hitOf = (state: string, { register, alertId, authority }: ShownHit): HitToConfirm => {
    const place = { queryId, state, register, alertId };
    const confirmation = confirmations.find((one) => isSameHit(one, place));
    return { ...place, authority, ...(confirmation === undefined ? {} : { confirmation }) };
  };
  return answers
    .filter(({ state }) => state !== own)
    .flatMap(({ state, hits }) => hits.map((hit) => hitOf(state, hit)));
}

export function isSameHit(one: HitPlace, other: HitPlace): boolean {
  return placeKey(one) === placeKey(other);
}

export function placeKey({ queryId, state, register, alertId }: HitPlace): string {
  return [queryId, state, register, alertId].join('\n');
}

/** Whether something may still change. */
export function isOpen({ standing }: Confirmation): boolean {
  return OPEN.includes(standing);
}

export function fetchConfirmations(): Promise<Reply<readonly Confirmation[]>> {
  return callNode({ method: 'GET', path: '/api/confirmations' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'confirmations', confirmationOf);
  });
}

/** Resolves when the bureau has it. */
export function askToConfirm(
  { csrf }: Session,
  { queryId, state, register, alertId }: HitPlace,
  { isUrgent, found }: { readonly isUrgent: boolean; readonly found: string },
): Promise<Reply<true>> {
  const body = {
    ...{ queryId, state, register, alertId },
    urgency: isUrgent ? 'urgent' : 'routine',
    ...(found.trim() !== '' && { found: found.trim() }),
  };
  return callNode({ method: 'POST', path: '/api/confirmations/ask', csrf, body }, () => true);
}

/** A standing that the console does not know is one that is still open. */
function confirmationOf(object: JsonObject): Confirmation | undefined {
  const [id, queryId, state] = [textOf(object, 'id'), textOf(object, 'queryId'), textOf(object, 'state')];
  const [register, alertId] = [textOf(object, 'register'), textOf(object, 'alertId')];
  if (id === undefined || queryId === undefined || state === undefined) return undefined;
  if (register === undefined || alertId === undefined) return undefined;
  const dueAt = Date.parse(textOf(object, 'dueAt') ?? '');
  const ground = textOf(object, 'ground');
  return {
    ...{ id, queryId, state, register, alertId },
    isUrgent: textOf(object, 'urgency') !== 'routine',
    askedAt: Date.parse(textOf(object, 'askedAt') ?? '') || 0,
    standing: oneOf(textOf(object, 'standing'), STANDINGS) ?? 'asked',
    ...(Number.isNaN(dueAt) ? {} : { dueAt }),
    ...(ground === undefined ? {} : { ground }),
  };
}

const OPEN: readonly Standing[] = ['waiting', 'asked', 'undeliverable', 'will-confirm'];
