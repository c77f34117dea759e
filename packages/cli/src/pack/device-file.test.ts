// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemRandom } from '@iims/node/clock';
import { readDeviceRequest } from '@iims/node/packs/device-request';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { makeDevice, openDevice } from './device-file.ts';

const source = (text: string) => async () => new Uint8Array(Buffer.from(text));
const PASSPHRASE = 'a device passphrase';

async function made(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'iims-device-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'device');
  const cost = { memoryKib: 32, passes: 1, lanes: 1 };
  const device = { path, name: 'tablet', rootOfTrust: new Uint8Array([1, 2, 3]), random: systemRandom, cost };
  const request = await makeDevice({ ...device, passphrase: source(PASSPHRASE) });
  return { path, request, again: () => makeDevice({ ...device, passphrase: source(PASSPHRASE) }) };
}

test('a device opens with its passphrase, is the one of its request, and lies there for its owner alone', async (t) => {
  const { path, request, again } = await made(t);
  const device = await openDevice(path, source(PASSPHRASE), systemRandom);
  const shown = readDeviceRequest(request);
  assert.deepEqual([device.kem.keyId, device.signing.publicKey], [shown.kem.keyId, shown.signing]);
  assert.deepEqual(device.rootOfTrust, new Uint8Array([1, 2, 3]));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await assert.rejects(again(), { code: 'keys.exists' });
});

test('another passphrase, a file that others can read and one that was changed are refused', async (t) => {
  const { path } = await made(t);
  await assert.rejects(openDevice(path, source('another passphrase'), systemRandom), { code: 'pack.locked' });
  await assert.rejects(openDevice(path, source('short'), systemRandom), { code: 'pack.locked' });
  const file = decodeCbor(readFileSync(path)) as Record<string, unknown>;
  writeFileSync(path, encodeCbor({ ...file, root: new Uint8Array([9]) }));
  await assert.rejects(openDevice(path, source(PASSPHRASE), systemRandom), { code: 'pack.other-device' });
  writeFileSync(path, 'no device');
  await assert.rejects(openDevice(path, source(PASSPHRASE), systemRandom), { code: 'pack.other-device' });
  chmodSync(path, 0o644);
  await assert.rejects(openDevice(path, source(PASSPHRASE), systemRandom), { code: 'keys.exposed' });
});

test('a request whose name or key was exchanged is refused', async (t) => {
  const { request } = await made(t);
  const { request: other } = await made(t);
  for (const changed of [{ name: 'another' }, { kem: other.kem }, { signing: other.signing }, { proof: '' }]) {
    assert.throws(() => readDeviceRequest({ ...request, ...changed }), { code: 'pack.malformed' });
  }
});
