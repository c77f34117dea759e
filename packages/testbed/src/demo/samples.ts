// SPDX-License-Identifier: Apache-2.0
// Lines worth trying in the demonstration: one for each kind of subject, taken from the alerts themselves.
import type { Alert } from '@iims/wire/alert';
import { FORGED_LICENCE, VALID_LICENCE } from './issued-licences.ts';
import { REGISTERED_PLATE } from './registered-vehicles.ts';
import type { DemoState } from './states.ts';
import type { SyntheticRegister } from './synthetic-alerts.ts';

export interface Sample {
  readonly input: string;
  /** What the State `from` answers: `compare` is a hit, or a document in doubt, that a person must look at first. */
  readonly expect: 'hit' | 'no-hit' | 'compare';
  /** The State whose answer it shows. */
  readonly from: DemoState;
  /** What a newcomer should know about it. */
  readonly about: string;
}

/** The alert on ICAO's specimen passport, which every guide to machine-readable zones prints (Doc 9303-4). */
export function specimenAlert(today: string, reviewOn: string): Alert {
  return {
    kind: 'travel-document',
    id: 'UKR-STD-900001',
    category: 'stolen-blank',
    number: 'L898902C3',
    issuingState: 'UTO',
    documentType: 'passport',
    authority: 'Border service (demonstration)',
    legalBasis: 'Agreement on stolen travel documents (demonstration)',
    action: 'keep-document',
    cautions: [],
    handling: 'H1',
    covert: false,
    since: today,
    reviewOn,
    facts: [{ label: 'description', value: 'SYNTHETIC: ICAO specimen, about nobody' }],
  };
}

export function chooseSamples(registers: ReadonlyMap<DemoState, readonly SyntheticRegister[]>): readonly Sample[] {
  const find = <K extends Alert['kind']>(state: DemoState, kind: K, accept: (alert: Alert & { kind: K }) => boolean) =>
    registers
      .get(state)!
      .flatMap(({ alerts }) => alerts)
      .find((alert): alert is Alert & { kind: K } => alert.kind === kind && accept(alert as Alert & { kind: K }));
  const samples: Sample[] = [
    { input: SPECIMEN_TD3, expect: 'hit', from: 'UKR', about: 'a stolen passport (ICAO specimen, two lines)' },
    {
      input: SPECIMEN_TD2,
      expect: 'no-hit',
      from: 'UKR',
      about: 'an identity card that nobody looks for (ICAO specimen)',
    },
    {
      input: SPECIMEN_TD3_MISREAD,
      expect: 'compare',
      from: 'UKR',
      about: 'the same with O read for 0, as its check digit tells',
    },
    {
      input: 'F<<NOBODY<<SYNTHETIC 1980-02-29',
      expect: 'no-hit',
      from: 'AZE',
      about: 'a person that nobody looks for',
    },
  ];
  const vehicle = find('UKR', 'vehicle', ({ category }) => category === 'stolen-vehicle');
  if (vehicle?.plate)
    samples.push({ input: `UKR ${vehicle.plate}`, expect: 'hit', from: 'UKR', about: 'a stolen vehicle, by plate' });
  const moldovan = find('MDA', 'vehicle', ({ category }) => category === 'wanted-vehicle');
  if (moldovan?.vin)
    samples.push({ input: moldovan.vin, expect: 'hit', from: 'MDA', about: 'a wanted vehicle, by VIN' });
  const passport = find('AZE', 'travel-document', ({ category }) => category === 'stolen');
  if (passport)
    samples.push({
      input: `AZE ${passport.number}`,
      expect: 'hit',
      from: 'AZE',
      about: 'a stolen document, by number',
    });
  const person = find('GEO', 'person', ({ category }) => category === 'wanted-arrest');
  const name = person?.names.find(({ form }) => form === 'original');
  if (person?.birthDates?.[0] && name) {
    samples.push({
      input: `${name.surname}, ${name.given} ${person.birthDates[0]}`,
      expect: 'hit',
      from: 'GEO',
      about: 'a wanted person, in Georgian script',
    });
    const latin = person.names.find(({ form }) => form === 'mrz');
    if (latin && latin.surname.length >= MISTYPED_LETTERS_MIN)
      samples.push({
        input: `${mistyped(latin.surname)}, ${latin.given} ${person.birthDates[0]}`,
        expect: 'hit',
        from: 'GEO',
        about: 'the same person in Latin letters, two of them swapped',
      });
  }
  const device = find('MDA', 'object', ({ objectType }) => objectType === 'device');
  if (device?.number)
    samples.push({ input: device.number, expect: 'hit', from: 'MDA', about: 'a stolen telephone, by IMEI' });
  const covert = find('MDA', 'vehicle', ({ covert }) => covert);
  if (covert?.plate)
    samples.push({
      input: `MDA ${covert.plate}`,
      expect: 'no-hit',
      from: 'MDA',
      about: 'a vehicle under a covert alert: the officer sees nothing of it',
    });
  samples.push(
    {
      input: `licence: GEO ${VALID_LICENCE}`,
      expect: 'no-hit',
      from: 'GEO',
      about: 'a driving licence that Georgia says it issued, told beside the no-hit',
    },
    {
      input: `licence: GEO ${FORGED_LICENCE}`,
      expect: 'compare',
      from: 'GEO',
      about: 'a driving licence that Georgia never issued',
    },
    {
      input: `plate: MDA ${REGISTERED_PLATE}`,
      expect: 'no-hit',
      from: 'MDA',
      about: 'a car that Moldova registered, told with its make and colour',
    },
  );
  return samples;
}

function mistyped(surname: string): string {
  return `${surname.slice(0, 2)}${surname[3]}${surname[2]}${surname.slice(4)}`;
}

const MISTYPED_LETTERS_MIN = 6;
const SPECIMEN_TD3 = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const SPECIMEN_TD3_MISREAD = SPECIMEN_TD3.replace('L898902C3', 'L8989O2C3');
const SPECIMEN_TD2 = 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6';
