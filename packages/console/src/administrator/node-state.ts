// SPDX-License-Identifier: Apache-2.0
// How the own node stands, as it tells an administrator: log, witnesses, custody and registers.
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';
import { type Announcers, announcersOf } from './announcers.ts';

export interface NodeState {
  /** The node's own clock, milliseconds since 1970. */
  readonly time: number;
  readonly logSize: number;
  readonly custody: CustodyState;
  readonly witnessing: OwnWitnessing;
  readonly registers: readonly RegisterState[];
  /** Who is refused at the moment, because a quota is used up. */
  readonly quotas: readonly RefusedAsker[];
  readonly reviews: ReviewCount;
  readonly announcers: Announcers;
}

/** Alerts of the own State that must be confirmed or withdrawn. */
export interface ReviewCount {
  /** Within `withinDays`, overdue ones included. */
  readonly due: number;
  readonly overdue: number;
  readonly withinDays: number;
}

export interface CustodyState {
  readonly kind: string;
  readonly working: boolean;
  /** What is wrong while it does not work. */
  readonly code?: string;
}

export interface OwnWitnessing {
  readonly witnessedSize: number;
  readonly witnessedAt?: number;
  readonly cosigners?: number;
  readonly quorum: number;
  /** Names of files: checkpoints that this node's keys signed and that are not of its log. */
  readonly evidence: readonly string[];
}

export interface RegisterState {
  readonly id: string;
  readonly title: string;
  readonly alerts: number;
  /** Milliseconds since 1970. */
  readonly checkedAt: number;
  /** Why it is behind its source, where it is. */
  readonly behind?: string;
  /** Whether the own State's document of the trust list names it: partners are refused where it does not. */
  readonly listed: boolean;
}

export interface RefusedAsker {
  /** A partner; absent for an own account. */
  readonly state?: string;
  readonly user?: string;
  readonly since: number;
  readonly refused: number;
}

export function fetchNodeState(): Promise<Reply<NodeState>> {
  return callNode({ method: 'GET', path: '/api/node-state' }, readNodeState);
}

export function readNodeState(json: unknown): NodeState | undefined {
  const body = asObject(json);
  const logSize = body && numberOf(body, 'logSize');
  if (body === undefined || logSize === undefined) return undefined;
  return {
    time: timeOf(body, 'time') ?? Date.now(),
    logSize,
    custody: custodyOf(asObject(body.custody) ?? {}),
    witnessing: witnessingOf(asObject(asObject(body.witnessing)?.own) ?? {}),
    registers: listOf(body, 'registers', registerOf),
    quotas: listOf(body, 'quotas', refusedAskerOf),
    reviews: reviewsOf(asObject(body.reviews) ?? {}),
    announcers: announcersOf(body),
  };
}

/** Milliseconds since 1970 of an ISO 8601 time; undefined where there is none. */
export function timeOf(object: JsonObject, key: string): number | undefined {
  const time = Date.parse(textOf(object, key) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** A node that does not say that its keys are within reach is taken at its word. */
function custodyOf(state: JsonObject): CustodyState {
  const kind = textOf(asObject(state.custody) ?? {}, 'kind') ?? '';
  const code = textOf(state, 'code');
  return { kind, working: state.working === true, ...(code !== undefined && { code }) };
}

function witnessingOf(own: JsonObject): OwnWitnessing {
  const [witnessedAt, cosigners] = [timeOf(own, 'witnessedAt'), numberOf(own, 'cosigners')];
  return {
    witnessedSize: numberOf(own, 'witnessedSize') ?? 0,
    quorum: numberOf(own, 'quorum') ?? 0,
    evidence: textsOf(own, 'evidence'),
    ...(witnessedAt !== undefined && { witnessedAt }),
    ...(cosigners !== undefined && { cosigners }),
  };
}

function reviewsOf(reviews: JsonObject): ReviewCount {
  const count = (key: string) => numberOf(reviews, key) ?? 0;
  return { due: count('due'), overdue: count('overdue'), withinDays: count('withinDays') };
}

function refusedAskerOf(asker: JsonObject): RefusedAsker {
  const [state, user] = [textOf(asker, 'state'), textOf(asker, 'user')];
  return {
    since: timeOf(asker, 'since') ?? 0,
    refused: numberOf(asker, 'refused') ?? 0,
    ...(state !== undefined && { state }),
    ...(user !== undefined && { user }),
  };
}

function registerOf(register: JsonObject): RegisterState | undefined {
  const [id, alerts, checkedAt] = [textOf(register, 'id'), numberOf(register, 'alerts'), timeOf(register, 'checkedAt')];
  if (id === undefined || alerts === undefined || checkedAt === undefined) return undefined;
  const behind = textOf(register, 'behind');
  return {
    id,
    title: textOf(register, 'title') ?? id,
    alerts,
    checkedAt,
    listed: register.listed === true,
    ...(behind !== undefined && { behind }),
  };
}
