// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { concatBytes, equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from './keys.ts';
import { beginPack, openPack, splitPack } from './pack-envelope.ts';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const key = (fill: number) => kemPrivateKeyFromSeed(new Uint8Array(32).fill(fill));
const device = key(1);
const officer = key(2);
const recipients = {
  device: kemPublicKeyFromRaw(device.publicKey),
  officer: kemPublicKeyFromRaw(officer.publicKey),
};
const signers = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(3)),
  mldsa65: signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(4)),
};
const verifiers = { ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mldsa65) };
const fields = {
  id: new Uint8Array(16).fill(7),
  state: 'GEO' as StateCode,
  salt: new Uint8Array(16),
  createdAt: 1_000_000,
  notAfter: 2_000_000,
  exercise: true,
};
const content = utf8('what the pack says');

function made(change: Partial<typeof fields> = {}): Uint8Array {
  const pack = beginPack({ ...fields, ...change }, recipients, random);
  pack.addBlock(concatBytes(pack.sealCell(0, utf8('one')), pack.sealCell(1, utf8('two'))));
  return concatBytes(...pack.finish(content, signers).parts);
}

/** The code of the refusal; undefined where the pack opens, both signatures hold and both cells open. */
function refusalOf(bytes: Uint8Array): string | undefined {
  try {
    const clear = splitPack(bytes);
    const opened = openPack(clear, { device, officer });
    if (!opened.isSignedBy(verifiers)) return 'pack.signature';
    assert.ok(equalBytes(opened.content, content));
    return undefined;
  } catch (fault) {
    if (fault instanceof IimsError) return fault.code;
    throw fault;
  }
}

test('a pack opens with both keys, is signed over every byte, and gives its cells one by one', () => {
  const clear = splitPack(made());
  const opened = openPack(clear, { device, officer });
  assert.ok(opened.isSignedBy(verifiers));
  assert.deepEqual(opened.openCell(0, clear.cells.subarray(0, 19)), utf8('one'));
  assert.deepEqual(opened.openCell(1, clear.cells.subarray(19)), utf8('two'));
  assert.equal(opened.openCell(1, clear.cells.subarray(0, 19)), undefined, 'a cell opens under its own number');
  assert.equal(opened.tokenOf('td||AA1').length, 12);
});

test('a bit that flips anywhere, and a pack that is cut off or longer, is refused with a code of packs', () => {
  const bytes = made();
  assert.equal(refusalOf(bytes), undefined);
  const headerEnd = bytes.length - splitPack(bytes).payload.length - splitPack(bytes).cells.length - 2 * 1_168;
  const codes = new Set<string | undefined>();
  for (let place = 0; place < bytes.length; place += place < headerEnd ? 1 : 23) {
    const flipped = bytes.slice();
    flipped[place]! ^= 1 << (place % 8);
    const code = refusalOf(flipped);
    assert.match(code ?? `byte ${place} is nobody's`, /^pack\./);
    codes.add(code);
  }
  for (const part of ['pack.malformed', 'pack.other-device', 'pack.locked', 'pack.damaged', 'pack.signature'])
    assert.ok(codes.has(part), part);
  for (const length of [0, 7, 12, 200, bytes.length - 1])
    assert.equal(refusalOf(bytes.subarray(0, length)), 'pack.malformed');
  assert.equal(refusalOf(concatBytes(bytes, new Uint8Array(1))), 'pack.malformed');
});

test('a header with another end of the time, put before the same seals, opens nothing', () => {
  const bytes = made();
  const { header, headerBytes } = splitPack(bytes);
  const later = encodeCbor({ ...header, notAfter: header.notAfter + 1 });
  assert.equal(later.length, headerBytes.length);
  const forged = bytes.slice();
  forged.set(later, 12);
  assert.equal((decodeCbor(later) as { notAfter: number }).notAfter, header.notAfter + 1);
  assert.equal(refusalOf(forged), 'pack.damaged');
});

test('one share alone opens nothing: each half of two packs put together is refused', () => {
  const [one, other] = [made(), made()];
  const start = one.length - splitPack(one).payload.length - splitPack(one).cells.length;
  const mixed = one.slice();
  mixed.set(other.subarray(start - 1_168, start), start - 1_168);
  assert.equal(refusalOf(mixed), 'pack.damaged');
});

test('a pack lives a day at most, and ends after it begins', () => {
  for (const notAfter of [fields.createdAt, fields.createdAt - 1, fields.createdAt + 86_400_001]) {
    assert.throws(() => made({ notAfter }), { code: 'pack.malformed' });
  }
  assert.equal(refusalOf(made({ notAfter: fields.createdAt + 86_400_000 })), undefined);
});

test('a pack that another signed is not signed by this one', () => {
  const stranger = {
    ed25519: verifiers.ed25519,
    mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(5))),
  };
  assert.equal(openPack(splitPack(made()), { device, officer }).isSignedBy(stranger), false);
});
