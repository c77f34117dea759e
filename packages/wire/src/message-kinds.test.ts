// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeCbor, encodeCbor } from './cbor.ts';
import type { Field, Fields } from './message-field.ts';
import { fieldsSchema } from './message-field.ts';
import { MESSAGE_KINDS, type MessageKind } from './message-kinds.ts';

const page = readFileSync(new URL('../../../spec/message-kinds.md', import.meta.url), 'utf8');
const kinds = Object.entries(MESSAGE_KINDS) as [MessageKind, (typeof MESSAGE_KINDS)[MessageKind]][];

/** The table of kinds: kind, clock, whether it answers, replies. */
const rows = new Map(
  [...page.matchAll(/^\| `([a-z-]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map((row) => [row[1]!, row]),
);
const codesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);

const rank = (kind: MessageKind) => kinds.findIndex(([name]) => name === kind);

describe('the page of kinds', () => {
  it('has the kinds of the code, in its order', () => {
    assert.deepEqual(
      [...rows.keys()],
      kinds.map(([kind]) => kind),
    );
  });
  for (const [kind, { clock, answers, replies, form, writtenBy }] of kinds) {
    it(`says of ${kind} its clock, whether it answers, its fields, and what may answer it`, () => {
      const row = rows.get(kind)!;
      assert.deepEqual(codesIn(row[2]!), clock === undefined ? [] : [clock]);
      assert.equal(row[3]!.trim(), answers ? 'yes' : 'no');
      assert.deepEqual(codesIn(row[5]!), [...replies]);
      const fields = Object.entries<Field>(form).map(([name, { required }]) => (required ? name : `${name}?`));
      assert.deepEqual(codesIn(row[4]!), fields);
      assert.equal(writtenBy === 'node', rank(kind) > rank('forwarded'));
    });
  }
  it('gives the codes of every choice', () => {
    const choices = new Map<string, readonly string[]>();
    const collect = (fields: Fields) => {
      for (const [name, { codes, items }] of Object.entries(fields)) {
        if (codes !== undefined) choices.set(`${name}: ${codes.join(' ')}`, codes);
        if (items !== undefined) collect(items);
      }
    };
    for (const [, { form }] of kinds) collect(form);
    const onPage = new Set(
      [...page.matchAll(/^\| `[a-zA-Z]+`[^|]*\|([^|]*)\|/gm)].map((row) => codesIn(row[1]!).join(' ')),
    );
    const elsewhere = new Set(['sex', 'actions', 'offenceCategory', 'documentType', 'purpose']);
    for (const [name, codes] of choices) {
      if (elsewhere.has(name.split(':')[0]!)) continue;
      assert.ok(onPage.has(codes.join(' ')), name);
    }
  });
});

describe('the form of a kind', () => {
  for (const [kind, { form }] of kinds) {
    it(`of ${kind} offers what its schema takes, and what is written comes back the same`, () => {
      const schema = fieldsSchema(form);
      fc.assert(
        fc.property(valuesOf(form), (values) => {
          const parsed = schema.parse(values);
          assert.deepEqual(decodeCbor(encodeCbor(parsed)), { ...values });
        }),
        { numRuns: 20 },
      );
    });

    it(`of ${kind} is refused without a field that it needs, and with one that it does not know`, () => {
      const schema = fieldsSchema(form as Fields);
      const [values] = fc.sample(valuesOf(form), { numRuns: 1, seed: 1 });
      for (const [name, { required }] of Object.entries<Field>(form)) {
        const { [name]: left, ...others } = values!;
        assert.equal(schema.safeParse(others).success, !required, name);
      }
      assert.ok(!schema.safeParse({ ...values, other: 1 }).success);
    });
  }
});

const word = fc.constantFrom('a', 'Ї', '<script>', '"&', 'ქართული', '0');

/** What a form lets somebody fill in. */
function valuesOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const shape = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, whatFits(field)]));
  const requiredKeys = Object.entries(fields).flatMap(([name, { required }]) => (required ? [name] : []));
  return fc.record(shape, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<Record<string, unknown>>;
}

function whatFits(field: Field): fc.Arbitrary<unknown> {
  switch (field.shown) {
    case 'line':
      // A number is a line too, and holds a letter or digit.
      return word.map((text) => `7${text}`);
    case 'text':
      return fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('\n\t'));
    case 'choice':
      return fc.constantFrom(...field.codes!);
    case 'choices':
      return fc.subarray([...field.codes!], { minLength: 1 });
    case 'number':
      return fc.integer({ min: field.range![0], max: field.range![1] });
    case 'day':
      return fc.constantFrom('2026-11-22', '2028-02-29');
    case 'part-of-day':
      return fc.constantFrom('1974', '1974-08', '1974-08-12');
    case 'time':
      return fc.integer({ min: 0, max: 2_000_000_000_000 });
    case 'state':
      return fc.constantFrom('GEO', 'UKR', 'UTO');
    case 'alert':
      return fc.constantFrom('UKR-WP-000417', 'GEO-STD-1');
    case 'notice':
      return fc.constantFrom('UKR-NOT-000417', 'GEO-NOT-000001');
    case 'query':
    case 'message':
      return fc.constant('0192f0c1-7a3b-7c4d-8e5f-0123456789ab');
    case 'list':
      return fc.array(valuesOf(field.items!), { minLength: 1, maxLength: 3 });
  }
}
