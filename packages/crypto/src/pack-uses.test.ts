// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '@iims/wire/bytes';
import type { PackUse } from '@iims/wire/pack-documents';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from './keys.ts';
import { composeUse, openUse, packIdOfUses, readUses, usesHead, usesStart } from './pack-uses.ts';

const packId = new Uint8Array(16).fill(7);
const usesKey = kemPrivateKeyFromSeed(new Uint8Array(32).fill(1));
const sealTo = kemPublicKeyFromRaw(usesKey.publicKey);
const signer = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(2));
const USE: PackUse = {
  purpose: 'border-check',
  caseRef: 'CASE-1',
  question: new Uint8Array([1]),
  label: 'AA1234567',
  outcome: 'not-in-pack',
  hits: [],
};

function logOf(...uses: readonly (PackUse | undefined)[]): {
  readonly log: Uint8Array;
  readonly records: Uint8Array[];
} {
  let prev = usesStart(packId);
  const records = uses.map((use, place) => {
    const made = composeUse({ packId, n: place + 1, at: 1_000 + place, prev, use, usesKey: sealTo, signer });
    prev = made.hash;
    return made.bytes;
  });
  return { log: concatBytes(usesHead(packId), ...records), records };
}

const read = (bytes: Uint8Array) => readUses(bytes, verifyKeyOf(signer));

test('a log reads whole, and only the key of the pack opens what was checked', () => {
  const { log } = logOf(USE, USE, undefined);
  const { records, broken, wholeBytes } = read(log);
  assert.deepEqual([records.length, broken, wholeBytes], [3, undefined, log.length]);
  assert.deepEqual(openUse(packId, records[1]!, usesKey), USE);
  assert.equal(openUse(packId, records[1]!, kemPrivateKeyFromSeed(new Uint8Array(32))), undefined);
  assert.equal(openUse(packId, { ...records[1]!, n: 1 }, usesKey), undefined, 'a use opens in its place only');
  assert.ok(!Buffer.from(log).includes('AA1234567'), 'what was checked is not in the clear');
});

test('what follows the last whole record was answered to nobody, and is no fault', () => {
  const { log, records } = logOf(USE, USE);
  for (const cut of [1, 3, 4, 100]) {
    const { records: whole, broken, wholeBytes } = read(log.subarray(0, log.length - records[1]!.length + cut));
    assert.deepEqual([whole.length, broken, wholeBytes], [1, undefined, log.length - records[1]!.length]);
  }
  assert.equal(read(concatBytes(log, new Uint8Array(64))).broken, undefined, 'space that was never written');
});

test('a bit that flips in a record breaks the log at that record', () => {
  const { log, records } = logOf(USE, USE, USE);
  const start = log.length - records[2]!.length - records[1]!.length;
  for (let place = start + 4; place < start + records[1]!.length; place += 11) {
    const flipped = log.slice();
    flipped[place]! ^= 1;
    const { records: held, broken } = read(flipped);
    assert.deepEqual([held.length, broken?.at], [1, 2], `byte ${place}`);
  }
});

test('a record left out, twice, or after the end breaks the chain', () => {
  const { records } = logOf(USE, USE, undefined);
  const [one, two, end] = records as [Uint8Array, Uint8Array, Uint8Array];
  const brokenOf = (...parts: readonly Uint8Array[]) => read(concatBytes(usesHead(packId), ...parts)).broken;
  assert.deepEqual(brokenOf(two), { at: 1, because: 'chain' });
  assert.deepEqual(brokenOf(one, end), { at: 2, because: 'chain' });
  assert.deepEqual(brokenOf(one, one), { at: 2, because: 'chain' });
  assert.deepEqual(brokenOf(one, two, end, one), { at: 4, because: 'after-end' });
});

test('what is no log of uses is refused', () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(24), usesHead(packId).subarray(0, 23)]) {
    assert.throws(() => packIdOfUses(bytes), { code: 'pack.malformed' });
  }
});
