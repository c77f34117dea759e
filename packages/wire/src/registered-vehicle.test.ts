// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { subjectSchema, vehicleHolderSchema } from './query.ts';
import { type RegisteredVehicle, registrationKeys, stateAskedForHolder } from './registered-vehicle.ts';
import { parseRegisteredVehicle } from './registered-vehicle-entry.ts';

const CAR = {
  id: 'GEO-VEH-1',
  kind: 'vehicle',
  plate: 'AA 001-AA',
  vin: '1M8GDM9AXKP042788',
  make: 'Skoda',
  model: 'Octavia',
  colour: 'grey',
  year: '2019',
  validUntil: '2030-01-31',
  standing: 'valid',
  holder: { surname: 'SYNTHETIC', given: 'ANNA', birthDate: '1980', place: 'TBILISI' },
} as const satisfies RegisteredVehicle;

describe('a registered vehicle', () => {
  it('is read strictly', () => {
    assert.deepEqual(parseRegisteredVehicle(CAR), CAR);
    for (const [change, field] of [
      [{ owner: 'X' }, 'input'],
      [{ plate: '--' }, 'plate'],
      [{ year: '19' }, 'year'],
      [{ standing: 'stolen' }, 'standing'],
      [{ make: 'x'.repeat(25) }, 'make'],
      [{ holder: { company: 'X', surname: 'Y', given: '' } }, 'holder'],
      [{ holder: { given: 'Y' } }, 'holder'],
    ] as const)
      assert.throws(() => parseRegisteredVehicle({ ...CAR, ...change }), { code: 'input.invalid', field });
  });

  it('is held under its plate and VIN in canonical form', () => {
    assert.deepEqual(registrationKeys(CAR), ['issued|plate|AA001AA', 'issued|vin|1M8GDM9AXKP042788']);
    assert.deepEqual(registrationKeys({ plate: 'aa001aa' }), ['issued|plate|AA001AA']);
  });

  it('has a holder that is a person or a company, of bounded length', () => {
    const accepts = (holder: object) => vehicleHolderSchema.safeParse(holder).success;
    assert.ok(accepts({ company: 'SYNTHETIC LTD' }));
    assert.ok(accepts({ surname: 'X', given: '' }));
    assert.ok(!accepts({ company: 'x'.repeat(61) }));
  });

  it('is asked for its holder with the State named, by a whole plate or VIN', () => {
    const accepts = (subject: object) => subjectSchema.safeParse({ kind: 'vehicle', holder: true, ...subject }).success;
    assert.ok(accepts({ plate: 'AA001AA', registrationState: 'GEO' }));
    assert.ok(!accepts({ plate: 'AA001AA' }));
    assert.ok(!accepts({ platePattern: 'AA?01AA', registrationState: 'GEO' }));
    assert.ok(!accepts({ plate: 'AA001AA', registrationState: 'GEO', holder: false }));
    const asked = { kind: 'vehicle', plate: 'AA001AA', registrationState: 'GEO' } as const;
    assert.equal(stateAskedForHolder({ subjects: [{ ...asked, holder: true }] }), 'GEO');
    assert.equal(stateAskedForHolder({ subjects: [asked] }), undefined);
  });
});
