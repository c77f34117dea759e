// SPDX-License-Identifier: Apache-2.0
// What officers ask the bureau to have confirmed: reading it, sending it on, declining it.
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, oneOf, textOf } from '../api/read-json.ts';
import type { DeclinedGround } from '../query/declined-grounds.ts';

/** A hit that an officer handed to the bureau. */
export interface AskedHit {
  readonly id: string;
  readonly state: string;
  readonly isUrgent: boolean;
  readonly askedBy: string;
  readonly caseRef: string;
  readonly alertId: string;
  readonly authority: string;
  readonly category: string;
  readonly subjectKind: (typeof SUBJECT_KINDS)[number];
  readonly found?: string;
  /** By when the bureau acts, in milliseconds since 1970. */
  readonly dueAt: number;
}

/** The first due first. It is an entry. */
export function fetchAsked(): Promise<Reply<readonly AskedHit[]>> {
  return callNode({ method: 'GET', path: '/api/confirmations/waiting' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'waiting', askedOf);
  });
}

/** Resolves when the hit confirmation is stored. */
export function sendAsked({ csrf }: Session, id: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/confirmations/send', csrf, body: { id } }, () => true);
}

export function declineAsked({ csrf }: Session, id: string, ground: DeclinedGround): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/confirmations/decline', csrf, body: { id, ground } }, () => true);
}

function askedOf(object: JsonObject): AskedHit | undefined {
  const hit = asObject(object.hit);
  const [id, state] = [textOf(object, 'id'), textOf(object, 'state')];
  if (hit === undefined || id === undefined || state === undefined) return undefined;
  const found = textOf(object, 'found');
  return {
    id,
    state,
    isUrgent: textOf(object, 'urgency') !== 'routine',
    askedBy: textOf(object, 'askedBy') ?? '',
    caseRef: textOf(object, 'caseRef') ?? '',
    alertId: textOf(hit, 'alertId') ?? '',
    authority: textOf(hit, 'authority') ?? '',
    category: textOf(hit, 'category') ?? '',
    subjectKind: oneOf(textOf(hit, 'subjectKind'), SUBJECT_KINDS) ?? 'object',
    ...(found === undefined ? {} : { found }),
    dueAt: Date.parse(textOf(object, 'dueAt') ?? '') || 0,
  };
}
