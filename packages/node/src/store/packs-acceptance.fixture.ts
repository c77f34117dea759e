// SPDX-License-Identifier: Apache-2.0
// What every store must do with offline packs; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestSources } from './acceptance.fixture.ts';
import type { PackToKeep } from './acts/keep-pack.ts';
import { countPackHits, findPack, findPackSecret, listPackHits, listPacks, PACK_KEPT_MS } from './packs.ts';
import type { Store } from './store.ts';

const HOUR_MS = 3_600_000;

export function describePacks(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('an officer has one key for packs, the last one set, and it is sealed', async () => {
    const { store } = fixture();
    await addOfficer(store, 'pack-officer');
    await setSecret(store, 1);
    await setSecret(store, 2);
    const kept = await findPackSecret(store.reader, 'pack-officer');
    assert.deepEqual([kept!.publicKey, kept!.salt], [new Uint8Array(1_216).fill(2), new Uint8Array(16).fill(2)]);
    const [row] = await store.reader.all<{ key: Uint8Array }>('select public_key as key from pack_secret');
    assert.notDeepEqual(row!.key, kept!.publicKey);
    assert.equal(await findPackSecret(store.reader, 'nobody'), undefined);
  });

  test('a use is taken once and in order, its hit waits, and a pack ends once', async () => {
    const { store, sources } = fixture();
    await keep(store, packOf(sources.nowMs, 'pack-1'));
    const hash = new Uint8Array(32).fill(9);
    const take = (n: number, hit: boolean) =>
      store.write(
        { event: 'pack.used', body: { pack: 'pack-1', hits: [] } },
        { name: 'take-pack-use', args: { packId: 'pack-1', n, hash, hit } },
      );
    await assert.rejects(take(2, false), { code: 'pack.in-use' });
    await Promise.all([take(1, true), take(2, false)]);
    await assert.rejects(take(2, true), { code: 'pack.in-use' });
    const pack = await findPack(store.reader, 'pack-1');
    assert.deepEqual([pack.usesTaken, pack.lastHash, pack.usesSeed], [2, hash, new Uint8Array(32).fill(7)]);
    assert.equal((await countPackHits(store.reader)).get('pack-1'), 1);
    const [hit] = await listPackHits(store.reader);
    assert.equal(hit!.body!.pack, 'pack-1');
    const settle = () =>
      store.write(
        { event: 'pack.hit-settled', body: {} },
        { name: 'settle-pack-hit', args: { entryIndex: hit!.entryIndex } },
      );
    await settle();
    await assert.rejects(settle(), { code: 'pack.not-found' });
    await upload(store, 'pack-1', true, undefined);
    const { endedAt } = await findPack(store.reader, 'pack-1');
    sources.nowMs += 1_000;
    await upload(store, 'pack-1', true, '3 chain');
    await upload(store, 'pack-1', false, '4 chain');
    const later = await findPack(store.reader, 'pack-1');
    assert.deepEqual([later.endedAt, later.broken], [endedAt, '3 chain']);
  });

  test('a device that was struck off, or comes with another key, gets no pack', async () => {
    const { store, sources } = fixture();
    const pack = packOf(sources.nowMs, 'pack-2');
    const other = { ...pack, device: { ...pack.device, signing: new Uint8Array(32).fill(1) } };
    await assert.rejects(keep(store, other), { code: 'pack.device-struck' });
    const strike = () =>
      store.write(
        { event: 'pack.device-struck', body: {} },
        { name: 'strike-pack-device', args: { deviceId: pack.device.id } },
      );
    await strike();
    await assert.rejects(strike(), { code: 'pack.not-found' });
    await assert.rejects(keep(store, pack), { code: 'pack.device-struck' });
    await assert.rejects(keep(store, { ...pack, user: 'nobody' }), { code: 'pack.no-officer' });
  });

  test('a pack is forgotten, with its hits, when its time to come back is over', async () => {
    const { store, sources } = fixture();
    sources.nowMs += PACK_KEPT_MS + 7 * HOUR_MS;
    const pack = packOf(sources.nowMs, 'pack-3');
    await keep(store, { ...pack, device: { ...pack.device, id: 'b'.repeat(64) } });
    assert.deepEqual(
      (await listPacks(store.reader)).map(({ packId }) => packId),
      ['pack-3'],
    );
    await assert.rejects(findPack(store.reader, 'pack-1'), { code: 'pack.not-found' });
  });
}

function packOf(nowMs: number, packId: string): PackToKeep {
  return {
    packId,
    user: 'pack-officer',
    device: { id: 'a'.repeat(64), name: 'tablet', signing: new Uint8Array(32) },
    madeBy: 'operator',
    createdAt: nowMs,
    notAfter: nowMs + 6 * HOUR_MS,
    usesMax: 5,
    alerts: 1,
    usesSeed: new Uint8Array(32).fill(7),
    start: new Uint8Array(32),
  };
}

async function addOfficer(store: Store, user: string): Promise<void> {
  await store.write(
    { event: 'user.added', body: {} },
    { name: 'add-user', args: { user, role: 'officer', passwordHash: 'none' } },
  );
}

async function setSecret(store: Store, fill: number): Promise<void> {
  const salt = new Uint8Array(16).fill(fill);
  const publicKey = new Uint8Array(1_216).fill(fill);
  await store.write(
    { event: 'pack.secret-set', body: {} },
    { name: 'set-pack-secret', args: { user: 'pack-officer', salt, publicKey } },
  );
}

async function keep(store: Store, args: PackToKeep): Promise<void> {
  await store.write({ event: 'pack.made', body: {} }, { name: 'keep-pack', args });
}

async function upload(store: Store, packId: string, ended: boolean, broken: string | undefined): Promise<void> {
  await store.write(
    { event: 'pack.uploaded', body: {} },
    { name: 'close-pack-upload', args: { packId, ended, broken } },
  );
}
