// SPDX-License-Identifier: Apache-2.0
// The golden envelopes of spec/vectors/envelope, opened by this package and by a second implementation written from
// spec/envelope.md alone on the noble and cborg libraries. Altered envelopes are refused, each with the code of its class.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { equalBytes, fromHex, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { ReceivingChannels } from './channel.ts';
import { type FrameKeys, openFrame, openMessage } from './envelope.ts';
import { openBySpec } from './envelope-oracle.fixture.ts';
import { verifyItemProof } from './item-proof.ts';
import { type KemPrivateKey, kemPrivateKeyFromSeed, signingKeyFromSeed, type VerifyKey, verifyKeyOf } from './keys.ts';

interface Case {
  readonly name: string;
  readonly open: 'frame' | 'message';
  readonly recipient: number;
  readonly now: number;
  readonly envelope: string;
  readonly error?: string;
  readonly content?: Content;
}

interface Content {
  readonly about: string;
  readonly items: readonly string[];
}

const { keys, envelopes, itemProofs } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/envelope/envelopes.json', import.meta.url), 'utf8'),
) as {
  keys: { ed25519: string; mlDsa65: string; recipients: string[] };
  envelopes: Case[];
  itemProofs: { name: string; proof: string; error?: string; index?: number; item?: string; hash?: string }[];
};

const senderKeys = {
  ed25519: verifyKeyOf(signingKeyFromSeed('ed25519', fromHex(keys.ed25519))),
  mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', fromHex(keys.mlDsa65))),
};
const openingKeys = keys.recipients.map((seed) => kemPrivateKeyFromSeed(fromHex(seed)));
const trusted = (keyId: Uint8Array): VerifyKey | undefined =>
  equalBytes(keyId, senderKeys.ed25519.keyId) ? senderKeys.ed25519 : undefined;

describe('golden envelopes', () => {
  for (const vector of envelopes) {
    test(`${vector.name}: ${vector.error ?? 'opens'}`, () => {
      if (vector.error !== undefined) assert.throws(() => open(vector), refusedWith(vector.error));
      else assert.deepEqual(open(vector), vector.content);
    });
  }

  for (const vector of envelopes.filter(({ error }) => error === undefined)) {
    test(`${vector.name}: the second implementation opens it too`, () => {
      const opened = openBySpec(fromHex(vector.envelope), keys, fromHex(keys.recipients[vector.recipient]!));
      const told = { about: toHex(opened.aboutBytes), items: opened.items.map(toHex) };
      assert.deepEqual(told, vector.content);
    });
  }
});

describe('golden item proofs', () => {
  for (const vector of itemProofs) {
    test(`${vector.name}: ${vector.error ?? 'verifies'}`, () => {
      const verify = (): ReturnType<typeof verifyItemProof> => verifyItemProof(fromHex(vector.proof), trusted);
      if (vector.error !== undefined) {
        assert.throws(verify, refusedWith(vector.error));
        return;
      }
      const { index, bytes, hash } = verify();
      assert.deepEqual([index, toHex(bytes), toHex(hash)], [vector.index, vector.item, vector.hash]);
    });
  }
});

function open(vector: Case): Content {
  const atHand = openingKeys[vector.recipient]!;
  const kemKey = (keyId: Uint8Array): KemPrivateKey | undefined =>
    equalBytes(keyId, atHand.keyId) ? atHand : undefined;
  const frameKeys: FrameKeys = { now: vector.now, kemKey, verifyKey: trusted, channels: new ReceivingChannels() };
  if (vector.open === 'frame') {
    const { aboutBytes, items } = openFrame(fromHex(vector.envelope), frameKeys);
    return { about: toHex(aboutBytes), items: items.map(({ bytes }) => toHex(bytes)) };
  }
  const verifyKeys = (keyId: Uint8Array) => (trusted(keyId) === undefined ? undefined : senderKeys);
  const { aboutBytes, content } = openMessage(fromHex(vector.envelope), { now: vector.now, kemKey, verifyKeys });
  return { about: toHex(aboutBytes), items: [toHex(content)] };
}

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof IimsError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
