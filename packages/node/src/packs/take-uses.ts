// SPDX-License-Identifier: Apache-2.0
// The log of uses of an offline pack, back at the node: verified as far as it holds, each use one entry (spec/offline-pack.md, 20).
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type KemPrivateKey, kemPrivateKeyFromSeed, verifyKeyFromPublic } from '@iims/crypto/keys';
import { type ChainedRecord, openUse, packIdOfUses, readUses } from '@iims/crypto/pack-uses';
import { equalBytes } from '@iims/wire/bytes';
import { uuidFromBytes } from '@iims/wire/identifiers';
import type { PackUse } from '@iims/wire/pack-documents';
import { findPack, noSuchPack, type PackToTake } from '../store/packs.ts';
import type { Store } from '../store/store.ts';

export interface TakenUses {
  readonly packId: string;
  /** Uses that the log holds, as far as it holds. */
  readonly uses: number;
  /** Of these, those that were not taken before. */
  readonly taken: number;
  readonly ended: boolean;
  /** Where and why the log does not hold. */
  readonly broken?: string;
}

/** Resolves when every use that was not known is a durable entry. @throws IimsError `pack.malformed`, `pack.not-found`, `pack.in-use`, `store.*` */
export async function takeUses(store: Store, user: string, bytes: Uint8Array): Promise<TakenUses> {
  const packId = uuidFromBytes(packIdOfUses(bytes));
  const pack = await findPack(store.reader, packId);
  if (pack.usesSeed === undefined) throw noSuchPack('pack');
  const { records, broken } = readUses(bytes, verifyKeyFromPublic('ed25519', pack.signing));
  const uses = records.filter(({ kind }) => kind === 'use');
  const key = kemPrivateKeyFromSeed(pack.usesSeed);
  pack.usesSeed.fill(0);
  const otherPast = pastDiffers(pack, records);
  const fresh = otherPast === undefined ? uses.slice(pack.usesTaken, pack.usesMax) : [];
  const opened = await openAll(fresh, key, packIdOfUses(bytes));
  key.destroy();
  // In the order of the calls, and each only after the one before: two uploads at once take nothing twice.
  await Promise.all(opened.uses.map((one) => takeUse(store, pack, one)));
  const tooMany = uses.length > pack.usesMax ? `${pack.usesMax + 1} more-than-allowed` : undefined;
  const chain = broken && `${broken.at} ${broken.because}`;
  const ground = otherPast ?? opened.broken ?? chain ?? tooMany;
  const ended = ground === undefined && records.at(-1)?.kind === 'end';
  const report = { uses: uses.length, taken: opened.uses.length, ended };
  await store.write(
    {
      event: 'pack.uploaded',
      body: {
        pack: packId,
        user,
        records: records.length,
        ...report,
        ...(ground === undefined ? {} : { broken: ground }),
      },
    },
    { name: 'close-pack-upload', args: { packId, ended, broken: ground } },
  );
  return { packId, ...report, ...(ground === undefined ? {} : { broken: ground }) };
}

interface OpenedUse {
  readonly record: ChainedRecord;
  readonly use: PackUse;
}

/** What was taken before must be where it was: another past, or a shorter one, was cut or written anew. */
function pastDiffers({ usesTaken, lastHash }: PackToTake, records: readonly ChainedRecord[]): string | undefined {
  if (usesTaken === 0) return undefined;
  const last = records[usesTaken - 1];
  if (last === undefined) return `${records.length + 1} shorter-than-taken`;
  return equalBytes(last.hash, lastHash) ? undefined : `${usesTaken} other-than-taken`;
}

/** A full log takes a second or more: queries pass between its uses. */
async function openAll(records: readonly ChainedRecord[], key: KemPrivateKey, id: Uint8Array) {
  const uses: OpenedUse[] = [];
  for (const record of records) {
    const use = openUse(id, record, key);
    if (use === undefined) return { uses, broken: `${record.n} not-sealed-to-this-pack` };
    uses.push({ record, use });
    await nextTurn();
  }
  return { uses, broken: undefined };
}

async function takeUse(store: Store, pack: PackToTake, { record, use }: OpenedUse): Promise<void> {
  const isOutOfTime = record.at < pack.createdAt || record.at >= pack.notAfter;
  await store.write(
    {
      event: 'pack.used',
      body: {
        pack: pack.packId,
        number: record.n,
        user: pack.user,
        device: pack.deviceId,
        usedAt: record.at,
        ...use,
        ...(isOutOfTime ? { outOfTime: true } : {}),
      },
    },
    {
      name: 'take-pack-use',
      args: { packId: pack.packId, n: record.n, hash: record.hash, hit: use.hits.length > 0 },
    },
  );
}
