// SPDX-License-Identifier: Apache-2.0
// Synthetic alerts of one State, the same for the same seed. Every alert says that it is synthetic.
import type { Alert, AlertSubject } from '@iims/wire/alert';
import type { AlertName } from '@iims/wire/alert-person';
import type { Action, Category, Caution } from '@iims/wire/code-lists';
import type { AlertFact, EveryAlert } from '@iims/wire/every-alert';
import { SeededRandom } from '../simulation/random.ts';
import { NAMES } from './names.ts';
import { containerNumber, documentNumber, imei, licenceNumber, plate, vin } from './numbers.ts';
import { DEMO_STATES, type DemoRegister, type DemoState, PROFILES, REGISTERS } from './states.ts';

export interface SyntheticRegister extends Omit<DemoRegister, 'share'> {
  readonly alerts: readonly Alert[];
}

export interface SyntheticOptions {
  readonly state: DemoState;
  /** Alerts in all registers together. */
  readonly records: number;
  readonly seed: number;
  /** The day on which the data are made, ms since 1970: entry and review dates lie around it. */
  readonly today: number;
}

/** The State's registers, filled. Ids are unique in the State; numbers are unique in their register. */
export function syntheticRegisters({ state, records, seed, today }: SyntheticOptions): readonly SyntheticRegister[] {
  const random = new SeededRandom(seed, DEMO_STATES.indexOf(state));
  const counts = countsOf(records);
  return REGISTERS.map(({ share: _share, ...register }, place) => {
    const count = counts[place]!;
    const taken = new Set<string>();
    const alerts = Array.from({ length: count }, (_, i) =>
      makeAlert(register.kind, {
        state,
        random,
        today,
        taken,
        id: `${state}-${ID_WORDS[register.kind]}-${String(i + 1).padStart(6, '0')}`,
      }),
    );
    return { ...register, alerts };
  });
}

/** By share, rounded down; what rounding leaves goes one by one to the first registers, so that the sum is exact. */
function countsOf(records: number): readonly number[] {
  const counts = REGISTERS.map(({ share }) => Math.floor((records * share) / 100));
  const left = records - counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, place) => count + (place < left ? 1 : 0));
}

interface Making {
  readonly state: DemoState;
  readonly random: SeededRandom;
  readonly today: number;
  /** Numbers of the register that are used already. */
  readonly taken: Set<string>;
  readonly id: string;
}

function makeAlert(kind: DemoRegister['kind'], making: Making): Alert {
  switch (kind) {
    case 'travel-document':
      return documentAlert(making);
    case 'official-document':
      return officialDocumentAlert(making);
    case 'vehicle':
      return vehicleAlert(making);
    case 'person':
      return personAlert(making);
    case 'object':
      return objectAlert(making);
  }
}

function documentAlert(making: Making): Alert {
  const { state, random } = making;
  const category = pick(random, [
    'stolen-blank',
    'stolen',
    'stolen',
    'lost',
    'lost',
    'lost',
    'revoked',
    'invalid',
  ] as const);
  const documentType = pick(random, ['passport', 'passport', 'passport', 'identity-card', 'residence-permit'] as const);
  return finish(
    making,
    {
      category,
      action: 'keep-document',
      handling: 'H1',
      legalBasis: 'Agreement on stolen travel documents (demonstration)',
    },
    {
      kind: 'travel-document',
      number: fresh(making, () => documentNumber(state, random)),
      issuingState: state,
      documentType,
    },
  );
}

function officialDocumentAlert(making: Making): Alert {
  const { state, random } = making;
  const documentType = pick(random, [
    'driving-licence',
    'driving-licence',
    'vehicle-registration',
    'firearm-licence',
  ] as const);
  return finish(
    making,
    {
      category: pick(random, ['stolen', 'lost', 'revoked'] as const),
      action: 'keep-document',
      handling: 'H0',
      legalBasis: 'Road Traffic Act (demonstration)',
    },
    {
      kind: 'official-document',
      number: fresh(making, () => licenceNumber(random)),
      issuingState: state,
      documentType,
    },
  );
}

function vehicleAlert(making: Making): Alert {
  const { state, random } = making;
  const [category, action] = pick(random, [
    ['stolen-vehicle', 'seize-vehicle'],
    ['stolen-vehicle', 'seize-vehicle'],
    ['wanted-vehicle', 'contact-owner'],
    ['stolen-plate', 'seize-plate'],
    ['discreet-check', 'discreet-check'],
  ] as const);
  const [make, model] = pick(random, [
    ['Škoda', 'Octavia'],
    ['Toyota', 'Camry'],
    ['Dacia', 'Logan'],
    ['Volkswagen', 'Passat'],
    ['Hyundai', 'Tucson'],
    ['Mercedes-Benz', 'Sprinter'],
  ] as const);
  return finish(
    making,
    {
      category,
      action,
      handling: 'H0',
      legalBasis: 'Code of Criminal Procedure (demonstration)',
      covert: category === 'discreet-check',
    },
    {
      kind: 'vehicle',
      vin: vin(random),
      plate: fresh(making, () => plate(state, random)),
      registrationState: state,
      make,
      model,
      colour: pick(random, ['white', 'black', 'silver', 'blue', 'red', 'grey'] as const),
    },
  );
}

function personAlert(making: Making): Alert {
  const { state, random } = making;
  const [category, action, cautions] = pick(random, [
    ['wanted-arrest', 'arrest', ['escape-risk']],
    ['wanted-arrest', 'arrest', ['armed', 'violent']],
    ['missing', 'protect', []],
    ['locate', 'establish-whereabouts', []],
    ['entry-ban', 'do-not-admit', []],
    ['discreet-check', 'discreet-check', []],
  ] as const);
  const isWoman = random.below(2) === 0;
  return finish(
    making,
    {
      category,
      action,
      cautions,
      handling: 'H2',
      legalBasis: 'Code of Criminal Procedure (demonstration)',
      covert: category === 'discreet-check',
    },
    {
      kind: 'person',
      names: personNames(state, isWoman, random),
      birthDates: [isoDate(Date.UTC(1950 + random.below(56), random.below(12), 1 + random.below(28)))],
      sex: isWoman ? 'F' : 'M',
      nationalities: [state],
    },
  );
}

function objectAlert(making: Making): Alert {
  const { random } = making;
  const [objectType, make] = pick(random, [
    ['device', imei],
    ['container', containerNumber],
    ['firearm', licenceNumber],
  ] as const);
  return finish(
    making,
    {
      category: pick(random, ['stolen', 'lost', 'seized'] as const),
      action: 'seize-object',
      handling: 'H0',
      legalBasis: 'Code of Criminal Procedure (demonstration)',
    },
    {
      kind: 'object',
      objectType,
      number: fresh(making, () => make(random)),
    },
  );
}

interface Ground {
  readonly category: Category;
  readonly action: Action;
  readonly handling: EveryAlert['handling'];
  readonly legalBasis: string;
  readonly cautions?: readonly Caution[];
  readonly covert?: boolean;
}

function finish(making: Making, ground: Ground, subject: AlertSubject): Alert {
  const { id, state, random, today } = making;
  const enteredAt = today - random.below(900) * DAY_MS;
  const { owners } = PROFILES[state];
  return {
    ...subject,
    cautions: [],
    covert: false,
    ...ground,
    id,
    authority: subject.kind === 'travel-document' ? owners.border : owners.police,
    since: isoDate(enteredAt),
    reviewOn: isoDate(today + (30 + random.below(700)) * DAY_MS),
    facts: [SYNTHETIC],
  } as Alert;
}

/** Original script and MRZ form, so that a query in either meets it. */
function personNames(state: DemoState, isWoman: boolean, random: SeededRandom): AlertName[] {
  const { script, surnames, women, men } = NAMES[state];
  const [surname, surnameMrz] = pick(random, surnames);
  const [given, givenMrz] = pick(random, isWoman ? women : men);
  return [
    { script, form: 'original', surname, given, quality: 'primary' },
    { script: 'Latn', form: 'mrz', surname: surnameMrz, given: givenMrz, quality: 'primary' },
  ];
}

/** A number that this register does not hold yet. Numbers are many times more than alerts, so this ends. */
function fresh({ taken }: Making, make: () => string): string {
  for (;;) {
    const number = make();
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
}

function pick<T>(random: SeededRandom, choices: readonly T[]): T {
  return choices[random.below(choices.length)]!;
}

export function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const SYNTHETIC: AlertFact = { label: 'description', value: 'SYNTHETIC: made for demonstration, about nobody' };
const ID_WORDS: Readonly<Record<DemoRegister['kind'], string>> = {
  'travel-document': 'STD',
  vehicle: 'VEH',
  person: 'PER',
  'official-document': 'DOC',
  object: 'OBJ',
};
const DAY_MS = 86_400_000;
