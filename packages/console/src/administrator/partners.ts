// SPDX-License-Identifier: Apache-2.0
// The partners as the node tells an administrator, and what can be done about one: test, suspend, resume.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { LAYER_OUTCOMES, LAYERS, TEST_OUTCOMES } from './administrator-codes.ts';
import { timeOf } from './node-state.ts';
import { refusalOf, type TrustRefusal } from './trust-refusals.ts';

export interface Partner {
  readonly state: string;
  readonly standing: string;
  readonly because?: string;
  /** Times in milliseconds since 1970. */
  readonly usableUntil: number;
  readonly suspended?: { readonly since: number; readonly reason: string; readonly by: string };
  readonly lastTest?: PartnerTest;
  /** What it has cosigned of the own log. */
  readonly cosigned?: { readonly size: number; readonly at: number };
  readonly silentSince?: number;
  /** What is known of its own log. */
  readonly forkFoundAt?: number;
  readonly behindSince?: number;
}

export interface PartnerTest {
  readonly state: string;
  readonly testedAt: number;
  readonly outcome: (typeof TEST_OUTCOMES)[number];
  readonly layers: readonly LayerResult[];
}

export interface LayerResult {
  readonly layer: (typeof LAYERS)[number];
  readonly outcome: (typeof LAYER_OUTCOMES)[number];
  readonly ms?: number;
  readonly code?: string;
  /** In English, for codes that the catalogues do not know. */
  readonly todo?: string;
  readonly found: JsonObject;
}

export interface TrustListState {
  readonly number: number;
  readonly root: {
    readonly version: number;
    readonly expiresAt: number;
    readonly threshold: number;
    readonly holders: number;
  };
  readonly states: readonly DocumentState[];
  /** The latest first. */
  readonly refusals: readonly TrustRefusal[];
  /** Refusals that were too many for entries of their own. */
  readonly refusalsLeftOut: number;
}

export interface DocumentState {
  readonly state: string;
  /** Absent where no document of the State is in force. */
  readonly version?: number;
  readonly expiresAt?: number;
  readonly attestedAt?: number;
}

export interface Partners {
  readonly trustList: TrustListState;
  readonly partners: readonly Partner[];
}

export function fetchPartners(): Promise<Reply<Partners>> {
  return callNode({ method: 'GET', path: '/api/partners' }, readPartners);
}

export function testPartner(session: Session, state: string): Promise<Reply<PartnerTest>> {
  return callNode({ method: 'POST', path: '/api/partners/test', csrf: session.csrf, body: { state } }, readTest);
}

export function suspendPartner(session: Session, state: string, reason: string): Promise<Reply<true>> {
  const body = { state, reason };
  return callNode({ method: 'POST', path: '/api/partners/suspend', csrf: session.csrf, body }, () => true);
}

export function resumePartner(session: Session, state: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/partners/resume', csrf: session.csrf, body: { state } }, () => true);
}

export function readPartners(json: unknown): Partners | undefined {
  const body = asObject(json);
  const trustList = trustListOf(asObject(body?.trustList) ?? {});
  if (body === undefined || trustList === undefined) return undefined;
  return { trustList, partners: listOf(body, 'partners', partnerOf) };
}

export function readTest(json: unknown): PartnerTest | undefined {
  const body = asObject(json);
  if (body === undefined) return undefined;
  const [state, testedAt] = [textOf(body, 'state'), timeOf(body, 'testedAt')];
  const outcome = oneOf(textOf(body, 'outcome'), TEST_OUTCOMES);
  if (state === undefined || testedAt === undefined || outcome === undefined) return undefined;
  return { state, testedAt, outcome, layers: listOf(body, 'layers', layerOf) };
}

function layerOf(result: JsonObject): LayerResult | undefined {
  const [layer, outcome] = [oneOf(textOf(result, 'layer'), LAYERS), oneOf(textOf(result, 'outcome'), LAYER_OUTCOMES)];
  if (layer === undefined || outcome === undefined) return undefined;
  const [ms, code, todo] = [numberOf(result, 'ms'), textOf(result, 'code'), textOf(result, 'todo')];
  return {
    layer,
    outcome,
    found: asObject(result.found) ?? {},
    ...(ms !== undefined && { ms }),
    ...(code !== undefined && { code }),
    ...(todo !== undefined && { todo }),
  };
}

function partnerOf(partner: JsonObject): Partner | undefined {
  const [state, standing] = [textOf(partner, 'state'), textOf(partner, 'standing')];
  if (state === undefined || standing === undefined) return undefined;
  const because = textOf(partner, 'because');
  const suspended = suspensionOf(asObject(partner.suspended));
  const lastTest = readTest(partner.lastTest);
  return {
    state,
    standing,
    usableUntil: timeOf(partner, 'usableUntil') ?? 0,
    ...(because !== undefined && { because }),
    ...(suspended !== undefined && { suspended }),
    ...(lastTest !== undefined && { lastTest }),
    ...witnessOf(asObject(partner.witness) ?? {}, asObject(partner.log) ?? {}),
  };
}

/** A suspension counts even where its circumstances cannot be read. */
function suspensionOf(suspended: JsonObject | undefined): Partner['suspended'] {
  if (suspended === undefined) return undefined;
  return {
    since: timeOf(suspended, 'since') ?? 0,
    reason: textOf(suspended, 'reason') ?? '',
    by: textOf(suspended, 'by') ?? '',
  };
}

function witnessOf(witness: JsonObject, log: JsonObject) {
  const [size, at] = [numberOf(witness, 'size'), timeOf(witness, 'at')];
  const silentSince = timeOf(witness, 'silentSince');
  const [forkFoundAt, behindSince] = [timeOf(log, 'forkFoundAt'), timeOf(asObject(log.behind) ?? {}, 'since')];
  return {
    ...(size !== undefined && at !== undefined && { cosigned: { size, at } }),
    ...(silentSince !== undefined && { silentSince }),
    ...(forkFoundAt !== undefined && { forkFoundAt }),
    ...(behindSince !== undefined && { behindSince }),
  };
}

function trustListOf(list: JsonObject): TrustListState | undefined {
  const root = asObject(list.root) ?? {};
  const [number, version, expiresAt] = [numberOf(list, 'number'), numberOf(root, 'version'), timeOf(root, 'expiresAt')];
  if (number === undefined || version === undefined || expiresAt === undefined) return undefined;
  const [threshold = 0, holders = 0] = [numberOf(root, 'threshold'), numberOf(root, 'holders')];
  return {
    number,
    root: { version, expiresAt, threshold, holders },
    states: listOf(list, 'states', documentOf),
    refusals: listOf(list, 'refusals', refusalOf),
    refusalsLeftOut: numberOf(list, 'refusalsLeftOut') ?? 0,
  };
}

function documentOf(document: JsonObject): DocumentState | undefined {
  const state = textOf(document, 'state');
  if (state === undefined) return undefined;
  const [version, expiresAt, attestedAt] = [
    numberOf(document, 'version'),
    timeOf(document, 'expiresAt'),
    timeOf(document, 'attestedAt'),
  ];
  return {
    state,
    ...(version !== undefined && { version }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(attestedAt !== undefined && { attestedAt }),
  };
}
