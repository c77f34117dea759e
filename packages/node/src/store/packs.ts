// SPDX-License-Identifier: Apache-2.0
// What the node keeps of offline packs (spec/offline-pack.md, 21 to 24): officers' keys, devices, and each pack until some time after its end.

import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { accountRow } from './accounts.ts';
import { readBody } from './entries.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

/** The officer's key of packs and the salt by which the secret makes it. */
export interface PackSecret {
  readonly salt: Uint8Array;
  /** X-Wing, 1,216 bytes. */
  readonly publicKey: Uint8Array;
}

export interface PackRow {
  /** UUID as text. */
  readonly packId: string;
  readonly user: string;
  /** Id of the device's X-Wing key, hexadecimal. */
  readonly deviceId: string;
  readonly deviceName: string;
  readonly madeBy: string;
  readonly createdAt: number;
  readonly notAfter: number;
  readonly usesMax: number;
  readonly alerts: number;
  readonly usesTaken: number;
  readonly uploadedAt: number | null;
  readonly endedAt: number | null;
  /** Place and ground where the log did not hold. */
  readonly broken: string | null;
  readonly struckAt: number | null;
}

/** What taking a log back needs beside the row. */
export interface PackToTake extends PackRow {
  /** Seed of the key to which uses are sealed, 32 bytes; undefined where it is erased. */
  readonly usesSeed: Uint8Array | undefined;
  /** Raw Ed25519 of the device. */
  readonly signing: Uint8Array;
  /** Hash of the record taken last. */
  readonly lastHash: Uint8Array;
}

/** An alert that a check met and that nobody has settled. */
export interface PackHitRow {
  readonly entryIndex: number;
  readonly packId: string;
  /** Of the entry `pack.used`; undefined where it is erased. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export async function findPackSecret(reader: Reader, user: string): Promise<PackSecret | undefined> {
  const [row] = await reader.all<{ salt: Uint8Array; publicKey: Uint8Array }>(
    'select salt, public_key as "publicKey" from pack_secret where user_name = ?',
    [user],
  );
  if (row === undefined) return undefined;
  const key = await reader.unseal(PACK_SECRET_KEY, accountRow(user), row.publicKey);
  // What the databases give is bytes of their own kinds; what is sealed again is plain.
  return key.kind === 'open' ? { salt: new Uint8Array(row.salt), publicKey: key.content } : undefined;
}

/** @throws IimsError `pack.not-found` */
export async function findPack(reader: Reader, packId: string): Promise<PackToTake> {
  const [row] = await reader.all<PackRow & { usesKey: Uint8Array; signing: Uint8Array; lastHash: Uint8Array }>(
    `${SELECT_PACK.replace('select', 'select p.uses_key as "usesKey", d.signing, p.last_hash as "lastHash",')} where p.pack_id = ?`,
    [packId],
  );
  if (row === undefined) throw noSuchPack('pack');
  const { usesKey, signing, lastHash, ...rest } = row;
  const seed = await reader.unseal(PACK_USES_KEY, packRow(packId), usesKey);
  return {
    ...rest,
    signing: new Uint8Array(signing),
    lastHash: new Uint8Array(lastHash),
    usesSeed: seed.kind === 'open' ? seed.content : undefined,
  };
}

/** The latest first, at most PACKS_SHOWN_MAX. */
export function listPacks(reader: Reader): Promise<PackRow[]> {
  return reader.all<PackRow>(`${SELECT_PACK} order by p.created_at desc, p.pack_id limit ${PACKS_SHOWN_MAX}`);
}

/** How many alerts of each pack wait to be settled. */
export async function countPackHits(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.all<{ packId: string; hits: number }>(
    'select pack_id as "packId", count(*) as hits from pack_hit where settled_at is null group by pack_id',
  );
  return new Map(rows.map(({ packId, hits }) => [packId, hits]));
}

/** The oldest first, at most PACKS_SHOWN_MAX. */
export async function listPackHits(reader: Reader): Promise<PackHitRow[]> {
  const rows = await reader.all(
    `select h.pack_id, e.idx, e.content from pack_hit h join entry e on e.idx = h.entry_index
      where h.settled_at is null order by h.entry_index limit ${PACKS_SHOWN_MAX}`,
  );
  const hits: PackHitRow[] = [];
  for (const row of rows) {
    hits.push({ entryIndex: row.idx as number, packId: row.pack_id as string, body: await readBody(reader, row) });
  }
  return hits;
}

export function noSuchPack(field: string): IimsError {
  return new IimsError('pack.not-found', {
    message: 'This node keeps no such pack, device or hit.',
    field,
    rule: 'a pack that this node made, until 35 days after its end',
    fix: 'Look at the list of packs.',
  });
}

/** Sealed: it is what a guess at the officer's secret could be compared with. */
export const PACK_SECRET_KEY = sealedColumn('account', 'pack_secret', 'public_key');
/** The seed that opens what a device wrote. */
export const PACK_USES_KEY = sealedColumn('content', 'offline_pack', 'uses_key');

export function packRow(packId: string): RowKey {
  return utf8(packId);
}

const SELECT_PACK = `select p.pack_id as "packId", p.user_name as "user", p.device_id as "deviceId",
  d.device_name as "deviceName", p.made_by as "madeBy", p.created_at as "createdAt", p.not_after as "notAfter",
  p.uses_max as "usesMax", p.alerts, p.uses_taken as "usesTaken", p.uploaded_at as "uploadedAt",
  p.ended_at as "endedAt", p.broken, d.struck_at as "struckAt"
  from offline_pack p join pack_device d on d.device_id = p.device_id`;

/** After its end a pack is kept for 35 days; then its log cannot be taken. */
export const PACK_KEPT_MS = 35 * 24 * 3_600_000;
/** Packs of one node that are out at once. */
export const PACKS_OUT_MAX = 1_000;
/** Devices that one node knows. */
export const PACK_DEVICES_MAX = 10_000;
/** Packs, and hits, in one list. */
export const PACKS_SHOWN_MAX = 200;
