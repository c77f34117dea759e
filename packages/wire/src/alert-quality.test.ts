// SPDX-License-Identifier: Apache-2.0
// Each finding on an alert that lacks just that, and the page that lists them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Alert, parseAlert } from './alert.ts';
import { checkAlertQuality, QUALITY_FINDINGS, type QualityFinding } from './alert-quality.ts';

const EVERY = {
  authority: 'Criminal Police',
  legalBasis: 'Code of Criminal Procedure',
  cautions: [],
  handling: 'H1',
  grading: { source: 'A', information: '1' },
  covert: false,
  since: '2026-01-05',
  reviewOn: '2027-01-05',
  facts: [],
} as const;
const PERSON = {
  ...EVERY,
  id: 'UKR-PER-1',
  kind: 'person',
  category: 'wanted-arrest',
  action: 'arrest',
  offenceCategory: 'fraud',
  names: [
    { script: 'Cyrl', form: 'original', surname: 'Коваль', given: 'Іван', quality: 'primary' },
    { script: 'Latn', form: 'mrz', surname: 'KOVAL', given: 'IVAN', quality: 'primary' },
  ],
  birthDates: ['1980-02-29'],
  nationalities: ['UKR'],
  sex: 'M',
} as const;
const DOCUMENT = {
  ...EVERY,
  id: 'UKR-STD-1',
  kind: 'travel-document',
  category: 'revoked',
  action: 'keep-document',
  number: 'AB123456',
  issuingState: 'UKR',
  documentType: 'passport',
  revocationGround: 'obtained-by-fraud',
} as const;
const VEHICLE = {
  ...EVERY,
  id: 'UKR-VEH-1',
  kind: 'vehicle',
  category: 'stolen-vehicle',
  action: 'seize-vehicle',
  vin: '1M8GDM9AXKP042788',
  make: 'Škoda',
  colour: 'red',
} as const;
const OBJECT = {
  ...EVERY,
  id: 'UKR-OBJ-1',
  kind: 'object',
  category: 'stolen',
  action: 'seize-object',
  objectType: 'device',
  number: '490154203237518',
} as const;
const ARTWORK = {
  ...OBJECT,
  objectType: 'work-of-art',
  number: 'INV 7',
  artwork: { title: 'a', maker: 'b', period: 'c' },
};

describe('the quality of an alert', () => {
  for (const good of [PERSON, DOCUMENT, VEHICLE, OBJECT, ARTWORK]) {
    it(`is 100 for a complete ${good.kind}`, () => {
      assert.deepEqual(checkAlertQuality(parseAlert(good)), { findings: [], score: 100 });
    });
  }

  const without = (alert: object, field: string): object =>
    Object.fromEntries(Object.entries(alert).filter(([name]) => name !== field));
  const lacking: Readonly<Record<QualityFinding, readonly object[]>> = {
    'no-legal-basis': [{ ...PERSON, legalBasis: 'n/a' }],
    'no-birth-date': [without(PERSON, 'birthDates')],
    'partial-birth-date': [{ ...PERSON, birthDates: ['1980', '1981-02'] }],
    'one-name-only': [{ ...PERSON, names: PERSON.names.map((name) => ({ ...name, given: '' })) }],
    'one-script-only': [
      { ...PERSON, names: PERSON.names.slice(0, 1) },
      { ...PERSON, names: PERSON.names.slice(1) },
    ],
    'no-nationality': [without(PERSON, 'nationalities')],
    'no-sex': [without(PERSON, 'sex')],
    'no-offence-category': [without(PERSON, 'offenceCategory')],
    'no-grading': [without(VEHICLE, 'grading')],
    'no-revocation-ground': [without(DOCUMENT, 'revocationGround')],
    'number-check-fails': [
      { ...OBJECT, number: '490154203237519' },
      { ...OBJECT, objectType: 'container', number: 'CSQU3054384' },
      { ...OBJECT, objectType: 'account', number: 'GE29NB0000000101904017' },
      { ...OBJECT, objectType: 'boat', number: 'IMO 9074728' },
      { ...OBJECT, objectType: 'crypto-address', number: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5' },
      { ...VEHICLE, vin: '1M8GDM9A1KP042788' },
      { ...VEHICLE, vin: 'WVW123' },
      { ...VEHICLE, plate: 'ABCDEFGHIJ12345', registrationState: 'UKR' },
    ],
    'unknown-state': [
      { ...DOCUMENT, issuingState: 'MOL' },
      { ...VEHICLE, plate: 'AA1234BB', registrationState: 'UA' },
      { ...PERSON, nationalities: ['UKR', 'GOE'] },
      { ...PERSON, documents: [{ number: 'AB1', issuingState: 'QQQ', documentType: 'passport' }] },
    ],
    'days-contradict': [
      { ...PERSON, birthDates: ['1980-02-29', '2026-01-06'] },
      { ...PERSON, birthDates: ['1980-02-29', '2027'] },
      { ...DOCUMENT, issuedOn: '2026-01-06' },
      { ...DOCUMENT, lostOn: '2026-01-06' },
      { ...DOCUMENT, issuedOn: '2020-05-05', expiresOn: '2020-05-04' },
      { ...DOCUMENT, issuedOn: '2020-05-05', lostOn: '2020-05-04' },
    ],
    'no-plate': [{ ...VEHICLE, category: 'stolen-plate', action: 'seize-plate' }],
    'no-number': [without(ARTWORK, 'number')],
    'few-features': [{ ...ARTWORK, artwork: { title: 'a' } }, without(VEHICLE, 'make')],
    'review-too-late': [
      { ...PERSON, reviewOn: '2031-01-06' },
      { ...DOCUMENT, reviewOn: '2036-01-06' },
    ],
    'review-before-entry': [{ ...PERSON, reviewOn: '2026-01-04' }],
    'action-of-other-category': [{ ...PERSON, action: 'seize-object' }],
    'covert-category': [{ ...PERSON, covert: true }],
    'minor-to-arrest': [{ ...PERSON, cautions: ['minor'] }],
  };
  for (const [finding, alerts] of Object.entries(lacking) as [QualityFinding, readonly object[]][]) {
    it(`finds ${finding}, and nothing else`, () => {
      const points = QUALITY_FINDINGS[finding];
      for (const alert of alerts) {
        const { findings, score, stoppedBy } = checkAlertQuality(parseAlert(alert));
        assert.deepEqual([findings, score], [[finding], points === 'stops' ? 0 : 100 - points]);
        assert.equal(stoppedBy, points === 'stops' ? finding : undefined);
      }
    });
  }

  it('takes a review five years after entry, or after it was last confirmed', () => {
    for (const dates of [{ reviewOn: '2031-01-05' }, { revalidatedOn: '2030-01-05', reviewOn: '2035-01-05' }])
      assert.equal(checkAlertQuality(parseAlert({ ...PERSON, ...dates })).score, 100);
  });

  it('takes days of one document in their order, and a birth in the year of the entry', () => {
    const days = { issuedOn: '2020-05-05', expiresOn: '2030-05-05', lostOn: '2026-01-05' };
    for (const alert of [
      { ...DOCUMENT, ...days },
      { ...PERSON, birthDates: ['2026-01-05', '2026'] },
    ])
      assert.equal(checkAlertQuality(parseAlert(alert)).score, 100);
  });

  it('takes a discreet check that is covert, and one that officers see', () => {
    for (const covert of [true, false]) {
      const alert: Alert = parseAlert({ ...PERSON, category: 'discreet-check', action: 'discreet-check', covert });
      assert.equal(checkAlertQuality(alert).stoppedBy, undefined);
    }
  });

  it('has on its page the findings and points of the code', () => {
    const page = readFileSync(new URL('../../../spec/alert.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+|\*stops\*) \|/gm)].map(([, finding, points]) => [
      finding,
      points === '*stops*' ? 'stops' : Number(points),
    ]);
    assert.deepEqual(Object.fromEntries(rows), QUALITY_FINDINGS);
  });
});
