// SPDX-License-Identifier: Apache-2.0
// Keeps what was made for whom, before it leaves, and forgets packs whose time to come back is over. Entry: pack.made.

import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { PACK_DEVICES_MAX, PACK_KEPT_MS, PACK_USES_KEY, PACKS_OUT_MAX, packRow } from '../packs.ts';
import type { Transaction } from '../sql.ts';

export interface PackToKeep {
  readonly packId: string;
  readonly user: string;
  readonly device: { readonly id: string; readonly name: string; readonly signing: Uint8Array };
  readonly madeBy: string;
  readonly createdAt: number;
  readonly notAfter: number;
  readonly usesMax: number;
  readonly alerts: number;
  /** Seed of the key to which uses are sealed. */
  readonly usesSeed: Uint8Array;
  /** What the first record names as the one before. */
  readonly start: Uint8Array;
}

/** Throws `pack.no-officer`, `pack.device-struck`, `pack.too-many`. */
export async function keepPack(transaction: Transaction, pack: PackToKeep): Promise<void> {
  await forgetOld(transaction);
  await checkOfficer(transaction, pack.user);
  await keepDevice(transaction, pack.device);
  const [row] = await transaction.all<{ packs: number }>(
    'select count(*) as packs from offline_pack where not_after > ? and ended_at is null',
    [transaction.atMs],
  );
  if (row!.packs >= PACKS_OUT_MAX) throw tooMany(`at most ${PACKS_OUT_MAX} packs are out at once`);
  await transaction.run(
    `insert into offline_pack (pack_id, user_name, device_id, made_by, created_at, not_after, uses_max, alerts, uses_key,
       last_hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      pack.packId,
      pack.user,
      pack.device.id,
      pack.madeBy,
      pack.createdAt,
      pack.notAfter,
      pack.usesMax,
      pack.alerts,
      transaction.seal(PACK_USES_KEY, packRow(pack.packId), pack.usesSeed),
      pack.start,
    ],
  );
}

async function forgetOld(transaction: Transaction): Promise<void> {
  const before = transaction.atMs - PACK_KEPT_MS;
  await transaction.run(
    'delete from pack_hit where pack_id in (select pack_id from offline_pack where not_after < ?)',
    [before],
  );
  await transaction.run('delete from offline_pack where not_after < ?', [before]);
}

/** Asked here once more, since an account may have been closed while the pack was made. */
async function checkOfficer(transaction: Transaction, user: string): Promise<void> {
  const [account] = await transaction.all<{ role: string }>(
    'select role from user_account where user_name = ? and disabled_at is null',
    [user],
  );
  if (account?.role === 'officer' || account?.role === 'operator') return;
  throw new IimsError('pack.no-officer', {
    message: 'There is no open account of this name that may ask.',
    field: 'officer',
    rule: 'the account of an officer or operator',
    fix: 'Check the name.',
  });
}

async function keepDevice(transaction: Transaction, { id, name, signing }: PackToKeep['device']): Promise<void> {
  const [known] = await transaction.all<{ signing: Uint8Array; struckAt: number | null }>(
    'select signing, struck_at as "struckAt" from pack_device where device_id = ?',
    [id],
  );
  if (known === undefined) {
    const [row] = await transaction.all<{ devices: number }>('select count(*) as devices from pack_device');
    if (row!.devices >= PACK_DEVICES_MAX) throw tooMany(`at most ${PACK_DEVICES_MAX} devices`);
    await transaction.run('insert into pack_device (device_id, device_name, signing, added_at) values (?, ?, ?, ?)', [
      id,
      name,
      signing,
      transaction.atMs,
    ]);
    return;
  }
  // One half of a device that is known with another half is not that device.
  if (known.struckAt === null && equalBytes(known.signing, signing)) return;
  throw new IimsError('pack.device-struck', {
    message: 'The device gets no packs.',
    field: 'device',
    rule: 'a device that was not struck off, with the keys with which it became known',
    fix: 'Make new keys on the device with `iims pack device`.',
  });
}

function tooMany(rule: string): IimsError {
  return new IimsError('pack.too-many', {
    message: 'A bound of offline packs is reached.',
    field: 'device',
    rule,
    fix: 'Have logs of uses uploaded with their end, or use devices that are known.',
  });
}
