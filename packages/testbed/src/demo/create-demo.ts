// SPDX-License-Identifier: Apache-2.0
// Creates the demonstration's directory, or continues the one that is there: real keys, a signed trust list, four nodes'
// data directories with synthetic registers, and accounts whose passwords stay the same.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '@iims/node/access/passwords';
import { ROLES, type Role } from '@iims/node/access/permissions';
import { systemClock, systemRandom } from '@iims/node/clock';
import { KEYS_FOLDER, STORE_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { writePlainKeys } from '@iims/node/keys/plain-keys';
import { writeHolderSeeds } from '@iims/node/keys/seed-files';
import { loadIssuedRegister } from '@iims/node/registers/load-issued-register';
import { loadRegister } from '@iims/node/registers/load-register';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { type FoundedFederation, foundFederation } from '@iims/node/trust/found';
import { initTrustFolder, saveDocument } from '@iims/node/trust/trust-folder';
import { PURPOSES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import { EVERY_OTHER_REGISTER } from '@iims/wire/trust-documents';
import { continueDemo } from './continue-demo.ts';
import {
  type DemoAccount,
  moveIn,
  OFFICERS_FOLDER,
  openWorkshop,
  ROOT_FILE,
  ROOT_HOLDERS_FOLDER,
  readDemo,
  type SettledDemo,
  saveDemo,
  savePasswords,
} from './demo-directory.ts';
import { issuedLicences, LICENCE_REGISTER } from './issued-licences.ts';
import { writeNodeConfig } from './node-config.ts';
import { partnerPort } from './ports.ts';
import { registeredVehicles, VEHICLE_REGISTER } from './registered-vehicles.ts';
import { chooseSamples, specimenAlert } from './samples.ts';
import { DEMO_STATES, type DemoProfile, type DemoState, ENTERED_REGISTERS, PROFILES, REGISTERS } from './states.ts';
import { isoDate, type SyntheticRegister, syntheticRegisters } from './synthetic-alerts.ts';

export interface DemoOptions {
  readonly directory: string;
  /** Port of the first node's officer's edge; the others and the partners' edges follow. */
  readonly port: number;
  /** Alerts for each State. They count at the first start; a directory that is there keeps its own. */
  readonly records: number;
  readonly seed: number;
}

export interface DemoSurroundings {
  /** Ends the making at the next step; what is half made is thrown away at the next start. */
  readonly stop: AbortSignal;
  /** Tells the person at the terminal what takes time. */
  readonly say: (line: string) => void;
}

/** A demonstration whose nodes may start. Throws the reason of `stop` when that ends the making. */
export async function createDemo(
  options: DemoOptions,
  { stop, say }: DemoSurroundings = UNDISTURBED,
): Promise<SettledDemo> {
  const { directory, port } = options;
  const existing = readDemo(directory);
  if (existing) return continueDemo(directory, existing, port);
  say(`Making four States with ${options.records} alerts each; this takes some seconds.`);
  const workshop = openWorkshop(directory);
  const demo = await makeDemo({ ...options, directory: workshop }, stop);
  saveDemo(workshop, demo);
  moveIn(directory);
  return demo;
}

async function makeDemo(options: DemoOptions, stop: AbortSignal): Promise<SettledDemo> {
  const { directory, port, records, seed } = options;
  const now = systemClock.now();
  const federation = foundFederation({
    federation: 'demo-guam',
    exercise: false,
    states: DEMO_STATES.map((state) => foundingState(PROFILES[state], port)),
    now,
    random: systemRandom,
  });
  const registers = new Map(DEMO_STATES.map((state) => [state, registersOf(state, options, now)]));
  const accounts = DEMO_STATES.flatMap((state) => ROLES.map((role) => makeAccount(state, role)));
  const making = { options, federation, accounts, now, stop };
  // Each node's store writes in a thread of its own.
  await Promise.all(DEMO_STATES.map((state) => createNode(making, PROFILES[state], registers.get(state)!)));
  writeFileSync(join(directory, ROOT_FILE), federation.rootFile);
  savePasswords(directory, accounts);
  return { port, records, seed, accounts, samples: chooseSamples(registers) };
}

interface Making {
  readonly options: DemoOptions;
  readonly federation: FoundedFederation;
  readonly accounts: readonly DemoAccount[];
  readonly now: number;
  readonly stop: AbortSignal;
}

async function createNode(
  { options, federation, accounts, now, stop }: Making,
  profile: DemoProfile,
  registers: readonly SyntheticRegister[],
): Promise<void> {
  const { directory, port } = options;
  const { state } = profile;
  const folder = join(directory, state);
  const { seeds, officers, rootHolder } = federation.states.get(state)!;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await writePlainKeys(join(folder, KEYS_FOLDER), profile.nodeId, seeds);
  await writeHolderSeeds(join(directory, OFFICERS_FOLDER, state), officers);
  await writeHolderSeeds(join(directory, ROOT_HOLDERS_FOLDER), [rootHolder]);
  const trustFolder = join(folder, TRUST_FOLDER);
  await initTrustFolder(trustFolder, federation.rootFile);
  for (const [member, { version, document }] of federation.trust.states) {
    await saveDocument(trustFolder, { type: 'state', state: member, version, file: document.file });
  }
  writeNodeConfig(directory, profile, port);
  const store = await openSqliteStore({
    path: join(folder, STORE_FILE),
    atRest: seeds.atRest,
    now: systemClock.now,
    random: systemRandom,
  });
  try {
    await store.write({ event: 'node.initialised', body: { state, nodeId: profile.nodeId } });
    for (const { id, kind, title, alerts } of registers) {
      stop.throwIfAborted();
      await loadRegister(store, { id, kind, title, changedAt: now, alerts }, now);
    }
    for (const { id, kind, title } of ENTERED_REGISTERS) {
      await loadRegister(store, { id, kind, title, changedAt: now, keptBy: 'hand', alerts: [] }, now);
    }
    const documents = issuedLicences(state, now);
    const licences = {
      ...LICENCE_REGISTER,
      changedAt: now,
      completeFor: ['driving-licence'],
      // Nobody brings the demonstration's list again.
      completeMs: 366 * 86_400_000,
      documents,
    } as const;
    await loadIssuedRegister(store, licences, now);
    const vehicles = {
      ...VEHICLE_REGISTER,
      changedAt: now,
      completeFor: [],
      documents: registeredVehicles(state, now),
    };
    await loadIssuedRegister(store, vehicles, now);
    for (const { user, role, password } of accounts.filter((account) => account.state === state)) {
      stop.throwIfAborted();
      const passwordHash = await hashPassword(password, systemRandom);
      await store.write(
        { event: 'user.added', body: { user, role, by: 'demonstration' } },
        { name: 'add-user', args: { user, role, passwordHash } },
      );
    }
  } finally {
    await store.close();
  }
}

function registersOf(state: DemoState, { records, seed }: DemoOptions, now: number): readonly SyntheticRegister[] {
  const registers = syntheticRegisters({ state, records, seed, today: now });
  if (state !== 'UKR') return registers;
  const specimen = specimenAlert(isoDate(now), isoDate(now + YEAR_MS));
  return registers.map((register) =>
    // In the place of another, so that a State holds as many alerts as were asked for.
    register.kind === 'travel-document' ? { ...register, alerts: [specimen, ...register.alerts.slice(1)] } : register,
  );
}

/** Registers that the State's document names. */
/** Stands for a right, not for a register (spec/plate-pattern.md, 4). */
const PARTIAL_PLATES = { id: 'partial-plates', kind: 'vehicle', title: 'Queries by a part of a plate' } as const;
/** Likewise (spec/vehicle-registration.md, 7). */
const VEHICLE_HOLDERS = { id: 'vehicle-holders', kind: 'vehicle', title: 'Holders of registered vehicles' } as const;
/** What an operator may import of what the State issued, and partners ask then: such a register is granted by its name alone. */
const POSITIVE_TO_COME = [
  { id: 'visas', kind: 'travel-document', title: 'Issued visas' },
  { id: 'residence-permits', kind: 'travel-document', title: 'Issued residence permits' },
  { id: 'certificates', kind: 'official-document', title: 'Issued certificates' },
  { id: 'own-vehicles', kind: 'vehicle', title: 'Registered vehicles, as a list' },
] as const;
const DECLARED = [
  ...REGISTERS,
  ...ENTERED_REGISTERS,
  LICENCE_REGISTER,
  VEHICLE_REGISTER,
  PARTIAL_PLATES,
  VEHICLE_HOLDERS,
  ...POSITIVE_TO_COME,
];

function foundingState(profile: DemoProfile, port: number) {
  const partners = DEMO_STATES.filter((state) => state !== profile.state).map(
    (state) => PROFILES[state].state as StateCode,
  );
  return {
    state: profile.state,
    name: profile.name,
    nodeId: profile.nodeId,
    endpoint: { host: '127.0.0.1', port: partnerPort(port, profile.state) },
    authorities: [{ id: 'border', name: profile.authority }],
    registers: DECLARED.map(({ id, kind, title }) => ({ id, kind, title })),
    // Customs officers are not shown persons: a right that a State withholds is part of the demonstration.
    // What an operator imports into a register of its own, partners may ask like the others.
    rights: [...DECLARED, { id: EVERY_OTHER_REGISTER, kind: undefined }].map(({ id, kind }) => ({
      register: id,
      purposes: PURPOSES.filter((purpose) => kind !== 'person' || purpose !== 'customs-check'),
      states: partners,
    })),
    contactPoints: [],
  };
}

function makeAccount(state: DemoState, role: Role): DemoAccount {
  const password = Buffer.from(systemRandom(12)).toString('base64url');
  return { state, role, user: `${role}.${state.toLowerCase()}`, password };
}

const UNDISTURBED: DemoSurroundings = { stop: new AbortController().signal, say: () => undefined };
const YEAR_MS = 365 * 86_400_000;
