// SPDX-License-Identifier: Apache-2.0
// A register of vehicles for the demonstration. Made up: plates, cars and holders belong to nobody.
import type { RegisteredVehicle, VehicleHolder } from '@iims/wire/registered-vehicle';
import { NAMES } from './names.ts';
import type { DemoState } from './states.ts';
import { isoDate } from './synthetic-alerts.ts';

export const VEHICLE_REGISTER = { id: 'registered-vehicles', kind: 'vehicle', title: 'Registered vehicles' } as const;

/** The same each time but for the days: most are in order, every tenth was withdrawn, every tenth belongs to a company. */
export function registeredVehicles(state: DemoState, today: number): readonly RegisteredVehicle[] {
  return Array.from({ length: VEHICLES }, (_, i) => ({
    id: `${state}-VEH-${String(i + 1).padStart(6, '0')}`,
    kind: VEHICLE_REGISTER.kind,
    plate: registeredPlate(i),
    ...CARS[i % CARS.length]!,
    year: String(2005 + (i % 18)),
    validUntil: isoDate(today + 2 * YEAR_MS),
    standing: i % 10 === WITHDRAWN_PLACE ? 'withdrawn' : 'valid',
    holder: i % 10 === COMPANY_PLACE ? { company: `SYNTHETIC ${i} LTD` } : person(state, i),
  }));
}

/** Of a vehicle in order, with a person for a holder. */
export const REGISTERED_PLATE = registeredPlate(0);

function person(state: DemoState, i: number): VehicleHolder {
  const { surnames, women } = NAMES[state];
  const [surname, given] = [surnames[i % surnames.length]![1], women[i % women.length]![1]];
  return { surname, given, birthDate: `${1950 + (i % 50)}-06-15`, place: 'SYNTHETIC' };
}

/** Of a form that no alert of the demonstration has. */
function registeredPlate(i: number): string {
  return `SYN${String(1_003 + i * 37)}Q`;
}

const CARS = [
  { make: 'Skoda', model: 'Octavia', colour: 'grey' },
  { make: 'Toyota', model: 'Prius', colour: 'white' },
  { make: 'Dacia', model: 'Logan', colour: 'blue' },
  { make: 'Lada', model: 'Niva', colour: 'green' },
] as const;
const VEHICLES = 100;
const WITHDRAWN_PLACE = 9;
const COMPANY_PLACE = 8;
const YEAR_MS = 365 * 86_400_000;
