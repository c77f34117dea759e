// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Alert, parseAlert } from './alert.ts';
import { type AlertKey, alertKeys, LOOKUP_KEYS_MAX, type LookupKey, lookupKeys } from './lookup-keys.ts';
import { subjectSchema } from './query.ts';
import { ALTERNATIVES_MAX, NAMES_MAX, type Subject } from './subject.ts';
import { validate } from './validate.ts';

interface KeyVectors {
  subjects: { name: string; subject: unknown; keys: LookupKey[] }[];
  alerts: { name: string; alert: unknown; keys: AlertKey[] }[];
}
const vectors: KeyVectors = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/keys/keys.json', import.meta.url), 'utf8'),
);

describe('lookup keys', () => {
  for (const { name, subject, keys } of vectors.subjects) {
    it(`asks: ${name}`, () => assert.deepEqual(lookupKeys(validate(subjectSchema, subject)), keys));
  }
  for (const { name, alert, keys } of vectors.alerts) {
    it(`indexes: ${name}`, () => assert.deepEqual(alertKeys(parseAlert(alert)), keys));
  }

  const template = vectors.alerts[0]!.alert as Alert;
  const base = (({
    id,
    category,
    authority,
    legalBasis,
    action,
    cautions,
    handling,
    covert,
    since,
    reviewOn,
    facts,
  }) => ({
    id,
    category,
    authority,
    legalBasis,
    action,
    cautions,
    handling,
    covert,
    since,
    reviewOn,
    facts,
  }))(template);
  const number = fc
    .string({ unit: fc.constantFrom(...'0123456789ABDOQSZabcАВЖЯ -/'), minLength: 1, maxLength: 20 })
    .filter((text) => /[\p{L}\d]/u.test(text));
  const name = fc
    .string({ unit: fc.constantFrom(...'AÄbəЁжШ ’-ünO'), minLength: 1, maxLength: 20 })
    .filter((text) => /[\p{L}\d]/u.test(text));
  const issuer = fc.constantFrom('UKR', 'D', 'UTO');
  const alertSubject: fc.Arbitrary<Subject> = fc.oneof(
    fc.record({ kind: fc.constant('travel-document' as const), number, issuingState: issuer }),
    fc.record({ kind: fc.constant('official-document' as const), number, issuingState: issuer }),
    fc.record({ kind: fc.constant('vehicle' as const), plate: number, registrationState: issuer }),
    fc.record({ kind: fc.constant('vehicle' as const), vin: number.filter((text) => text.length > 9) }),
    fc.record({
      kind: fc.constant('object' as const),
      objectType: fc.constantFrom('firearm' as const, 'device' as const),
      number,
    }),
    fc.record({
      kind: fc.constant('person' as const),
      names: fc.array(fc.record({ form: fc.constant('original' as const), surname: name, given: name }), {
        minLength: 1,
        maxLength: 3,
      }),
      birthDate: fc.constant('1974-08-12'),
    }),
  );
  const asAlert = (subject: Subject): Alert =>
    (subject.kind === 'person'
      ? {
          ...base,
          ...subject,
          names: subject.names.map((one) => ({ ...one, quality: 'primary' })),
          birthDates: [subject.birthDate],
        }
      : { ...base, ...subject }) as unknown as Alert;
  const indexOf = (alert: Alert) => new Set(alertKeys(alert).map(({ key }) => key));

  it('lets a question about exactly what an alert holds meet it as given', () => {
    fc.assert(
      fc.property(alertSubject, (subject) => {
        const indexed = indexOf(asAlert(subject));
        assert.ok(lookupKeys(subject).some((key) => key.matchedOn === 'as-given' && indexed.has(key.key)));
      }),
      { numRuns: 500 },
    );
  });

  it('lets a question without issuer or State meet it too', () => {
    fc.assert(
      fc.property(alertSubject, (subject) => {
        const {
          issuingState: _i,
          registrationState: _r,
          ...open
        } = subject as Subject & { issuingState?: string; registrationState?: string };
        const indexed = indexOf(asAlert(subject));
        assert.ok(lookupKeys(open as Subject).some((key) => key.matchedOn === 'as-given' && indexed.has(key.key)));
      }),
      { numRuns: 300 },
    );
  });

  it('lets another issuer meet nothing', () => {
    const alert = asAlert({ kind: 'travel-document', number: 'X1', issuingState: 'UKR' });
    const asked = lookupKeys({ kind: 'travel-document', number: 'X1', issuingState: 'GEO' });
    const indexed = indexOf(alert);
    assert.deepEqual(
      asked.filter((key) => indexed.has(key.key)),
      [],
    );
  });

  it('lets one confused character meet, but never as given', () => {
    const alert = indexOf(asAlert({ kind: 'travel-document', number: 'AB012345', issuingState: 'UKR' }));
    const met = lookupKeys({ kind: 'travel-document', number: 'A8O12345', issuingState: 'UKR' }).filter((key) =>
      alert.has(key.key),
    );
    assert.deepEqual(
      met.map((key) => key.matchedOn),
      ['confusable'],
    );
  });

  it('keeps documents, plates and objects of one number apart', () => {
    const travel = indexOf(asAlert({ kind: 'travel-document', number: 'AA1234', issuingState: 'UKR' }));
    for (const other of [
      { kind: 'official-document', number: 'AA1234' },
      { kind: 'vehicle', plate: 'AA1234' },
      { kind: 'object', objectType: 'firearm', number: 'AA1234' },
    ] as const) {
      assert.equal(
        lookupKeys(other).some((key) => travel.has(key.key)),
        false,
      );
    }
  });

  it('gives no band but compare where whoever stands there may be the victim', () => {
    const person = parseAlert(vectors.alerts.find(({ name }) => name.startsWith('a person whose papers'))!.alert);
    const victims = alertKeys(person).filter(({ why }) => why === 'misused-identity');
    assert.ok(victims.length > 0);
    assert.ok(victims.every(({ band }) => band === 'compare'));
  });

  it('stays within its bound for the largest subjects', () => {
    const names = Array.from({ length: NAMES_MAX }, (_, i) => ({
      form: 'original' as const,
      surname: `Ü${'A'.repeat(i + 1)}`,
      given: 'Ö P',
    }));
    const person = lookupKeys({ kind: 'person', names, birthDate: '1974-08-12' });
    assert.equal(person.length, LOOKUP_KEYS_MAX);
    const alternatives = Array.from({ length: ALTERNATIVES_MAX }, (_, i) => `A${i}`);
    assert.ok(
      lookupKeys({ kind: 'vehicle', vin: 'WVWZZZ1JZXW000001', plate: 'Ж1', alternatives }).length <= LOOKUP_KEYS_MAX,
    );
  });
});
