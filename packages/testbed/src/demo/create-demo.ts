// SPDX-License-Identifier: Apache-2.0
// Creates the demonstration's directory, or continues the one that is there: real keys, a signed trust list, four nodes'
// data directories with synthetic registers, and accounts whose passwords stay the same.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSignedDocument } from '@iims/crypto/trust-document';
import { hashPassword } from '@iims/node/access/passwords';
import { ROLES, type Role } from '@iims/node/access/permissions';
import { systemClock, systemRandom } from '@iims/node/clock';
import { writeConfig } from '@iims/node/config';
import { KEYS_FOLDER, STORE_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { readHolderSigners, writeHolderSeeds, writeNodeSeeds } from '@iims/node/keys/seed-files';
import { loadRegister } from '@iims/node/registers/load-register';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { type FoundedFederation, foundFederation, reissueState } from '@iims/node/trust/found';
import { redateKemEpochs } from '@iims/node/trust/node-identity';
import { initTrustFolder, saveDocument } from '@iims/node/trust/trust-folder';
import { fromUtf8 } from '@iims/wire/bytes';
import { PURPOSES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { chooseSamples, type Sample, specimenAlert } from './samples.ts';
import { DEMO_STATES, type DemoProfile, type DemoState, PROFILES, REGISTERS } from './states.ts';
import { isoDate, type SyntheticRegister, syntheticRegisters } from './synthetic-alerts.ts';

export interface DemoAccount {
  readonly state: DemoState;
  readonly role: Role;
  readonly user: string;
  readonly password: string;
}

/** What `DIR/demo.json` remembers. */
export interface Demo {
  readonly port: number;
  readonly records: number;
  readonly seed: number;
  readonly accounts: readonly DemoAccount[];
  readonly samples: readonly Sample[];
}

export interface DemoOptions {
  readonly directory: string;
  /** Port of the first node's officer's edge; the others and the partners' edges follow. */
  readonly port: number;
  /** Alerts for each State. They count at the first start; a directory that is there keeps its own. */
  readonly records: number;
  readonly seed: number;
}

export const DEMO_ROOT_FILE = 'trust-root';

/** Port of a State's officer's edge. */
export function officerPort(port: number, state: DemoState): number {
  return port + DEMO_STATES.indexOf(state);
}

export async function createDemo(options: DemoOptions): Promise<Demo> {
  const file = join(options.directory, DEMO_FILE);
  if (existsSync(file)) return continueDemo(options, JSON.parse(readFileSync(file, 'utf8')) as Demo);
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const now = systemClock.now();
  const federation = foundFederation({
    federation: 'demo-guam',
    exercise: false,
    states: DEMO_STATES.map((state) => foundingState(PROFILES[state], options.port)),
    now,
    random: systemRandom,
  });
  const registers = new Map(DEMO_STATES.map((state) => [state, registersOf(state, options, now)]));
  const accounts = DEMO_STATES.flatMap((state) => ROLES.map((role) => makeAccount(state, role)));
  for (const state of DEMO_STATES) {
    await createNode(options, PROFILES[state], federation, registers.get(state)!, accounts, now);
  }
  writeFileSync(join(options.directory, DEMO_ROOT_FILE), federation.rootFile);
  const demo: Demo = { ...options, accounts, samples: chooseSamples(registers) };
  // Written last: a directory without it was left half made, and its nodes refuse to be made again over their keys.
  saveDemo(options.directory, demo);
  return demo;
}

/**
 * Other ports than before mean other addresses, and documents live for 90 days: either way the States' officers sign a new
 * version of each document. In a demonstration their keys lie in the same directory.
 */
async function continueDemo({ directory, port }: DemoOptions, demo: Demo): Promise<Demo> {
  const now = systemClock.now();
  const held = DEMO_STATES.map((state) => readStateDocument(directory, state));
  const isYoung = held.every(({ body }) => now - body.createdAt < REISSUE_AFTER_MS);
  if (demo.port === port && isYoung) return demo;
  for (const { state, file, body } of held) {
    const { endpoint } = foundingState(PROFILES[state], port);
    const reissued = reissueState({
      file,
      changes: { nodes: body.nodes.map((node) => ({ ...node, endpoint, kem: redateKemEpochs(node.kem, now) })) },
      officers: await readHolderSigners(join(directory, OFFICERS_FOLDER, state)),
      now,
    });
    for (const reader of DEMO_STATES) {
      const document = {
        type: 'state',
        state: PROFILES[state].state,
        version: body.version + 1,
        file: reissued,
      } as const;
      await saveDocument(join(directory, reader, TRUST_FOLDER), document);
    }
    writeNodeConfig(directory, PROFILES[state], port);
  }
  const moved = { ...demo, port };
  saveDemo(directory, moved);
  return moved;
}

function readStateDocument(directory: string, state: DemoState) {
  const file = readFileSync(join(directory, state, TRUST_FOLDER, 'states', `${state}.json`));
  return { state, file, body: JSON.parse(fromUtf8(openSignedDocument(file).body)) as StateBodyJson };
}

async function createNode(
  { directory, port }: DemoOptions,
  profile: DemoProfile,
  federation: FoundedFederation,
  registers: readonly SyntheticRegister[],
  accounts: readonly DemoAccount[],
  now: number,
): Promise<void> {
  const { state } = profile;
  const folder = join(directory, state);
  const { seeds, officers } = federation.states.get(state)!;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await writeNodeSeeds(join(folder, KEYS_FOLDER), seeds);
  await writeHolderSeeds(join(directory, OFFICERS_FOLDER, state), officers);
  const trustFolder = join(folder, TRUST_FOLDER);
  await initTrustFolder(trustFolder, federation.rootFile);
  for (const [member, { version, document }] of federation.trust.states) {
    await saveDocument(trustFolder, { type: 'state', state: member, version, file: document.file });
  }
  writeNodeConfig(directory, profile, port);
  const store = await openSqliteStore({ path: join(folder, STORE_FILE), now: systemClock.now, random: systemRandom });
  await store.write({ event: 'node.initialised', body: { state, nodeId: profile.nodeId } });
  for (const { id, kind, title, alerts } of registers) {
    await loadRegister(store, { id, kind, title, changedAt: now, alerts }, now);
  }
  for (const { user, role, password } of accounts.filter((account) => account.state === state)) {
    const passwordHash = await hashPassword(password, systemRandom);
    await store.write(
      { event: 'user.added', body: { user, role, by: 'demonstration' } },
      { name: 'add-user', args: { user, role, passwordHash } },
    );
  }
  await store.close();
}

function registersOf(state: DemoState, { records, seed }: DemoOptions, now: number): readonly SyntheticRegister[] {
  const registers = syntheticRegisters({ state, records, seed, today: now });
  if (state !== 'UKR') return registers;
  const specimen = specimenAlert(isoDate(now), isoDate(now + YEAR_MS));
  return registers.map((register) =>
    register.kind === 'travel-document' ? { ...register, alerts: [specimen, ...register.alerts] } : register,
  );
}

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
    registers: REGISTERS.map(({ id, kind, title }) => ({ id, kind, title })),
    // Customs officers are not shown persons: a right that a State withholds is part of the demonstration.
    rights: REGISTERS.map(({ id }) => ({
      register: id,
      purposes: PURPOSES.filter((purpose) => id !== 'persons' || purpose !== 'customs-check'),
      states: partners,
    })),
    contactPoints: [],
  };
}

function writeNodeConfig(directory: string, profile: DemoProfile, port: number): void {
  const own = officerPort(port, profile.state);
  writeConfig(join(directory, profile.state), {
    state: profile.state,
    stateName: profile.name,
    nodeId: profile.nodeId,
    authority: profile.authority,
    post: profile.post,
    officerEdge: { host: '127.0.0.1', port: own },
    partnerEdge: { host: '127.0.0.1', port: partnerPort(port, profile.state) },
    officerHosts: [`127.0.0.1:${own}`, `localhost:${own}`],
    exercise: false,
    demo: true,
  });
}

function partnerPort(port: number, state: DemoState): number {
  return officerPort(port, state) + PARTNER_PORTS_APART;
}

function makeAccount(state: DemoState, role: Role): DemoAccount {
  const password = Buffer.from(systemRandom(12)).toString('base64url');
  return { state, role, user: `${role}.${state.toLowerCase()}`, password };
}

/** Holds passwords: for the owner's eyes alone, and never half written. */
function saveDemo(directory: string, demo: Demo): void {
  const file = join(directory, DEMO_FILE);
  writeFileSync(`${file}.tmp`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

const DEMO_FILE = 'demo.json';
const OFFICERS_FOLDER = 'officers';
const PARTNER_PORTS_APART = 10;
const REISSUE_AFTER_MS = 30 * 86_400_000;
const YEAR_MS = 365 * 86_400_000;
