// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import fc from 'fast-check';
import { encodeGossip, GOSSIP_BYTES_MAX, parseGossip } from './gossip.ts';

test('what is told is read as it was told', () => {
  const told = { checkpoints: [new Uint8Array([1, 2])], forks: [new Uint8Array([3])] };
  assert.deepEqual(parseGossip(encodeGossip(told)), told);
  assert.deepEqual(parseGossip(encodeGossip({ checkpoints: [], forks: [] })), { checkpoints: [], forks: [] });
});

test('what is beyond the limit is left out, checkpoints before forks', () => {
  const large = new Uint8Array(GOSSIP_BYTES_MAX / 8);
  const bytes = encodeGossip({ checkpoints: Array(8).fill(large), forks: Array(6).fill(large) });
  assert.ok(bytes.length <= GOSSIP_BYTES_MAX);
  const { checkpoints, forks } = parseGossip(bytes);
  assert.deepEqual([checkpoints.length, forks.length], [1, 6]);
  assert.equal(
    parseGossip(encodeGossip({ checkpoints: Array(99).fill(new Uint8Array(1)), forks: [] })).checkpoints.length,
    64,
  );
});

test('anything else is refused', () => {
  const bad: unknown[] = [
    [],
    { checkpoints: [] },
    { checkpoints: [], forks: [], more: [] },
    { checkpoints: ['text'], forks: [] },
    { checkpoints: [new Uint8Array(131_073)], forks: [] },
    { checkpoints: Array(65).fill(new Uint8Array(1)), forks: [] },
  ];
  for (const value of bad) assert.throws(() => parseGossip(encodeCbor(value)), { code: 'witness.malformed' });
  assert.throws(() => parseGossip(new Uint8Array(GOSSIP_BYTES_MAX + 1)), { code: 'witness.malformed' });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      assert.throws(() => parseGossip(bytes), { code: 'witness.malformed' });
    }),
  );
});
