// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fromHex, toHex } from './bytes.ts';
import { encodeCbor } from './cbor.ts';
import { IimsError } from './errors.ts';
import {
  ADDRESSES_MAX,
  ATTACHMENTS_BYTES_MAX,
  ATTACHMENTS_MAX,
  decodeMessage,
  encodeMessage,
  isOfKind,
  MESSAGE_CONTENT_BYTES_MAX,
  parseFields,
  parseMessage,
} from './message.ts';
import { PERSONS_MAX } from './message-kinds/persons.ts';
import { MESSAGE_KINDS, type MessageKind, mayReply } from './message-kinds.ts';

interface Vectors {
  readonly valid: readonly { name: string; message: Record<string, unknown>; cbor: string }[];
  readonly refused: readonly { name: string; code: string; field: string; cbor: string }[];
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/message/messages.json', import.meta.url), 'utf8'),
);
const free = decodeMessage(fromHex(vectors.valid[0]!.cbor));

function faultOf(act: () => unknown): { code: string; field?: string | undefined } {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof IimsError);
    return { code: error.code, field: error.field };
  }
  return assert.fail('accepted');
}

describe('messages, against the vectors', () => {
  for (const { name, message, cbor } of vectors.valid) {
    it(`reads ${name}, and writes the same bytes`, () => {
      const read = decodeMessage(fromHex(cbor));
      assert.equal(toHex(encodeMessage(read)), cbor);
      const shown = JSON.parse(
        JSON.stringify(read, (_, value) => (value instanceof Uint8Array ? toHex(value) : value)),
      );
      assert.deepEqual(shown, message);
    });
  }
  for (const { name, code, field, cbor } of vectors.refused) {
    it(`refuses ${name} and names ${field}`, () => {
      assert.deepEqual(
        faultOf(() => decodeMessage(fromHex(cbor))),
        { code, field },
      );
    });
  }
  it('has an example of every kind', () => {
    const shown = new Set(vectors.valid.map(({ message }) => message.kind));
    assert.deepEqual(shown, new Set(Object.keys(MESSAGE_KINDS)));
  });
});

describe('a message', () => {
  it('is refused as input where an officer wrote it, and as malformed where a partner did', () => {
    assert.equal(faultOf(() => parseMessage({ ...free, caseRef: '' })).code, 'input.invalid');
    assert.equal(faultOf(() => decodeMessage(encodeCbor({ ...free, caseRef: '' }))).code, 'message.malformed');
  });

  it('that is cut off, prolonged or spelt otherwise is no CBOR of ours', () => {
    const bytes = encodeMessage(free);
    assert.equal(faultOf(() => decodeMessage(bytes.subarray(1))).code, 'cbor.malformed');
    assert.equal(faultOf(() => decodeMessage(new Uint8Array([...bytes, 0]))).code, 'cbor.malformed');
  });

  it('repeats no name of a field that is none: anything may stand there', () => {
    const secret = faultOf(() => parseFields('free-message', { 'Beridze, Nino': 1 }));
    assert.deepEqual(secret, { code: 'input.invalid', field: 'fields' });
    assert.deepEqual(faultOf(() => parseFields('free-message', { sudject: 1 })).field, 'fields.sudject');
    for (const fields of [null, undefined, 'text', 7, []]) {
      assert.equal(faultOf(() => parseFields('free-message', fields)).code, 'input.invalid');
    }
  });

  it('refuses a field with the name of a prototype', () => {
    const fields = JSON.parse('{"subject":"a","text":"b","__proto__":{"x":1}}');
    assert.equal(faultOf(() => parseFields('free-message', fields)).code, 'input.invalid');
  });

  it('tells its fields by its kind', () => {
    assert.ok(isOfKind(free, 'free-message'));
    assert.equal(free.fields.subject, 'Shift handover');
    assert.ok(!isOfKind(free, 'recall'));
  });

  it('holds at most as many bytes as its bound says, whatever its kind', () => {
    const wide = '€';
    const person = {
      name: wide.repeat(200),
      role: 'impersonated',
      birthDate: '1974-08-12',
      sex: 'F',
      nationality: 'UTO',
      document: 'L898902C3',
      note: wide.repeat(2_000),
    };
    const two = wide.repeat(2_000);
    const fields = {
      requestingBody: wide.repeat(200),
      actionAsked: two,
      aim: two,
      reason: two,
      legalActs: two,
      persons: Array(PERSONS_MAX).fill(person),
      facts: wide.repeat(20_000),
    };
    const address = (place: number) => ({ state: 'UKR', authority: `${wide.repeat(60)}${place}`, desk: 'drugs' });
    const longest = {
      ...free,
      kind: 'information-request',
      fields,
      to: Array.from({ length: ADDRESSES_MAX }, (_, place) => address(place)),
      handling: { code: 'H3', condition: wide.repeat(500) },
    };
    const bytes = encodeCbor(parseMessage(longest));
    const rest = ATTACHMENTS_MAX * 1_024;
    assert.ok(bytes.length + ATTACHMENTS_BYTES_MAX + rest <= MESSAGE_CONTENT_BYTES_MAX, `${bytes.length} bytes`);
    const text = faultOf(() => parseFields('free-message', { subject: 'a', text: 'x'.repeat(20_001) }));
    assert.equal(text.field, 'fields.text');
  });

  it('says whether a kind may reply to another', () => {
    assert.ok(mayReply('refusal', 'information-request'));
    assert.ok(mayReply('hit-confirmation-answer', 'hit-confirmation'));
    assert.ok(!mayReply('refusal', 'opened'));
    for (const kind of Object.keys(MESSAGE_KINDS) as MessageKind[]) {
      for (const reply of MESSAGE_KINDS[kind].replies)
        assert.ok(Object.hasOwn(MESSAGE_KINDS, reply), `${kind}: ${reply}`);
    }
  });
});
