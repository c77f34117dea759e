// SPDX-License-Identifier: Apache-2.0
// What the page makes of the node's words about packs, and of a device's file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readDeviceFile } from './device-request.ts';
import { readHits, readPacks } from './packs.ts';

const PACK = {
  packId: '01a204e6-1689-7994-a1ae-a7a53647e7cc',
  standing: 'out',
  user: 'olena',
  deviceId: 'ab',
  deviceName: 'Tablet 7',
  madeBy: 'operator',
  createdAt: '2026-11-22T20:15:00.000Z',
  notAfter: '2026-11-23T02:15:00.000Z',
  alerts: 156,
  usesTaken: 2,
  usesMax: 500,
  hitsToSettle: 1,
  struck: false,
};

test('a log that does not hold stands before everything else that is said of its pack', () => {
  const [out, broken] = readPacks({ packs: [PACK, { ...PACK, standing: 'returned', broken: '3 chain' }] })!;
  assert.deepEqual([out?.standing, out?.usesTaken, out?.broken], ['out', 2, undefined]);
  assert.deepEqual([broken?.standing, broken?.broken], ['broken', '3 chain']);
});

test('what is no pack and no hit is left out, and what is no list is no answer', () => {
  assert.deepEqual(
    readPacks({
      packs: [
        { ...PACK, standing: 'lost' },
        { ...PACK, notAfter: 'soon' },
      ],
    }),
    [],
  );
  assert.equal(readPacks([PACK]), undefined);
  const hit = { register: 'vehicles', alertId: 'GEO-VEH-2', band: 'hit' };
  const said = { entry: 42, packId: PACK.packId, user: 'olena', usedAt: PACK.createdAt, hits: [hit, { register: 1 }] };
  assert.deepEqual(readHits({ hits: [said, { ...said, entry: '42' }] }), [
    { entry: 42, user: 'olena', usedAt: Date.parse(PACK.createdAt), met: [hit] },
  ]);
});

test('a device’s file has the fingerprint that the device told, whatever ends its line', () => {
  const line = JSON.stringify({ format: 'iims-pack-device/1', name: 'Tablet 7', kem: '', signing: '', proof: '' });
  const fingerprint = createHash('sha256').update(line).digest('hex');
  assert.deepEqual(
    [line, `${line}\r\n`].map((text) => readDeviceFile(text)?.fingerprint),
    [fingerprint, fingerprint],
  );
  for (const other of ['', '{}', '[]', '{"format":"iims-pack-device/1"}', 'a secret', line.padEnd(20_000, 'x')])
    assert.equal(readDeviceFile(other), undefined, other.slice(0, 40));
});
