// SPDX-License-Identifier: Apache-2.0
// The bands of spec/person-index.md, 6 and 7, at both sides of each bound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BIRTH_DATE_CODES, type BirthDateCode } from './birth-date-rules.ts';
import { bandOfPerson, leastScoreFor } from './person-band.ts';

const [COMMON, RARE] = [9, 10];

/** Least score for each band, where the name is rare and where it is common; without one it is never reached. */
const BOUNDS: Readonly<Record<BirthDateCode, { readonly hit?: number; readonly compare?: readonly [number, number] }>> =
  {
    'birth-date-equal': { hit: 750 },
    'birth-date-inverted': { compare: [750, 750] },
    'birth-date-converted': { compare: [750, 750] },
    'birth-date-edited': { compare: [750, 750] },
    'birth-date-month-equal': { compare: [800, 800] },
    'birth-date-year-equal': { compare: [800, 800] },
    'birth-date-first-of-january': { compare: [800, 800] },
    'birth-date-missing': { compare: [850, 950] },
    'birth-date-different': {},
  };

for (const code of BIRTH_DATE_CODES) {
  test(`${code} gives its band from its score on`, () => {
    const { hit, compare } = BOUNDS[code];
    for (const [place, rarity] of [RARE, COMMON].entries()) {
      const from = hit ?? compare?.[place];
      for (const score of [0, 749, 750, 799, 800, 849, 850, 949, 950, 1000]) {
        const reached = hit === undefined ? 'compare' : 'hit';
        const expected = from !== undefined && score >= from ? reached : 'no';
        assert.equal(bandOfPerson(score, code, rarity), expected, `${score}, ${rarity} bits`);
      }
    }
  });
}

test('what the index leaves aside as too little alike would have been no with any name', () => {
  for (const code of BIRTH_DATE_CODES)
    for (const rarity of [COMMON, RARE])
      for (let score = 0; score < leastScoreFor(code); score += 1)
        assert.equal(bandOfPerson(score, code, rarity), 'no', `${code} at ${score}`);
});
