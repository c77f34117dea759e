// SPDX-License-Identifier: Apache-2.0
// Inputs that are whole values and yet wrong: random parts in right places, keys twice, stanzas exchanged, recipients left out,
// tags cut short. Each is refused with its code.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chunkedOpen, chunkedSeal } from '@iims/crypto/chunked';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { encodeHeader, parseHeader, STANZA_BYTES, splitEnvelope } from '@iims/crypto/envelope-header';
import { AEAD_TAG_BYTES, aeadOpen, aeadSeal } from '@iims/crypto/primitives';
import { concatBytes, equalBytes, utf8 } from '@iims/wire/bytes';
import { type CborValue, decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { ANSWER_SLOT_BYTES, fillSlot, readSlot } from '@iims/wire/slot';
import { parseStrictJson } from '@iims/wire/strict-json';
import fc from 'fast-check';
import { MESSAGE_FOR_FUZZING } from './sealed-targets.ts';
import { tryInput } from './target.ts';
import { TARGETS } from './targets.ts';

const seed = Number(process.env.IIMS_FUZZ_SEED ?? Date.now() % 2 ** 31);
const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop'), minLength: 1, maxLength: 6 });

/** Any value of the data model, with the numbers and lengths at which rules change. */
const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<CborValue>(null, true, false, 0, -1, 1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, '', '\u0000', 'é'),
    fc.string(),
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
    fc.constantFrom(16, 31, 32, 33, 64, 1_184, 1_216).map((length) => new Uint8Array(length)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
}));

describe(`a value with random parts (seed ${seed})`, () => {
  const plain = { read: decodeCbor, write: encodeCbor };
  const slot = {
    read: (bytes: Uint8Array) => decodeCbor(readSlot(bytes, ANSWER_SLOT_BYTES)),
    write: (value: unknown) => fillSlot(encodeCbor(value), ANSWER_SLOT_BYTES) ?? encodeCbor(value),
  };
  const forms: Record<string, typeof plain> = {
    question: plain,
    answer: slot,
    alert: plain,
    'envelope-header': plain,
    'frame-body': plain,
    'item-proof': plain,
    'fork-proof': plain,
  };
  for (const [name, { read, write }] of Object.entries(forms)) {
    it(`is borne as ${name}`, () => {
      const target = TARGETS.find((one) => one.name === name)!;
      const genuine = target.seeds.map(read) as CborValue[];
      const property = fc.property(
        fc.constantFrom(...genuine),
        fc.array(fc.nat(20), { maxLength: 6 }),
        anyValue,
        word,
        (value, path, part, key) => void tryInput(target, write(withPart(value, path, part, key))),
      );
      fc.assert(property, { seed, numRuns: 5_000, interruptAfterTimeLimit: 3_000 });
    });
  }
});

describe(`a key that stands twice (seed ${seed})`, () => {
  const depth = fc.nat(8);

  it('is refused in JSON at every depth: json.duplicate-key', () => {
    fc.assert(
      fc.property(word, fc.json(), fc.json(), depth, (key, one, other, levels) => {
        const text = `${`{"in":[`.repeat(levels)}{"${key}":${one},"${key}":${other}}${']}'.repeat(levels)}`;
        refused(() => parseStrictJson(utf8(text)), JSON_REASONS);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it('is refused in CBOR at every depth: cbor.not-deterministic', () => {
    fc.assert(
      fc.property(word, anyValue, anyValue, depth, (key, one, other, levels) => {
        const name = encodeCbor(key);
        const map = concatBytes(Uint8Array.of(0xa2), name, encodeCbor(one), name, encodeCbor(other));
        const bytes = concatBytes(new Uint8Array(levels).fill(0x81), map);
        refused(() => decodeCbor(bytes), ['cbor.not-deterministic']);
      }),
      { seed, numRuns: 5_000 },
    );
  });
});

describe(`the stanzas of a message (seed ${seed})`, () => {
  const { message, keys, seal } = MESSAGE_FOR_FUZZING;
  const { headerBytes, stanzaBytes, payload } = splitEnvelope(message);
  const header = parseHeader(headerBytes);
  const stanzas = header.recipients.map((_, i) => stanzaBytes.subarray(i * STANZA_BYTES, (i + 1) * STANZA_BYTES));
  const other = splitEnvelope(sealMessage(seal));
  const places = fc.array(fc.nat(stanzas.length - 1), { minLength: 1, maxLength: 4 });

  it('open as they were sealed', () => {
    assert.equal(Buffer.from(openMessage(message, keys).content).toString(), 'what is said');
  });

  it('are refused in another order, fewer, more, or twice, whatever the header then says', () => {
    fc.assert(
      fc.property(places, places, fc.boolean(), fc.boolean(), (named, carried, keepsHeader, takesOther) => {
        const recipients = named.map((place) => header.recipients[place]!);
        const parts = carried.map((place) => stanzas[place]!);
        if (takesOther) parts[0] = other.stanzaBytes.subarray(0, STANZA_BYTES);
        // `encodeCbor`, since `encodeHeader` would refuse what a hostile sender writes.
        const words = keepsHeader ? headerBytes : encodeCbor({ ...header, recipients });
        const envelope = concatBytes(utf8('IIMS-E1\0'), u32(words.length), words, ...parts, payload);
        if (equalBytes(envelope, message)) return;
        refused(() => openMessage(envelope, keys), STANZA_REASONS);
      }),
      { seed, numRuns: 5_000, interruptAfterTimeLimit: 5_000 },
    );
  });

  it('are refused with the payload of another message of the same sender to the same recipients', () => {
    const envelope = concatBytes(utf8('IIMS-E1\0'), u32(headerBytes.length), headerBytes, stanzaBytes, other.payload);
    refused(() => openMessage(envelope, keys), ['envelope.open-failed']);
    assert.ok(equalBytes(encodeHeader(header), headerBytes));
  });
});

describe(`sealed bytes (seed ${seed})`, () => {
  const key = new Uint8Array(32).fill(1);
  const nonce = new Uint8Array(12).fill(2);

  it('open with a tag of 16 bytes alone: every shorter and every longer one is refused', () => {
    const sealed = aeadSeal('aes-256-gcm', { key, nonce }, utf8('what is said'));
    assert.ok(aeadOpen('aes-256-gcm', { key, nonce }, sealed));
    for (let cut = 1; cut <= sealed.length; cut++) {
      assert.equal(aeadOpen('aes-256-gcm', { key, nonce }, sealed.subarray(0, sealed.length - cut)), undefined);
    }
    // A tag that was cut short and text that follows it as if it were the rest.
    for (let tag = 0; tag < AEAD_TAG_BYTES; tag++) {
      const short = sealed.subarray(0, sealed.length - AEAD_TAG_BYTES + tag);
      assert.equal(aeadOpen('aes-256-gcm', { key, nonce }, concatBytes(short, new Uint8Array(1))), undefined);
    }
    assert.equal(aeadOpen('aes-256-gcm', { key, nonce }, concatBytes(sealed, new Uint8Array(1))), undefined);
  });

  it('of several chunks open whole and in order alone', () => {
    const context = utf8('a context');
    const text = Uint8Array.from({ length: 3 * 16_384 + 5 }, (_, i) => i & 0xff);
    const sealed = chunkedSeal({ key, context }, new Uint8Array(24).fill(3), text);
    const chunks = Array.from({ length: 4 }, (_, i) => sealed.subarray(56 + i * 16_400, 56 + (i + 1) * 16_400));
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 5 }), fc.nat(20), (order, cut) => {
        const bytes = concatBytes(sealed.subarray(0, 56), ...order.map((place) => chunks[place]!));
        const changed = bytes.subarray(0, bytes.length - cut);
        if (!equalBytes(changed, sealed)) assert.equal(chunkedOpen({ key, context }, changed), undefined);
      }),
      { seed, numRuns: 3_000, interruptAfterTimeLimit: 3_000 },
    );
  });
});

/** The value with a part replaced, a field added or an element taken away, somewhere along a path of places. */
function withPart(value: CborValue, path: readonly number[], part: CborValue, key: string): CborValue {
  const [place, ...rest] = path;
  if (place === undefined) return part;
  if (Array.isArray(value)) {
    if (place > value.length) return value.slice(1);
    return Object.assign([...value], { [place]: withPart(value[place] ?? null, rest, part, key) });
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return part;
  const fields = Object.entries(value as Record<string, CborValue>);
  const chosen = fields[place];
  if (chosen === undefined) return { ...value, [key]: part } as CborValue;
  if (place % 7 === 6) return Object.fromEntries(fields.filter(([name]) => name !== chosen[0]));
  return { ...value, [chosen[0]]: withPart(chosen[1], rest, part, key) } as CborValue;
}

function refused(act: () => unknown, codes: readonly string[]): void {
  assert.throws(act, (thrown) => {
    assert.ok(thrown instanceof IimsError, String(thrown));
    assert.ok(codes.includes(thrown.code), `${thrown.code} is none of ${codes.join(', ')}`);
    return true;
  });
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The values of the keys may break a rule of their own before the second key is reached. */
const JSON_REASONS = [
  'json.duplicate-key',
  'json.number-range',
  'json.lone-surrogate',
  'json.forbidden-key',
  'json.too-deep',
];
const STANZA_REASONS = ['envelope.malformed', 'envelope.header', 'envelope.open-failed', 'envelope.not-recipient'];
