// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { keysOfAlert, keysOfNamed, type SubjectKey } from './subject-keys.ts';

const person = (name: string, birthDate?: string, document?: string) =>
  keysOfNamed({
    persons: [
      {
        name,
        ...(birthDate === undefined ? {} : { birthDate }),
        ...(document === undefined ? {} : { document }),
      },
    ],
  });

/** How what somebody asks meets what was kept. */
function met(kept: readonly SubjectKey[], asked: readonly SubjectKey[]): 'sure' | 'possible' | 'not' {
  const keys = new Set(kept.filter(({ role }) => role === 'kept').map(({ key }) => key));
  const hits = asked.filter(({ role, key }) => role === 'asked' && keys.has(key));
  if (hits.some(({ isSure }) => isSure)) return 'sure';
  return hits.length > 0 ? 'possible' : 'not';
}

describe('the keys of a person', () => {
  const kept = person('Shevchenko Petro', '1974-08-12', 'AB 123456');

  it('meet the same person in another order, script and spelling', () => {
    for (const name of ['Petro Shevchenko', 'SHEVCHENKO, PETRO', 'Шевченко Петро', 'Schewtschenko Petro']) {
      assert.equal(met(kept, person(name, '1974-08-12')), 'sure', name);
    }
  });

  it('meet as possible where either side has no full date of birth, and not with another one', () => {
    assert.equal(met(kept, person('Petro Shevchenko')), 'possible');
    assert.equal(met(kept, person('Petro Shevchenko', '1974')), 'possible');
    assert.equal(met(person('Petro Shevchenko'), person('Petro Shevchenko', '1974-08-12')), 'possible');
    assert.equal(met(person('Petro Shevchenko'), person('Petro Shevchenko')), 'possible');
    assert.equal(met(kept, person('Petro Shevchenko', '1981-01-01')), 'not');
  });

  it('meet by a paper alone, and nobody else', () => {
    assert.equal(met(kept, person('Somebody Else', '1990-01-01', 'ab123456')), 'sure');
    assert.equal(met(kept, person('Ivanenko Olena', '1974-08-12')), 'not');
  });

  it('meet alerts on him, and on his papers', () => {
    const alert = (more: object) => ({ ...more }) as Alert;
    const names = [{ form: 'mrz', surname: 'SHEVCHENKO', given: 'PETRO', quality: 'primary' }];
    assert.equal(met(kept, keysOfAlert(alert({ kind: 'person', names, birthDates: ['1974-08-12'] }))), 'sure');
    assert.equal(met(kept, keysOfAlert(alert({ kind: 'travel-document', number: 'AB123456' }))), 'sure');
    assert.equal(met(kept, keysOfAlert(alert({ kind: 'vehicle', plate: 'AB123456' }))), 'not', 'a plate is no paper');
  });
});

it('things meet by their numbers', () => {
  const kept = keysOfNamed({ objects: [{ objectType: 'vehicle', number: 'aa 0017 bb' }] });
  assert.equal(met(kept, keysOfAlert({ kind: 'vehicle', plate: 'AA0017BB' } as Alert)), 'sure');
  assert.equal(met(kept, keysOfNamed({ objects: [{ objectType: 'vehicle', description: 'A red one.' }] })), 'not');
});
