// SPDX-License-Identifier: Apache-2.0
// The calls about partners' alerts whose action the own State will not execute.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, textOf } from '../api/read-json.ts';

export interface PartnersAlert {
  readonly state: string;
  readonly register: string;
  readonly alertId: string;
}

export interface Decision extends PartnersAlert {
  /** The action that the owner asks for. */
  readonly action: string;
  readonly ground: string;
}

export interface Declined extends Decision {
  readonly by: string;
  /** YYYY-MM-DD. */
  readonly decidedOn: string;
}

export function fetchDeclined(): Promise<Reply<readonly Declined[]>> {
  return callNode({ method: 'GET', path: '/api/not-executed' }, (json) => {
    const body = asObject(json);
    return Array.isArray(body?.notExecuted) ? listOf(body, 'notExecuted', declinedOf) : undefined;
  });
}

export function declineAlert({ csrf }: Session, decision: Decision): Promise<Reply<object>> {
  return callNode({ method: 'POST', path: '/api/not-executed/set', csrf, body: { ...decision } }, asObject);
}

export function executeAgain({ csrf }: Session, named: PartnersAlert): Promise<Reply<object>> {
  return callNode({ method: 'POST', path: '/api/not-executed/end', csrf, body: { ...named } }, asObject);
}

/** A decision stands whatever else is told of it. */
function declinedOf(one: JsonObject): Declined | undefined {
  const [state, register, alertId] = [textOf(one, 'state'), textOf(one, 'register'), textOf(one, 'alertId')];
  if (state === undefined || register === undefined || alertId === undefined) return undefined;
  return {
    state,
    register,
    alertId,
    action: textOf(one, 'action') ?? '',
    ground: textOf(one, 'ground') ?? '',
    by: textOf(one, 'by') ?? '',
    decidedOn: (textOf(one, 'decidedAt') ?? '').slice(0, 10),
  };
}
