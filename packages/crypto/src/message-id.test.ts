// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex } from '@iims/wire/bytes';
import { isQueryId, type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { isMessageIdOf, messageIdOf } from './message-id.ts';

interface Vector {
  readonly name: string;
  readonly state: StateCode;
  readonly at: number;
  readonly random: string;
  readonly id: string;
}

const { ids } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/message/ids.json', import.meta.url), 'utf8'),
) as { readonly ids: readonly Vector[] };

for (const { name, state, at, random, id } of ids) {
  test(`the id of a message, ${name}, is the vector's, and no other State's`, () => {
    assert.equal(messageIdOf(state, at, fromHex(random)), id);
    assert.ok(isQueryId(id));
    assert.ok(isMessageIdOf(state, uuidToBytes(id)));
    for (const other of ['AZE', 'GEO', 'UKR', 'UTO'].filter((each) => each !== state)) {
      assert.ok(!isMessageIdOf(other as StateCode, uuidToBytes(id)), other);
    }
  });
}

test('an id is its State’s in no other byte', () => {
  const id = uuidToBytes(messageIdOf('UKR' as StateCode, 1_800_000_000_000, new Uint8Array(10).fill(7)));
  for (let place = 0; place < id.length; place += 1) {
    const changed = id.slice();
    changed[place]! ^= 1;
    assert.ok(!isMessageIdOf('UKR' as StateCode, changed), `byte ${place}`);
  }
});

test('the mark is that of the page, put together by hand', () => {
  const id = uuidToBytes(messageIdOf('GEO' as StateCode, 0, new Uint8Array(10)));
  const prefixed = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const parts = [Buffer.from('iims/message-id'), Buffer.from('GEO'), id.subarray(0, 12)];
  const digest = createHash('sha256')
    .update(Buffer.concat(parts.map(prefixed)))
    .digest();
  assert.deepEqual([...id.subarray(12)], [...digest.subarray(0, 4)]);
});
