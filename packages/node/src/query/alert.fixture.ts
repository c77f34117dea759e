// SPDX-License-Identifier: Apache-2.0
// Alerts for tests of the query's road.
import type { Alert } from '@iims/wire/alert';
import type { AlertPerson } from '@iims/wire/alert-person';
import type { AlertVehicle } from '@iims/wire/alert-vehicle';
import type { EveryAlert } from '@iims/wire/every-alert';
import type { PlateSearch } from '../registers/plate-list.ts';
import type { PersonSearch } from './lookup.ts';

/** A stolen passport, about nobody. */
export function passportAlert(number: string, serial: number, { covert = false, reviewOn = '2099-01-05' } = {}): Alert {
  return {
    kind: 'travel-document',
    id: `UKR-STD-${serial}`,
    category: 'stolen',
    number,
    issuingState: 'UTO',
    documentType: 'passport',
    authority: 'Border Guard',
    legalBasis: 'Agreement',
    action: 'keep-document',
    cautions: [],
    handling: 'H1',
    covert,
    since: '2026-01-05',
    reviewOn,
    facts: [],
  };
}

/** A vehicle under discreet check, by plate and VIN. */
export function vehicleAlert(
  plate: string,
  vin: string,
  serial: number,
  change: Partial<EveryAlert & AlertVehicle> = {},
): Alert {
  return {
    kind: 'vehicle',
    id: `UKR-VEH-${serial}`,
    category: 'discreet-check',
    vin,
    plate,
    registrationState: 'UKR',
    authority: 'Criminal Police',
    legalBasis: 'Code of Criminal Procedure',
    action: 'discreet-check',
    cautions: [],
    handling: 'H2',
    covert: false,
    since: '2026-01-05',
    reviewOn: '2099-01-05',
    facts: [],
    ...change,
  };
}

/** An index of persons that leads to nobody. */
export const NOBODY: PersonSearch = { search: () => [], follows: () => true };

/** A list of plates with none in it. */
export const NO_PLATES: PlateSearch = { search: async () => [], follows: () => true };

/** A wanted person with a paper, a nickname, and a victim whose name he uses; about nobody. */
export function personAlert(serial: number, change: Partial<EveryAlert & AlertPerson> = {}): Alert {
  return {
    kind: 'person',
    id: `UKR-PER-${serial}`,
    category: 'wanted-arrest',
    names: [
      { form: 'mrz', surname: 'KOVAL', given: 'IVAN', quality: 'primary' },
      { form: 'mrz', surname: 'BONDAR', given: 'PETRO', quality: 'strong-alias' },
      { form: 'mrz', surname: 'VANKO', given: '', quality: 'weak-alias' },
    ],
    birthDates: ['1980-02-29', '1981-03-01'],
    documents: [{ number: 'PAPER1', issuingState: 'UTO', documentType: 'passport' }],
    misusedIdentity: { names: [{ form: 'mrz', surname: 'BONDAR', given: 'PETRO' }], birthDates: ['1980-02-29'] },
    authority: 'Criminal Police',
    legalBasis: 'Code of Criminal Procedure',
    action: 'arrest',
    cautions: [],
    handling: 'H2',
    covert: false,
    since: '2026-01-05',
    reviewOn: '2099-01-05',
    facts: [],
    ...change,
  };
}
