// SPDX-License-Identifier: Apache-2.0
// An offline pack: `node bench/offline-pack.ts 100000`. Half of the alerts are on persons (two spellings, synthetic names of syllables),
// half on passports. Measured: bytes, the time to lay out, sign and seal, to open, verify and index, and single checks.
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw } from '@iims/crypto/keys';
import { beginPack } from '@iims/crypto/pack-envelope';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { PROFILE_VERSION } from '@iims/matching/profile';
import { systemRandom } from '@iims/node/clock';
import { checkPack } from '@iims/node/packs/check-pack';
import { packedAlert } from '@iims/node/packs/may-travel';
import { openPackOnDevice } from '@iims/node/packs/open-pack';
import { PackWriter } from '@iims/node/packs/pack-contents';
import { passportAlert, personAlert } from '@iims/node/query/alert.fixture';
import { foundedForTests, UKR } from '@iims/node/trust/federation.fixture';
import { SeededRandom } from '@iims/testbed/simulation/random';
import { concatBytes } from '@iims/wire/bytes';
import { detectSubjects } from '@iims/wire/detect';

const NO_VICTIM = { names: [] };
const SYLLABLES = [
  'KA',
  'LO',
  'VEN',
  'MIR',
  'SHE',
  'DZE',
  'ROS',
  'TAN',
  'BEK',
  'GUR',
  'ILI',
  'NOV',
  'PET',
  'RAM',
  'SUL',
  'VAK',
  'YUR',
  'ZHA',
  'CHO',
];

const ALERTS = Number(process.argv[2] ?? 100_000);
const CHECKS = Number(process.argv[3] ?? 500);
const NOW = Date.UTC(2026, 5, 1);
const random = new SeededRandom(19);
const persons = Math.floor(ALERTS / 2);
const device = kemPrivateKeyFromSeed(new Uint8Array(32).fill(1));
const officer = kemPrivateKeyFromSeed(new Uint8Array(32).fill(2));
const federation = foundedForTests(NOW - 3_600_000);

let longestMs = 0;
const madeIn = stopwatch();
const bytes = await make();
say(`${ALERTS} alerts in ${(bytes.length / 1e6).toFixed(1)} MB, ${(bytes.length / ALERTS).toFixed(0)} B each`);
say(`made in ${madeIn()}; the longest slice took ${longestMs.toFixed(0)} ms`);
const openedIn = stopwatch();
const pack = openPackOnDevice({ bytes, device, officer, rootOfTrust: federation.rootFile, now: NOW });
say(`opened, verified and indexed in ${openedIn()}; ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`);
measure('a passport that is there', (serial) => `P${serial + persons}`);
measure('a passport that is not there', (serial) => `Q${serial}`);
measure('a person by name and date of birth', (serial) => {
  const { surname, given, birthDate } = personOf(serial);
  return `${surname} ${given} ${birthDate}`;
});

async function make(): Promise<Uint8Array> {
  const keys = { device: kemPublicKeyFromRaw(device.publicKey), officer: kemPublicKeyFromRaw(officer.publicKey) };
  const times = { createdAt: NOW, notAfter: NOW + 6 * 3_600_000 };
  const clear = { id: systemRandom(16), state: UKR, salt: systemRandom(16), exercise: true };
  const writer = new PackWriter(beginPack({ ...clear, ...times }, keys, systemRandom));
  let since = performance.now();
  const pause = async (): Promise<void> => {
    longestMs = Math.max(longestMs, performance.now() - since);
    since = performance.now();
  };
  for (let serial = 0; serial < ALERTS; serial += 1) {
    const isPerson = serial < persons;
    writer.add(isPerson ? 0 : 1, packedAlert(isPerson ? person(serial) : passportAlert(`P${serial}`, serial))!);
    await pause();
  }
  const register = { changedAt: NOW, checkedAt: NOW };
  const about = {
    user: 'officer',
    deviceName: 'tablet',
    authority: 'Border Guard',
    usesMax: 500,
    usesKey: device.publicKey,
    profile: PROFILE_VERSION,
    registers: [
      { id: 'persons', kind: 'person', title: '', alerts: persons, ...register },
      { id: 'documents', kind: 'travel-document', title: '', alerts: ALERTS - persons, ...register },
    ],
    persons,
    trust: trustBundleOf(federation.trust),
  };
  const made = await writer.finish(about, federation.states.get(UKR)!.keys.signing[0]!, pause);
  await pause();
  return concatBytes(...made.parts);
}

function person(serial: number) {
  const { surname, given, birthDate } = personOf(serial);
  const names = [
    { form: 'mrz', surname, given, quality: 'primary' },
    { form: 'national', surname: `${surname}OV`, given, quality: 'strong-alias' },
  ] as const;
  return personAlert(serial, {
    handling: 'H1',
    names,
    birthDates: [birthDate],
    documents: [],
    misusedIdentity: NO_VICTIM,
  });
}

/** The same for the same serial. */
function personOf(serial: number): { surname: string; given: string; birthDate: string } {
  const syllables = (seed: number, count: number) =>
    Array.from(
      { length: count },
      (_, place) => SYLLABLES[(seed * 31 + place * place * 7 + seed * place) % SYLLABLES.length],
    ).join('');
  const day = `${1 + (serial % 28)}`.padStart(2, '0');
  const month = `${1 + (serial % 12)}`.padStart(2, '0');
  return {
    surname: syllables(serial % 9_973, 3),
    given: syllables(serial % 499, 2),
    birthDate: `${1940 + (serial % 65)}-${month}-${day}`,
  };
}

function measure(title: string, inputOf: (serial: number) => string): void {
  const times: number[] = [];
  let met = 0;
  for (let round = 0; round < CHECKS; round += 1) {
    const input = inputOf(random.below(persons));
    const at = performance.now();
    const { subjects } = detectSubjects(input, { referenceYear: 2026 });
    const verdict = checkPack(pack, subjects, NOW);
    times.push(performance.now() - at);
    if (verdict.verdict !== 'incomplete') met += 1;
  }
  times.sort((one, other) => one - other);
  const at = (share: number): string => times[Math.floor(times.length * share)]!.toFixed(2);
  say(`${title}: p50 ${at(0.5)}, p99 ${at(0.99)} ms; met ${met} of ${CHECKS}`);
}

/** Time on the clock, and of the processor. */
function stopwatch(): () => string {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return `${((performance.now() - startedAt) / 1_000).toFixed(1)} s (processor ${((user + system) / 1e6).toFixed(1)} s)`;
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
