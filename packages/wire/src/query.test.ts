// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { alertSchema, parseAlert } from './alert.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { IimsError } from './errors.ts';
import { type Answer, answerSchema, parseAnswer, parseQuestion, questionSchema } from './query.ts';

const question = {
  id: '0192f0c1-7a3b-7c4d-8e5f-0123456789ab',
  subjects: [
    { kind: 'travel-document', number: 'L898902C3', checked: true, issuingState: 'UTO', documentType: 'passport' },
    {
      kind: 'person',
      names: [{ script: 'Latn', form: 'mrz', surname: 'ERIKSSON', given: 'ANNA MARIA' }],
      birthDate: '1974-08-12',
      sex: 'F',
      nationality: 'UTO',
    },
  ],
  purpose: 'border-check',
  caseRef: 'GEO-2026/001',
  askedAt: 1_760_000_000_000,
  asker: { state: 'GEO', authority: 'border-police', officer: 'o-123' },
  exercise: false,
};
const hit = {
  band: 'hit',
  alertId: 'UTO-STD-000417',
  register: 'travel-documents',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: 'as-given',
  why: ['document-number-and-issuer'],
  authority: 'border-police',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  since: '2025-01-31',
  facts: [{ label: 'document-type', value: 'passport' }],
};
const answer: Answer = {
  questionHash: new Uint8Array(32),
  queryId: question.id as Answer['queryId'],
  outcome: 'no-hit',
  asOf: 1_760_000_000_000,
  registers: 5,
  behind: 0,
  hits: [],
  more: false,
  repeated: false,
};
const issued = {
  register: 'licences',
  documentType: 'driving-licence',
  standing: 'issued-and-valid',
  validUntil: '2030-01-31',
  asOf: 1_760_000_000_000,
};
const alert = {
  id: 'UKR-STD-000417',
  kind: 'travel-document',
  category: 'stolen-blank',
  number: 'AB123456',
  issuingState: 'UKR',
  documentType: 'passport',
  authority: 'border-police',
  legalBasis: 'national law',
  action: 'keep-document',
  cautions: ['armed'],
  handling: 'H0',
  covert: false,
  since: '2025-01-31',
  reviewOn: '2035-01-31',
  facts: [],
};
const { number: _, ...alertWithoutNumber } = alert;
const { issuingState: _state, documentType: _type, ...alertWithoutSubject } = alertWithoutNumber;
const person = {
  ...alertWithoutSubject,
  id: 'UKR-PER-000001',
  kind: 'person',
  category: 'wanted-arrest',
  action: 'arrest',
  offenceCategory: 'fraud',
  grading: { source: 'B', information: '2', original: 'E41' },
  links: [{ to: 'UKR-VEH-000007', kind: 'uses' }],
  provenance: { source: 'a list', sourceId: '12', importedAt: 1_760_000_000_000 },
  names: [
    { script: 'Cyrl', form: 'original', surname: 'Коваль', given: 'Іван', quality: 'primary' },
    { form: 'mrz', surname: 'VANKO', given: '', quality: 'weak-alias' },
  ],
  birthDates: ['1980-02-29', '1981'],
  nationalities: ['UKR'],
  placesOfBirth: ['Lviv'],
  documents: [{ number: 'AB123456', issuingState: 'UKR', documentType: 'passport' }],
  misusedIdentity: { names: [{ form: 'mrz', surname: 'BONDAR', given: 'PETRO' }], birthDates: ['1980-02-29'] },
};
const artwork = {
  ...alertWithoutSubject,
  id: 'UKR-OBJ-000001',
  kind: 'object',
  category: 'stolen',
  action: 'seize-object',
  objectType: 'work-of-art',
  artwork: { title: 'SYNTHETIC landscape', materials: 'oil on canvas' },
};

const refuses = (parse: (value: unknown) => unknown, value: unknown, field: string) =>
  assert.throws(() => parse(value), { code: 'input.invalid', field });

describe('question, answer and alert', () => {
  it('pass through deterministic CBOR unchanged', () => {
    assert.deepEqual(parseQuestion(decodeCbor(encodeCbor(question))), question);
    assert.deepEqual(parseAnswer(decodeCbor(encodeCbor(answer))), answer);
    assert.deepEqual(parseAnswer(decodeCbor(encodeCbor({ ...answer, issued: [issued] }))), {
      ...answer,
      issued: [issued],
    });
    assert.deepEqual(parseAnswer({ ...answer, outcome: 'hit', hits: [hit] }).hits, [hit]);
    for (const one of [alert, person, artwork]) assert.deepEqual(parseAlert(decodeCbor(encodeCbor(one))), one);
  });

  const badQuestions: readonly (readonly [string, object, string])[] = [
    ['no subject', { subjects: [] }, 'subjects'],
    ['seven subjects', { subjects: Array(7).fill(question.subjects[0]) }, 'subjects'],
    ['an unknown kind of subject', { subjects: [{ kind: 'animal' }] }, 'subjects.0.kind'],
    ['an unknown field', { extra: 1 }, 'input'],
    ['an unknown purpose', { purpose: 'curiosity' }, 'purpose'],
    ['an empty case reference', { caseRef: '' }, 'caseRef'],
    ['a case reference with markup', { caseRef: '<b>1' }, 'caseRef'],
    ['a case reference that ends in a blank', { caseRef: 'GEO 1 ' }, 'caseRef'],
    ['an id that is no UUIDv7', { id: '1' }, 'id'],
    ['a time that is no integer', { askedAt: 1.5 }, 'askedAt'],
    ['an unknown State', { asker: { ...question.asker, state: 'XYZ' } }, 'asker.state'],
    ['a number with a line break', { subjects: [{ kind: 'travel-document', number: 'A\nB' }] }, 'subjects.0.number'],
    [
      'a number that turns the direction of text',
      { subjects: [{ kind: 'travel-document', number: 'A\u202eB' }] },
      'subjects.0.number',
    ],
    [
      'a number that is too long',
      { subjects: [{ kind: 'travel-document', number: '1'.repeat(41) }] },
      'subjects.0.number',
    ],
    ['a vehicle without VIN and plate', { subjects: [{ kind: 'vehicle' }] }, 'subjects.0'],
    [
      'an impossible birth date',
      { subjects: [{ ...question.subjects[1], birthDate: '1974-02-30' }] },
      'subjects.1.birthDate'.replace('1', '0'),
    ],
    [
      'an undefined field',
      { subjects: [{ kind: 'travel-document', number: 'A1', issuingState: undefined }] },
      'subjects.0.issuingState',
    ],
  ];
  for (const [name, change, field] of badQuestions) {
    it(`refuse a question with ${name}`, () => refuses(parseQuestion, { ...question, ...change }, field));
  }

  const badAnswers: readonly (readonly [string, object, string])[] = [
    ['a hash of 31 bytes', { questionHash: new Uint8Array(31) }, 'questionHash'],
    ['late as outcome', { outcome: 'late' }, 'outcome'],
    ['a hit without alerts', { outcome: 'hit' }, 'input'],
    ['alerts without a hit', { hits: [hit] }, 'input'],
    ['a refusal that tells what was issued', { outcome: 'refused', issued: [issued] }, 'input'],
    ['nothing issued, as a list', { issued: [] }, 'issued'],
    ['a standing that is no word', { issued: [{ ...issued, standing: 'Valid!' }] }, 'issued.0.standing'],
    ['no standing', { issued: [{ ...issued, standing: undefined }] }, 'issued.0.standing'],
    ['an outcome of a later release', { outcome: 'seen-elsewhere' }, 'outcome'],
    ['a later word beside a mistake', { issued: [{ ...issued, standing: 'recalled', asOf: -1 }] }, 'issued.0.asOf'],
    ['four alerts', { outcome: 'hit', hits: [hit, hit, hit, hit] }, 'hits'],
    ['band hit on a repaired value', { outcome: 'hit', hits: [{ ...hit, matchedOn: 'repaired' }] }, 'hits.0'],
    ['an unknown handling code', { outcome: 'hit', hits: [{ ...hit, handling: 'H9' }] }, 'hits.0.handling'],
    ['nine facts', { outcome: 'hit', hits: [{ ...hit, facts: Array(9).fill(hit.facts[0]) }] }, 'hits.0.facts'],
  ];
  for (const [name, change, field] of badAnswers) {
    it(`refuse an answer with ${name}`, () => refuses(parseAnswer, { ...answer, ...change }, field));
  }

  it('read words of a later release as the most careful ones, and lose nothing else of what is said', () => {
    const later = {
      ...answer,
      outcome: 'hit',
      hits: [{ ...hit, matchedOn: 'fingerprint' }, hit],
      issued: [{ ...issued, standing: 'issued-but-recalled' }, issued],
    };
    assert.deepEqual(parseAnswer(later), {
      ...later,
      hits: [{ ...hit, band: 'compare', matchedOn: 'confusable' }, hit],
      issued: [{ ...issued, standing: 'unknown' }, issued],
    });
    assert.equal(later.issued[0]!.standing, 'issued-but-recalled', 'what was given stays as it is');
  });

  const badAlerts: readonly (readonly [string, object, string])[] = [
    ['no number', alertWithoutNumber, 'number'],
    ['a category of another kind', { ...alert, category: 'wanted-arrest' }, 'category'],
    ['an id of another form', { ...alert, id: 'ukr-1' }, 'id'],
    ['an unknown caution', { ...alert, cautions: ['tall'] }, 'cautions.0'],
    ['no primary name', { ...person, names: person.names.slice(1) }, 'input'],
    ['a name of unknown quality', { ...person, names: [{ ...person.names[0], quality: 'x' }] }, 'names.0.quality'],
    ['one birth date in the place of several', { ...person, birthDate: '1980-02-29' }, 'input'],
    ['an empty list', { ...person, birthDates: [] }, 'birthDates'],
    ['a grade that is on no list', { ...person, grading: { source: 'D', information: '1' } }, 'grading.source'],
    ['the fields of a work of art with another thing', { ...artwork, objectType: 'firearm' }, 'input'],
    ['a thing without a number', { ...artwork, artwork: undefined, objectType: 'firearm' }, 'artwork'],
    ['a document that names its bearer', { ...alert, names: person.names }, 'input'],
    [
      'a plate without its State',
      { ...alertWithoutNumber, issuingState: undefined, kind: 'vehicle', plate: 'AA1234BB' },
      'category',
    ],
  ];
  for (const [name, value, field] of badAlerts) {
    it(`refuse an alert with ${name}`, () => refuses(parseAlert, value, field));
  }

  it('refuse a plate without its State and a vehicle without anything', () => {
    const { issuingState: _i, documentType: _d, ...rest } = alertWithoutNumber;
    const vehicle = { ...rest, kind: 'vehicle', category: 'stolen-vehicle', action: 'seize-vehicle' };
    refuses(parseAlert, vehicle, 'input');
    refuses(parseAlert, { ...vehicle, plate: 'AA1234BB' }, 'input');
    parseAlert({ ...vehicle, plate: 'AA1234BB', registrationState: 'UKR' });
  });

  it('name the rule and repeat neither values nor keys from outside', () => {
    for (const bad of [
      { ...question, purpose: 'SECRET' },
      { ...question, SECRET: 1 },
      { ...question, caseRef: '<SECRET>' },
    ]) {
      assert.throws(
        () => parseQuestion(bad),
        (error) =>
          error instanceof IimsError &&
          error.rule !== undefined &&
          !JSON.stringify({ ...error, m: error.message }).includes('SECRET'),
      );
    }
  });
});

describe('the compiled schemas', () => {
  const schemas = {
    question: { schema: questionSchema, good: question },
    answer: { schema: answerSchema, good: { ...answer, outcome: 'hit', hits: [hit] } },
    alert: { schema: alertSchema, good: alert },
    person: { schema: alertSchema, good: person },
  };

  for (const [name, { schema, good }] of Object.entries(schemas)) {
    it(`can be made of ${name}`, () => {
      z.compile(schema, { strict: true });
    });

    it(`take and refuse the same ${name} as the interpreter, with the same words`, async () => {
      const change = fc.tuple(fc.constantFrom(...pathsOf(good)), replacement);
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
          const value = structuredClone(good);
          for (const [path, put] of changes) changeAt(value, path, put);
          // Only the interpreter can parse asynchronously.
          assert.deepEqual(outcomeOf(schema.safeParse(value)), outcomeOf(await schema.safeParseAsync(value)));
        }),
        { numRuns: 1_000 },
      );
    });
  }
});

const LEAVE_OUT = Symbol('leave out');
const replacement = fc.oneof(
  fc.constantFrom<unknown>(
    LEAVE_OUT,
    undefined,
    null,
    true,
    0,
    -1,
    1.5,
    Number.NaN,
    2 ** 53,
    [],
    {},
    new Uint8Array(32),
  ),
  fc.constantFrom(
    '',
    ' ',
    'a',
    ' a',
    'A1',
    'a\n',
    '\ud800',
    'x'.repeat(65),
    '1974-02-30',
    '1974-02',
    'H0',
    'hit',
    'person',
  ),
  fc.array(fc.constantFrom<unknown>('armed', 'A1', hit, question.subjects[0], 1), { maxLength: 9 }),
  fc.string(),
);

type Path = readonly (string | number)[];

/** Every place in the value, and one beside what is there. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    [...path, 'extra'],
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key])),
  ];
}

/** Puts a value at the path, or takes away what is there; a path that an earlier change broke changes nothing. */
function changeAt(value: object, path: Path, put: unknown): void {
  let at = value as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (typeof next !== 'object' || next === null || next instanceof Uint8Array) return;
    at = next as Record<string, unknown>;
  }
  const last = path.at(-1)!;
  if (put === LEAVE_OUT) delete at[last];
  // A copy, since a value that is put in twice would otherwise come to hold itself.
  else at[last] = typeof put === 'object' ? structuredClone(put) : put;
}

function outcomeOf(result: z.ZodSafeParseResult<unknown>) {
  return result.success ? { data: result.data } : { issues: result.error.issues };
}

describe('the holder of a vehicle', () => {
  const vehicle = { kind: 'vehicle', plate: 'AA001AA', registrationState: 'GEO', holder: true };

  it('is asked for alone', () => {
    assert.doesNotThrow(() => parseQuestion({ ...question, subjects: [vehicle] }));
    assert.throws(() => parseQuestion({ ...question, subjects: [vehicle, ...question.subjects] }), {
      code: 'input.invalid',
      field: 'subjects',
    });
  });

  it('is not asked for beside anything, and neither is a part of a plate', () => {
    const inPart = { kind: 'vehicle', platePattern: 'AB?123' };
    assert.doesNotThrow(() => parseQuestion({ ...question, subjects: [inPart] }));
    for (const subjects of [
      [inPart, inPart],
      [inPart, ...question.subjects],
    ])
      assert.throws(() => parseQuestion({ ...question, subjects }), { code: 'input.invalid', field: 'subjects' });
  });

  it('is told once in an answer', () => {
    const told = { ...issued, holder: { company: 'SYNTHETIC LTD' } };
    assert.doesNotThrow(() => parseAnswer({ ...answer, issued: [told, issued] }));
    assert.throws(() => parseAnswer({ ...answer, issued: [told, told] }), { code: 'input.invalid', field: 'issued' });
  });
});
