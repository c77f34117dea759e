// SPDX-License-Identifier: Apache-2.0
// Attacks on messages: by somebody between the nodes, by a recipient who knows the message key, and by a sender who would show two
// recipients different things. Whatever comes out before the refusal is a beginning of what the sender signed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, equalBytes } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import fc from 'fast-check';
import { CHUNKED_HEADER_BYTES, chunkedOpen, chunkedSeal, openChunk, SEALED_CHUNK_BYTES } from './chunked.ts';
import { encodeHeader, envelopePrefix, PREFIX_BYTES, STANZA_BYTES, splitEnvelope } from './envelope-header.ts';
import { messageBody, SEGMENT_BYTES, segmentAt } from './message-body.ts';
import { contentOf, fields, keysOfFirst, openFrom, pipeOf, sealed } from './message-stream.fixture.ts';
import { aeadKey } from './primitives.ts';
import { type ContentParts, openContent, payloadContext, sealContent, splitContent } from './sealed-content.ts';
import { encodeAbout } from './signed-content.ts';
import { findMessageKeys, S1_SIGNATURE_LENGTHS } from './signed-message.ts';

const CONTENT = contentOf(400);
const small = await sealed(CONTENT);
const large = await sealed(contentOf(SEGMENT_BYTES + 70_000));
const parts = splitEnvelope(small);
const stanzasAt = PREFIX_BYTES + parts.headerBytes.length;
const payloadAt = stanzasAt + 2 * STANZA_BYTES;

describe('on its way a message is refused, and nothing of it comes out,', () => {
  test('whichever byte of it is another', async () => {
    for (let at = 0; at < small.length; at += at < stanzasAt ? 1 : 5) {
      const { released, code } = await openFrom(pipeOf(small.with(at, small[at]! ^ (1 << (at % 8)))));
      assert.equal(released.length, 0);
      assert.ok(code !== undefined && codesAt(at).includes(code), `byte ${at}: ${code}`);
    }
  });

  test('wherever it is cut', async () => {
    for (let length = 0; length < small.length; length += length < stanzasAt ? 1 : 11) {
      const { released, code } = await openFrom(pipeOf(small.subarray(0, length)));
      const wanted = length < 8 ? 'envelope.magic' : 'envelope.malformed';
      assert.deepEqual([code, released.length], [wanted, 0], `${length} bytes`);
    }
  });

  test('with any bytes in place of any part, or after it', async () => {
    const parts = fc.tuple(fc.nat(small.length), fc.nat(200), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(parts, async ([start, removed, inserted]) => {
        const altered = concatBytes(small.subarray(0, start), inserted, small.subarray(start + removed));
        if (equalBytes(altered, small)) return;
        const { released, code } = await openFrom(pipeOf(altered));
        assert.ok(code?.startsWith('envelope.'), code);
        assert.equal(released.length, 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('with a recipient taken out, put in, or in another place', async () => {
    const { header, headerBytes, stanzaBytes, payload } = parts;
    const [one, two] = header.recipients as [Uint8Array, Uint8Array];
    const stanza = (place: number) => stanzaBytes.subarray(place * STANZA_BYTES, (place + 1) * STANZA_BYTES);
    const withRecipients = (recipients: readonly Uint8Array[], stanzas: readonly Uint8Array[]): Uint8Array => {
      const bytes = encodeHeader({ ...header, recipients });
      return concatBytes(envelopePrefix(bytes.length), bytes, ...stanzas, payload);
    };
    const third = new Uint8Array(32).fill(9);
    for (const altered of [
      withRecipients([one], [stanza(0)]),
      withRecipients([two, one], [stanza(1), stanza(0)]),
      withRecipients([one, third], [stanza(0), stanza(1)]),
      withRecipients([one, two, third], [stanza(0), stanza(1), stanza(1)]),
      concatBytes(envelopePrefix(headerBytes.length), headerBytes, stanza(1), stanza(0), payload),
    ]) {
      const { released, code } = await openFrom(pipeOf(altered));
      assert.deepEqual([code, released.length], ['envelope.open-failed', 0]);
    }
    const other = await openFrom(pipeOf(withRecipients([two], [stanza(1)])));
    assert.deepEqual([other.code, other.released.length], ['envelope.not-recipient', 0]);
  });
});

describe('of a message of several segments only a beginning comes out', () => {
  const content = contentOf(SEGMENT_BYTES + 70_000);
  const firstChunkAt = payloadAt + CHUNKED_HEADER_BYTES;

  test('wherever it is cut between or around two chunks', async () => {
    for (let chunkAt = firstChunkAt; chunkAt < large.length; chunkAt += SEALED_CHUNK_BYTES) {
      for (const length of [chunkAt - 1, chunkAt, chunkAt + 1]) {
        const { released, code } = await openFrom(pipeOf(large.subarray(0, length)));
        assert.equal(code, 'envelope.malformed');
        assert.ok(released.length < content.length && equalBytes(released, content.subarray(0, released.length)));
      }
    }
  });

  test('with chunks exchanged, repeated or left out', async () => {
    const chunks = Math.floor((large.length - firstChunkAt) / SEALED_CHUNK_BYTES);
    const chunk = (index: number) =>
      large.subarray(firstChunkAt + index * SEALED_CHUNK_BYTES).subarray(0, SEALED_CHUNK_BYTES);
    const places = fc.tuple(fc.nat(chunks - 1), fc.nat(chunks - 1)).filter(([a, b]) => a !== b);
    await fc.assert(
      fc.asyncProperty(places, fc.boolean(), async ([from, to], both) => {
        const altered = large.slice();
        altered.set(chunk(from), firstChunkAt + to * SEALED_CHUNK_BYTES);
        if (both) altered.set(chunk(to), firstChunkAt + from * SEALED_CHUNK_BYTES);
        const { released, code } = await openFrom(pipeOf(altered));
        assert.equal(code, 'envelope.open-failed');
        assert.ok(released.length < content.length && equalBytes(released, content.subarray(0, released.length)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a recipient who knows the message key', () => {
  test('cannot change, exchange, repeat or drop what was signed', async () => {
    const signed = contentOf(SEGMENT_BYTES + 70_000);
    const [one, two] = [segmentAt(signed, 0), segmentAt(signed, 1)];
    for (const [name, tail, wanted] of [
      ['a byte of the first segment', [signed.with(5, signed[5]! ^ 1)], 'envelope.content'],
      ['a byte of the last segment', [signed.with(-1, signed.at(-1)! ^ 1)], 'envelope.content'],
      ['a part of the second in place of the first', [concatBytes(two, one)], 'envelope.content'],
      ['the beginning twice', [concatBytes(one, one.subarray(0, two.length))], 'envelope.content'],
      ['a byte less', [signed.subarray(0, -1)], 'envelope.content'],
      ['a byte more', [signed, new Uint8Array(1)], 'envelope.content'],
      ['no second segment, in a bucket too great', [one.subarray(0, 1_000)], 'envelope.padding'],
    ] as const) {
      const { released, code } = await openFrom(pipeOf(resealed(large, (known) => ({ ...known, tail }))));
      assert.equal(code, wanted, name);
      assert.ok(equalBytes(released, signed.subarray(0, released.length)), name);
    }
  });

  test('cannot put another list, description or signature in', async () => {
    const other = contentOf(500).subarray(100);
    const place = { sender: parts.header.sender, id: parts.header.id };
    const otherList = messageBody(encodeAbout(fields.about), other, place).bytes;
    const otherAbout = messageBody(encodeAbout({ kind: 'message', subject: 'Перекрито' }), CONTENT, place).bytes;
    for (const [change, wanted] of [
      [{ body: otherList, tail: [other] }, 'envelope.signature'],
      [{ body: otherAbout }, 'envelope.signature'],
      [{ signatures: [new Uint8Array(64), new Uint8Array(3_309)] }, 'envelope.signature'],
    ] as const) {
      const { released, code } = await openFrom(pipeOf(resealed(small, (known) => ({ ...known, ...change }))));
      assert.deepEqual([code, released.length], [wanted, 0]);
    }
  });

  test('cannot hide anything in the padding, or say another length', async () => {
    const { header, headerBytes, stanzaBytes, payload } = parts;
    const { messageKey } = findMessageKeys(parts, keysOfFirst);
    const input = { key: messageKey, context: payloadContext(headerBytes, stanzaBytes) };
    const padded = chunkedOpen(input, payload)!;
    for (const [altered, wanted] of [
      [padded.with(header.sizeBucket - 1, 1), 'envelope.padding'],
      [padded.with(2, 0), 'envelope.padding'],
      [padded.with(3, padded[3]! - 1), 'envelope.content'],
      [padded.with(3, padded[3]! + 1), 'envelope.content'],
      [padded.with(0, 0xff), 'envelope.padding'],
    ] as const) {
      const sealedAgain = chunkedSeal(input, new Uint8Array(24), altered);
      const envelope = concatBytes(envelopePrefix(headerBytes.length), headerBytes, stanzaBytes, sealedAgain);
      const { released, code } = await openFrom(pipeOf(envelope));
      assert.deepEqual([code, released.length], [wanted, 0]);
    }
  });

  test('cannot find a body that is read in two ways', async () => {
    const about = encodeAbout(fields.about);
    const hash = new Uint8Array(32).fill(1);
    const honest = { about, segments: [hash], contentBytes: 400 };
    const cbor = encodeCbor(honest);
    const twice = concatBytes(new Uint8Array([0xa4]), cbor.subarray(1), encodeCbor('contentBytes'), encodeCbor(400));
    const { about: _about, ...nameless } = honest;
    for (const [name, body] of [
      ['a key twice', twice],
      ['an unknown field', encodeCbor({ ...honest, alg: 'none' })],
      ['a field too few', encodeCbor(nameless)],
      [
        'a length that is not the shortest',
        concatBytes(cbor.subarray(0, -3), new Uint8Array([0x1a, 0, 0, 0x01, 0x90])),
      ],
      ['keys in another order', concatBytes(new Uint8Array([0xa3]), cbor.subarray(-16), cbor.subarray(1, -16))],
      ['a hash too short', encodeCbor({ ...honest, segments: [hash.subarray(1)] })],
      ['a hash too many', encodeCbor({ ...honest, segments: [hash, hash] })],
      ['no hash', encodeCbor({ ...honest, segments: [] })],
      ['another length', encodeCbor({ ...honest, contentBytes: 399 })],
      ['more than 1 TiB', encodeCbor({ ...honest, contentBytes: 2 ** 40 + 1 })],
      ['a byte after it', concatBytes(cbor, new Uint8Array(1))],
      ['no map', new Uint8Array([0x80])],
      ['nothing', new Uint8Array(0)],
    ] as const) {
      const { released, code } = await openFrom(pipeOf(resealed(small, (known) => ({ ...known, body }))));
      assert.deepEqual([code, released.length], ['envelope.content', 0], name);
    }
  });

  test('gets nothing past with whatever bytes he seals', async () => {
    const known = contentParts(small);
    const all = concatBytes(...known.signatures, known.body, ...known.tail);
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length - 1), fc.uint8Array({ minLength: 1, maxLength: 60 }), async (at, bytes) => {
        const altered = all.slice();
        altered.set(bytes.subarray(0, all.length - at), at);
        if (equalBytes(altered, all)) return;
        const bodyAt = 64 + 3_309;
        const change = {
          signatures: [altered.subarray(0, 64), altered.subarray(64, bodyAt)],
          body: altered.subarray(bodyAt, bodyAt + known.body.length),
          tail: [altered.subarray(bodyAt + known.body.length)],
        };
        const { released, code } = await openFrom(pipeOf(resealed(small, () => change)));
        assert.ok(['envelope.content', 'envelope.signature', 'envelope.suite'].includes(code ?? ''), code);
        assert.equal(released.length, 0);
      }),
      { numRuns: 500 },
    );
  });
});

test('a chunk with a shorter tag does not open, whatever its length', () => {
  const keys = { key: aeadKey(new Uint8Array(32)), baseNonce: new Uint8Array(12) };
  for (const length of [0, 4, 12, 15]) assert.equal(openChunk(keys, 0, new Uint8Array(length)), undefined);
});

/** The codes that fit a damaged byte at this place of `small`. */
function codesAt(at: number): readonly string[] {
  if (at < 8) return ['envelope.magic'];
  if (at < PREFIX_BYTES) return ['envelope.too-large', 'envelope.malformed', 'envelope.header'];
  if (at >= stanzasAt) return ['envelope.open-failed'];
  return [
    'envelope.header',
    'envelope.suite',
    'envelope.malformed',
    'envelope.open-failed',
    'envelope.not-recipient',
    'envelope.unknown-sender',
    'envelope.expired',
    'envelope.not-yet-valid',
  ];
}

/** Other content under the header, the stanzas and the message key of an envelope. */
function resealed(envelope: Uint8Array, change: (known: ContentParts) => ContentParts): Uint8Array {
  const { header, headerBytes, stanzaBytes } = splitEnvelope(envelope);
  const { messageKey } = findMessageKeys({ header, headerBytes, stanzaBytes }, keysOfFirst);
  return sealContent({
    headerBytes,
    sizeBucket: header.sizeBucket,
    stanzas: stanzaBytes,
    messageKey,
    content: change(contentParts(envelope)),
    random: (length) => new Uint8Array(length).fill(8),
  });
}

function contentParts(envelope: Uint8Array): ContentParts {
  const clear = splitEnvelope(envelope);
  const { signatures, body, tail } = splitContent(
    openContent(clear, findMessageKeys(clear, keysOfFirst).messageKey),
    S1_SIGNATURE_LENGTHS,
  );
  return { signatures, body, tail: [tail] };
}
