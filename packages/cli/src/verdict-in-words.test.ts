// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IssuedStanding } from '@iims/wire/issued';
import { stateInWords } from './verdict-in-words.ts';

test('what to do about an unknown document stands with it, and does not say to ask again', () => {
  const told = (standing: IssuedStanding) => {
    const issued = [{ register: 'licences', documentType: 'driving-licence', standing, asOf: 0 }];
    return stateInWords({ state: 'GEO', outcome: 'no-hit', hits: [], issued });
  };
  assert.match(told('unknown'), /driving-licence: unknown; register of 1970-01-01T00:00:00.000Z, which cannot tell\n/);
  assert.match(told('unknown'), /\n +do: check it by other means, or ask the contact point/);
  assert.match(told('not-found'), /it may have been issued since$/);
  assert.doesNotMatch(told('issued-and-valid'), /register of|do:/);
});
