// SPDX-License-Identifier: Apache-2.0
// What goes between partners about receipts is read in its one form.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import {
  decodeEntriesRequest,
  decodeEntryRequest,
  decodeGivenEntries,
  decodeGivenReceipt,
  decodeReceiptRequest,
  encodeEntriesRequest,
  encodeEntryRequest,
  encodeGivenEntries,
  encodeGivenReceipt,
  encodeReceiptRequest,
} from './receipt-exchange.ts';

const REQUEST = { queryId: new Uint8Array(16), frame: new Uint8Array(16).fill(1), frameAt: 5, index: 3 };
const GIVEN = { salt: new Uint8Array(32), body: new Uint8Array(9), proof: new Uint8Array(8) };
const refuses = (act: () => unknown) => assert.throws(act, { code: 'receipt.request' });

it('a request is read as it was written, and in no other form', () => {
  const bytes = encodeReceiptRequest(REQUEST);
  assert.deepEqual(decodeReceiptRequest(bytes), REQUEST);
  const fields = decodeCbor(bytes) as Record<string, unknown>;
  const { index: _index, ...lacking } = fields;
  const wrong = [
    lacking,
    { ...fields, version: 2 },
    { ...fields, extra: 1 },
    { ...fields, queryId: new Uint8Array(15) },
    { ...fields, frame: 'frame' },
    { ...fields, frameAt: -1 },
    { ...fields, index: '0' },
    [],
    null,
  ];
  for (const value of wrong) refuses(() => decodeReceiptRequest(encodeCbor(value)));
  refuses(() => decodeReceiptRequest(bytes.subarray(1)));
  refuses(() => decodeReceiptRequest(encodeReceiptRequest({ ...REQUEST, queryId: new Uint8Array(400) })));
});

it('a request for an entry names a message and nothing else', () => {
  const request = { messageId: new Uint8Array(16).fill(7) };
  const bytes = encodeEntryRequest(request);
  assert.deepEqual(decodeEntryRequest(bytes), request);
  const fields = decodeCbor(bytes) as Record<string, unknown>;
  for (const change of [{ version: 2 }, { extra: 1 }, { messageId: new Uint8Array(15) }, { messageId: 'x' }]) {
    refuses(() => decodeEntryRequest(encodeCbor({ ...fields, ...change })));
  }
  refuses(() => decodeEntryRequest(bytes.subarray(1)));
  refuses(() => decodeEntryRequest(new Uint8Array(400)));
});

it('what is given is read with and without its batch', () => {
  assert.deepEqual(decodeGivenReceipt(encodeGivenReceipt(GIVEN)), GIVEN);
  const whole = { ...GIVEN, batch: new Uint8Array(7) };
  assert.deepEqual(decodeGivenReceipt(encodeGivenReceipt(whole)), whole);
  const fields = decodeCbor(encodeGivenReceipt(whole)) as Record<string, unknown>;
  for (const change of [{ salt: new Uint8Array(31) }, { body: '' }, { proof: 1 }, { batch: 'x' }, { more: 1 }]) {
    refuses(() => decodeGivenReceipt(encodeCbor({ ...fields, ...change })));
  }
});

it('a request for many entries names messages, each once, and not too many', () => {
  const ids = [1, 2, 3].map((n) => new Uint8Array(16).fill(n));
  const bytes = encodeEntriesRequest(ids);
  assert.deepEqual(decodeEntriesRequest(bytes), ids);
  const fields = decodeCbor(bytes) as Record<string, unknown>;
  const many = Array.from({ length: 257 }, (_, n) => new Uint8Array(16).fill(n >> 8).with(0, n & 255));
  assert.equal(decodeEntriesRequest(encodeEntriesRequest(many.slice(1))).length, 256);
  refuses(() => decodeEntriesRequest(encodeEntriesRequest(many)));
  refuses(() => decodeEntriesRequest(encodeEntriesRequest([])));
  refuses(() => decodeEntriesRequest(encodeEntriesRequest([ids[0]!, ids[0]!])));
  for (const change of [{ version: 2 }, { extra: 1 }, { messageIds: new Uint8Array(17) }, { messageIds: 'x' }]) {
    refuses(() => decodeEntriesRequest(encodeCbor({ ...fields, ...change })));
  }
});

it('many entries are read as they were given: as many as were asked for, each under a checkpoint that is there', () => {
  const entry = {
    salt: new Uint8Array(32),
    body: new Uint8Array(9),
    index: 5,
    checkpoint: 1,
    path: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)],
  };
  const given = {
    checkpoints: [new Uint8Array(3), new Uint8Array(4)],
    entries: [entry, 'receipt.unknown', 'receipt.not-published', { ...entry, path: [] }],
  } as const;
  const bytes = encodeGivenEntries(given);
  assert.deepEqual(decodeGivenEntries(bytes, 4), given);
  refuses(() => decodeGivenEntries(bytes, 3));
  refuses(() => decodeGivenEntries(bytes, 5));
  const fields = decodeCbor(bytes) as { entries: Record<string, unknown>[] };
  const [first, ...others] = fields.entries;
  const wrong = [
    { ...fields, version: 2 },
    { ...fields, extra: 1 },
    { ...fields, checkpoints: ['x', 'y'] },
    { ...fields, checkpoints: Array.from({ length: 4 }, () => new Uint8Array(3)) },
    ...[{ index: -1 }, { checkpoint: 2 }, { path: new Uint8Array(33) }, { salt: new Uint8Array(31) }, { more: 1 }].map(
      (change) => ({ ...fields, entries: [{ ...first, ...change }, ...others] }),
    ),
    { ...fields, entries: ['receipt.entry', ...others] },
    { ...fields, entries: [null, ...others] },
  ];
  for (const value of wrong) refuses(() => decodeGivenEntries(encodeCbor(value), 4));
});
