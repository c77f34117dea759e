// SPDX-License-Identifier: Apache-2.0
// Offline packs as the node tells them, and what can be done about them.
import type { Session } from '../access/session.ts';
import { timeOf } from '../administrator/node-state.ts';
import { callNode, openCall, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { PACK_STANDINGS, type PackStanding } from './pack-codes.ts';

export interface Pack {
  readonly packId: string;
  readonly standing: PackStanding;
  readonly user: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly isStruck: boolean;
  readonly madeBy: string;
  /** Times in milliseconds since 1970. */
  readonly createdAt: number;
  readonly notAfter: number;
  readonly uploadedAt: number | undefined;
  readonly alerts: number;
  readonly usesTaken: number;
  readonly usesMax: number;
  readonly hitsToSettle: number;
  /** Place and ground where the log of uses does not hold. */
  readonly broken: string | undefined;
}

/** What a check against a pack met, and nobody has settled. */
export interface PackHit {
  readonly entry: number;
  readonly user: string;
  readonly usedAt: number;
  readonly met: readonly { readonly register: string; readonly alertId: string; readonly band: string }[];
}

export interface PackWanted {
  readonly officer: string;
  readonly device: JsonObject;
  readonly minutes: number;
  readonly uses: number;
  readonly registers?: readonly string[];
}

export interface MadePack {
  readonly fileName: string;
  readonly content: Blob;
}

export interface UploadedLog {
  readonly uses: number;
  readonly taken: number;
  readonly isEnded: boolean;
  readonly broken: string | undefined;
}

export function fetchPacks(): Promise<Reply<readonly Pack[]>> {
  return callNode({ method: 'GET', path: '/api/packs' }, readPacks);
}

/** Reading them is an entry of the log. */
export function fetchHits(): Promise<Reply<readonly PackHit[]>> {
  return callNode({ method: 'GET', path: '/api/packs/hits' }, readHits);
}

/** The whole pack, or a fault: a part of one is none. */
export async function makePack({ csrf }: Session, wanted: PackWanted): Promise<Reply<MadePack>> {
  const call = { method: 'POST', path: '/api/packs/make', csrf, body: { ...wanted }, accept: PACK_TYPE } as const;
  const opened = await openCall(call);
  if (!opened.ok) return opened;
  const { headers } = opened.value;
  const content = await opened.value.blob().catch(() => undefined);
  if (content === undefined || content.size !== Number(headers.get('content-length'))) {
    return { ok: false, fault: { code: 'console.pack-cut' } };
  }
  return { ok: true, value: { fileName: `${headers.get('x-iims-pack') ?? 'offline'}.pack`, content } };
}

export async function uploadLog({ csrf }: Session, log: Blob): Promise<Reply<UploadedLog>> {
  const send = (path: string, init: RequestInit) => {
    const headers = { ...(init.headers as Record<string, string>), 'content-type': PACK_TYPE };
    return fetch(path, { ...init, headers, body: log });
  };
  return callNode({ method: 'POST', path: '/api/packs/upload', csrf }, readUploaded, send);
}

export function settleHit({ csrf }: Session, entry: number, stands: boolean): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/packs/settle', csrf, body: { entry, stands } }, () => true);
}

export function strikeDevice({ csrf }: Session, device: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/packs/strike', csrf, body: { device } }, () => true);
}

export function readPacks(json: unknown): readonly Pack[] | undefined {
  const body = asObject(json);
  return body && listOf(body, 'packs', packOf);
}

function packOf(one: JsonObject): Pack | undefined {
  const broken = textOf(one, 'broken');
  const standing = broken === undefined ? oneOf(textOf(one, 'standing'), PACK_STANDINGS) : 'broken';
  const [packId, createdAt, notAfter] = [textOf(one, 'packId'), timeOf(one, 'createdAt'), timeOf(one, 'notAfter')];
  if (packId === undefined || standing === undefined || createdAt === undefined || notAfter === undefined) return;
  return {
    packId,
    standing,
    createdAt,
    notAfter,
    broken,
    user: textOf(one, 'user') ?? '',
    deviceId: textOf(one, 'deviceId') ?? '',
    deviceName: textOf(one, 'deviceName') ?? '',
    isStruck: one.struck === true,
    madeBy: textOf(one, 'madeBy') ?? '',
    uploadedAt: timeOf(one, 'uploadedAt'),
    alerts: numberOf(one, 'alerts') ?? 0,
    usesTaken: numberOf(one, 'usesTaken') ?? 0,
    usesMax: numberOf(one, 'usesMax') ?? 0,
    hitsToSettle: numberOf(one, 'hitsToSettle') ?? 0,
  };
}

export function readHits(json: unknown): readonly PackHit[] | undefined {
  const body = asObject(json);
  return body && listOf(body, 'hits', hitOf);
}

function hitOf(one: JsonObject): PackHit | undefined {
  const [entry, usedAt] = [numberOf(one, 'entry'), timeOf(one, 'usedAt')];
  if (entry === undefined || usedAt === undefined) return undefined;
  const met = listOf(one, 'hits', (hit) => {
    const [register, alertId, band] = [textOf(hit, 'register'), textOf(hit, 'alertId'), textOf(hit, 'band')];
    if (register === undefined || alertId === undefined || band === undefined) return undefined;
    return { register, alertId, band };
  });
  return { entry, usedAt, met, user: textOf(one, 'user') ?? '' };
}

function readUploaded(json: unknown): UploadedLog | undefined {
  const body = asObject(json);
  const [uses, taken] = [body && numberOf(body, 'uses'), body && numberOf(body, 'taken')];
  if (body === undefined || uses === undefined || taken === undefined) return undefined;
  return { uses, taken, isEnded: body.ended === true, broken: textOf(body, 'broken') };
}

const PACK_TYPE = 'application/octet-stream';
