// SPDX-License-Identifier: Apache-2.0
// The golden streams of spec/vectors/envelope: made anew by the second implementation from their random parts, opened by both,
// and refused with the code of its class wherever one is altered.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { concatBytes, equalBytes, fromHex, toHex } from '@iims/wire/bytes';
import { openBySpec, sealBySpec } from './envelope-oracle.fixture.ts';
import { kemPrivateKeyFromSeed, signingKeyFromSeed, verifyKeyOf } from './keys.ts';
import { contentOf, openFrom, pipeOf } from './message-stream.fixture.ts';
import { openStream } from './opened-stream.ts';
import type { MessageKeys } from './signed-message.ts';

interface StreamVector {
  readonly name: string;
  readonly contentBytes: number;
  readonly changed?: number;
  readonly about: string;
  readonly header: string;
  readonly stanzas: string;
  readonly salt: string;
  readonly signatures: readonly string[];
  readonly envelopeBytes: number;
  readonly envelopeSha256: string;
  readonly error?: string;
  readonly released?: number;
}

interface Alteration {
  readonly name: string;
  readonly error: string;
  readonly released: number;
  readonly flip?: number;
  readonly cut?: number;
  readonly append?: string;
  readonly exchange?: readonly [number, number, number];
  readonly copy?: readonly [number, number, number];
}

const { keys, now, streams, altered } = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/envelope/streams.json', import.meta.url), 'utf8'),
) as {
  keys: { ed25519: string; mlDsa65: string; recipients: string[] };
  now: number;
  streams: StreamVector[];
  altered: Alteration[];
};
const openingKeys = keys.recipients.map((seed) => kemPrivateKeyFromSeed(fromHex(seed)));
const verifyKeys = {
  ed25519: verifyKeyOf(signingKeyFromSeed('ed25519', fromHex(keys.ed25519))),
  mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', fromHex(keys.mlDsa65))),
};
const keysOf = (place: number): MessageKeys => ({
  now,
  kemKey: (keyId) => openingKeys.slice(place, place + 1).find((key) => equalBytes(keyId, key.keyId)),
  verifyKeys: () => verifyKeys,
});

const made = new Map<StreamVector, Uint8Array>();

describe('golden streams', () => {
  for (const vector of streams) {
    test(`${vector.name}: the second implementation makes the same bytes`, () => {
      const envelope = envelopeOf(vector);
      assert.equal(envelope.length, vector.envelopeBytes);
      assert.equal(createHash('sha256').update(envelope).digest('hex'), vector.envelopeSha256);
    });

    test(`${vector.name}: ${vector.error ?? 'opens for both recipients'}`, async () => {
      const envelope = envelopeOf(vector);
      const content = contentOf(vector.contentBytes);
      for (const place of [0, 1]) {
        const { released, code } = await openFrom(pipeOf(envelope), keysOf(place));
        assert.equal(code, vector.error);
        if (code === undefined) assert.equal(released.length, vector.contentBytes);
        else assert.ok(released.length <= vector.released!);
        assert.ok(equalBytes(released, content.subarray(0, released.length)));
      }
    });
  }

  for (const vector of streams.filter(({ error }) => error === undefined)) {
    test(`${vector.name}: the second implementation opens it too`, () => {
      const opened = openBySpec(envelopeOf(vector), keys, fromHex(keys.recipients[1]!));
      assert.equal(toHex(opened.aboutBytes), vector.about);
      assert.ok(equalBytes(opened.items[0]!, contentOf(vector.contentBytes)));
    });
  }
});

describe('a golden stream altered on its way', () => {
  const envelope = envelopeOf(streams[1]!);
  for (const alteration of altered) {
    test(`in ${alteration.name}: ${alteration.error} after at most ${alteration.released} bytes`, async () => {
      const bytes = alter(envelope, alteration);
      const { released, code } = await openFrom(pipeOf(bytes), keysOf(0));
      assert.equal(code, alteration.error);
      assert.ok(released.length <= alteration.released, `${released.length} bytes`);
      assert.ok(equalBytes(released, contentOf(streams[1]!.contentBytes).subarray(0, released.length)));
      if (alteration.error === 'envelope.malformed') {
        await assert.rejects(openStream(pipeOf(bytes), keysOf(0), bytes.length), { code: alteration.error });
      }
    });
  }
});

function envelopeOf(vector: StreamVector): Uint8Array {
  const known = made.get(vector) ?? makeEnvelope(vector);
  made.set(vector, known);
  return known;
}

function makeEnvelope(vector: StreamVector): Uint8Array {
  const content = contentOf(vector.contentBytes);
  const { changed } = vector;
  const message = {
    headerBytes: fromHex(vector.header),
    stanzas: fromHex(vector.stanzas),
    salt: fromHex(vector.salt),
    signatures: vector.signatures.map((signature) => fromHex(signature)),
    aboutBytes: fromHex(vector.about),
    content,
    sealedContent: changed === undefined ? content : content.with(changed, content[changed]! ^ 1),
  };
  return sealBySpec(message, fromHex(keys.recipients[0]!));
}

function alter(envelope: Uint8Array, { flip, cut, append, exchange, copy }: Alteration): Uint8Array {
  const altered = concatBytes(envelope.subarray(0, cut), fromHex(append ?? ''));
  if (flip !== undefined) altered[flip] = altered[flip]! ^ 1;
  for (const [from, to, length] of exchange === undefined ? [] : [exchange, [exchange[1], exchange[0], exchange[2]]]) {
    altered.set(envelope.subarray(from, from! + length!), to);
  }
  if (copy !== undefined) altered.set(envelope.subarray(copy[0], copy[0] + copy[2]), copy[1]);
  return altered;
}
