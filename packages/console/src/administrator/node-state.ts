// SPDX-License-Identifier: Apache-2.0
// How the own node stands, as it tells an administrator.
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../api/read-json.ts';

export interface NodeState {
  readonly logSize: number;
  readonly trustRootVersion: number;
  readonly partners: readonly PartnerState[];
  readonly registers: readonly RegisterState[];
}

export interface PartnerState {
  readonly state: string;
  readonly standing: string;
  readonly because?: string;
}

export interface RegisterState {
  readonly id: string;
  readonly title: string;
  readonly alerts: number;
  /** Milliseconds since 1970. */
  readonly checkedAt: number;
}

export function fetchNodeState(): Promise<Reply<NodeState>> {
  return callNode({ method: 'GET', path: '/api/node-state' }, readNodeState);
}

export function readNodeState(json: unknown): NodeState | undefined {
  const body = asObject(json);
  const [logSize, trustRootVersion] =
    body === undefined ? [undefined, undefined] : [numberOf(body, 'logSize'), numberOf(body, 'trustRootVersion')];
  if (body === undefined || logSize === undefined || trustRootVersion === undefined) return undefined;
  return {
    logSize,
    trustRootVersion,
    partners: listOf(body, 'partners', partnerOf),
    registers: listOf(body, 'registers', registerOf),
  };
}

function partnerOf(partner: JsonObject): PartnerState | undefined {
  const [state, standing, because] = [
    textOf(partner, 'state'),
    textOf(partner, 'standing'),
    textOf(partner, 'because'),
  ];
  if (state === undefined || standing === undefined) return undefined;
  return { state, standing, ...(because === undefined ? {} : { because }) };
}

function registerOf(register: JsonObject): RegisterState | undefined {
  const [id, alerts] = [textOf(register, 'id'), numberOf(register, 'alerts')];
  const checkedAt = Date.parse(textOf(register, 'checkedAt') ?? '');
  if (id === undefined || alerts === undefined || Number.isNaN(checkedAt)) return undefined;
  return { id, title: textOf(register, 'title') ?? id, alerts, checkedAt };
}
