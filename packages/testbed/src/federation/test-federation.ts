// SPDX-License-Identifier: Apache-2.0
// A federation for scenario tests: real keys, real stores and real TLS on loopback, in a directory that goes away again.
// Any State can be started as a node in this process, or be played by hand with that State's own keys.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { acceptState, type TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { hashPassword } from '@iims/node/access/passwords';
import { systemClock, systemRandom } from '@iims/node/clock';
import { readConfig, writeConfig } from '@iims/node/config';
import { KEYS_FOLDER, STORE_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { writePlainKeys } from '@iims/node/keys/plain-keys';
import { holderSigner } from '@iims/node/keys/seed-files';
import { loadRegister } from '@iims/node/registers/load-register';
import { type RunningNode, type StartOptions, startNode } from '@iims/node/start-node';
import { readEntryFile } from '@iims/node/store/entry-file';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import type { Store } from '@iims/node/store/store';
import { type FoundedFederation, foundFederation, reissueState } from '@iims/node/trust/found';
import { initTrustFolder, saveDocument } from '@iims/node/trust/trust-folder';
import type { LogKeys } from '@iims/tlog/checkpoint';
import type { Alert } from '@iims/wire/alert';
import { assert } from '@iims/wire/assert';
import { decodeCbor } from '@iims/wire/cbor';
import { PURPOSES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import { HandPlayedState } from './hand-played-state.ts';
import { OfficerAtDesk } from './officer-at-desk.ts';

export interface FederationOptions {
  readonly states?: readonly StateCode[];
  /** Alerts of each State's one register of travel documents. A State that is left out has an empty one. */
  readonly alerts?: Readonly<Record<string, readonly Alert[]>>;
  /** What the registers hold, if not travel documents. */
  readonly registerKind?: Alert['kind'];
  /** States in which nobody has loaded a register. */
  readonly withoutRegister?: readonly StateCode[];
  /** When documents and first attestations are made, milliseconds since 1970. Default: now. */
  readonly foundedAt?: number;
  /** How fast nodes witness, and what happens to one whose log may not go on. */
  readonly witnessing?: StartOptions['witnessing'];
  /** The built console, which the nodes serve then. */
  readonly consoleFolder?: string;
}

/** What an entry of a node's log says, by its index. */
export interface LoggedEntry {
  readonly index: number;
  readonly event: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the State keeps to itself of it. */
  readonly own: Readonly<Record<string, unknown>>;
}

export class TestFederation {
  readonly directory: string;
  readonly founded: FoundedFederation;
  readonly #options: FederationOptions;
  readonly #ports: ReadonlyMap<StateCode, Ports>;
  readonly #nodes = new Map<StateCode, RunningNode>();
  readonly #played = new Map<StateCode, HandPlayedState>();
  readonly #officers = new Map<StateCode, Promise<OfficerAtDesk>>();

  private constructor(
    directory: string,
    founded: FoundedFederation,
    ports: ReadonlyMap<StateCode, Ports>,
    options: FederationOptions,
  ) {
    this.#options = options;
    this.directory = directory;
    this.founded = founded;
    this.#ports = ports;
  }

  /** Makes keys, trust list and data directories. Nothing runs yet. */
  static async found(options: FederationOptions = {}): Promise<TestFederation> {
    const states = options.states ?? [GEO, UKR, AZE];
    const ports = await freePorts(states);
    const directory = mkdtempSync(join(tmpdir(), 'iims-federation-'));
    const founded = foundFederation({
      federation: 'demo-scenario',
      exercise: false,
      states: states.map((state) => aboutState(state, states, ports.get(state)!)),
      now: options.foundedAt ?? systemClock.now(),
      random: systemRandom,
    });
    const federation = new TestFederation(directory, founded, ports, options);
    for (const state of states) await federation.#makeDirectory(state, options);
    return federation;
  }

  /** Origin and keys of a State's log. */
  logOf(state: StateCode): LogKeys {
    return nodesOf(this.founded.trust, state)[0]!.log;
  }

  /** Runs a copy of a State's node from another directory, which is made for it; ports are its own, since the real one may run. */
  async startClone(state: StateCode, directory: string): Promise<RunningNode> {
    const ports = (await freePorts([state])).get(state)!;
    writeConfig(directory, {
      ...readConfig(directory),
      officerEdge: { host: LOOPBACK, port: ports.officers },
      partnerEdge: { host: LOOPBACK, port: ports.partners },
      officerHosts: [`${LOOPBACK}:${ports.officers}`],
    });
    const { witnessing } = this.#options;
    return startNode({ directory, ...(witnessing ? { witnessing } : {}) });
  }

  /** A State's data directory. */
  directoryOf(state: StateCode): string {
    return join(this.directory, state);
  }

  async start(...states: readonly StateCode[]): Promise<void> {
    for (const state of states) this.#nodes.set(state, await this.#run(state));
  }

  async #run(state: StateCode): Promise<RunningNode> {
    const { witnessing, consoleFolder } = this.#options;
    return startNode({
      directory: this.directoryOf(state),
      ...(witnessing ? { witnessing } : {}),
      ...(consoleFolder ? { consoleFolder } : {}),
    });
  }

  /** What sends a running node's messages. */
  messagesOf(state: StateCode): RunningNode['messages'] {
    return this.#nodes.get(state)!.messages;
  }

  async stop(state: StateCode): Promise<void> {
    await this.#nodes.get(state)?.stop();
    this.#nodes.delete(state);
    // Sessions end with the node.
    this.#officers.delete(state);
  }

  /** The State in the test's own hands; it serves nothing until it is told to. */
  play(state: StateCode): HandPlayedState {
    const played = new HandPlayedState(this.founded.states.get(state)!, this.founded.trust);
    this.#played.set(state, played);
    return played;
  }

  /** What an officer of the State is told about an input. */
  async ask(state: StateCode, input: string): ReturnType<OfficerAtDesk['ask']> {
    return (await this.officerOf(state)).ask(input);
  }

  /** The State's officer, signed in once. */
  officerOf(state: StateCode): Promise<OfficerAtDesk> {
    const officer = this.#officers.get(state) ?? this.signIn(state, 'officer.test');
    this.#officers.set(state, officer);
    return officer;
  }

  /** Another session, of any account of the State. */
  signIn(state: StateCode, user: User): Promise<OfficerAtDesk> {
    return OfficerAtDesk.signIn(this.#ports.get(state)!.officers, { user, password: PASSWORD });
  }

  /** Lets a State's node listen for partners elsewhere than the trust list says, so that a line can be put between; before it starts. */
  async leadAway(state: StateCode): Promise<{ readonly listed: number; readonly own: number }> {
    const folder = this.directoryOf(state);
    const { port } = await reserveReleased();
    writeConfig(folder, { ...readConfig(folder), partnerEdge: { host: LOOPBACK, port } });
    return { listed: this.#ports.get(state)!.partners, own: port };
  }

  /** Where the node of a State serves its pages. */
  urlOf(state: StateCode): string {
    return `http://${LOOPBACK}:${this.#ports.get(state)!.officers}/`;
  }

  /** The State's log as it lies on disk, whether or not its node runs. */
  async entries(state: StateCode, event?: string): Promise<LoggedEntry[]> {
    const entries: LoggedEntry[] = [];
    const { atRest } = this.founded.states.get(state)!.seeds;
    for await (const row of readEntryFile(join(this.directoryOf(state), STORE_FILE), atRest)) {
      assert(row.content.kind === 'open', 'nothing of a federation in a test is erased');
      const body = decodeCbor(row.content.body) as Record<string, unknown>;
      if (event === undefined || body.event === event)
        entries.push({ index: row.index, event: String(body.event), body, own: decodedOwn(row.content.own) });
    }
    return entries;
  }

  /** Reads the store of a node that does not run. */
  async readStore<R>(state: StateCode, read: (reader: Store['reader']) => Promise<R>): Promise<R> {
    const path = join(this.directoryOf(state), STORE_FILE);
    const { atRest } = this.founded.states.get(state)!.seeds;
    const store = await openSqliteStore({ path, atRest, now: systemClock.now, random: systemRandom });
    try {
      return await read(store.reader);
    } finally {
      await store.close();
    }
  }

  /** The list with the next version of a State's document: its node described otherwise, signed by its own officers. */
  withNode(state: StateCode, changes: Partial<NodeEntry>): TrustList {
    const { officers, documentEntry } = this.founded.states.get(state)!;
    const file = reissueState({
      file: this.founded.trust.states.get(state)!.document.file,
      changes: { nodes: [{ ...documentEntry, ...changes }] },
      officers: officers.map(holderSigner),
      now: systemClock.now(),
    });
    return acceptState(this.founded.trust, state, file, systemClock.now());
  }

  /** Another State brings a node a list, as any partner may. */
  async bring(from: HandPlayedState, to: StateCode, trust: TrustList): Promise<void> {
    await from.post(to, '/v1/trust', trustBundleOf(trust));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#played.values()].map((played) => played.leave()));
    await Promise.all([...this.#nodes.keys()].map((state) => this.stop(state)));
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #makeDirectory(state: StateCode, options: FederationOptions): Promise<void> {
    const { alerts, withoutRegister, foundedAt, registerKind: kind = REGISTER.kind } = options;
    const folder = this.directoryOf(state);
    const { seeds, nodeId } = this.founded.states.get(state)!;
    const ports = this.#ports.get(state)!;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await writePlainKeys(join(folder, KEYS_FOLDER), nodeId, seeds);
    await initTrustFolder(join(folder, TRUST_FOLDER), this.founded.rootFile);
    for (const [member, { version, document }] of this.founded.trust.states) {
      await saveDocument(join(folder, TRUST_FOLDER), { type: 'state', state: member, version, file: document.file });
    }
    writeConfig(folder, {
      state,
      stateName: `State of ${state}`,
      nodeId,
      authority: 'Border Guard',
      officerEdge: { host: LOOPBACK, port: ports.officers },
      partnerEdge: { host: LOOPBACK, port: ports.partners },
      officerHosts: [`${LOOPBACK}:${ports.officers}`],
      exercise: false,
      demo: true,
    });
    const store = await openSqliteStore({
      path: join(folder, STORE_FILE),
      atRest: seeds.atRest,
      now: systemClock.now,
      random: systemRandom,
      // The node itself takes its thread and its reserve when it starts.
      writer: 'this-thread',
      reserveBytes: 0,
    });
    const passwordHash = await hashPassword(PASSWORD, systemRandom);
    // Together they share a commit.
    await Promise.all(
      ACCOUNTS.map(({ user, role }) =>
        store.write(
          { event: 'user.added', body: { user, role, by: 'scenario' } },
          { name: 'add-user', args: { user, role, passwordHash } },
        ),
      ),
    );
    if (!withoutRegister?.includes(state)) {
      const at = foundedAt ?? systemClock.now();
      await loadRegister(store, { ...REGISTER, kind, changedAt: at, alerts: alerts?.[state] ?? [] }, at);
    }
    await store.close();
  }
}

type NodeEntry =
  FoundedFederation['states'] extends ReadonlyMap<StateCode, infer F extends { documentEntry: unknown }>
    ? F['documentEntry']
    : never;

function decodedOwn(own: Uint8Array | undefined): Record<string, unknown> {
  return own === undefined ? {} : (decodeCbor(own) as Record<string, unknown>);
}

interface Ports {
  readonly officers: number;
  readonly partners: number;
}

function aboutState(state: StateCode, states: readonly StateCode[], { partners }: Ports) {
  return {
    state,
    nodeId: `${state.toLowerCase()}-1`,
    name: `State of ${state}`,
    endpoint: { host: LOOPBACK, port: partners },
    authorities: [{ id: 'border', name: 'Border Guard' }],
    registers: [{ ...REGISTER }],
    rights: [{ register: REGISTER.id, purposes: [...PURPOSES], states: states.filter((other) => other !== state) }],
    contactPoints: [],
  };
}

/** Ports that are free at this moment: addresses stand in signed documents, so they are chosen before anything listens. */
async function freePorts(states: readonly StateCode[]): Promise<Map<StateCode, Ports>> {
  const servers = await Promise.all(states.flatMap(() => [reservePort(), reservePort()]));
  await Promise.all(servers.map(({ release }) => release()));
  return new Map(
    states.map((state, i) => [state, { officers: servers[2 * i]!.port, partners: servers[2 * i + 1]!.port }]),
  );
}

async function reserveReleased(): Promise<{ readonly port: number }> {
  const { port, release } = await reservePort();
  await release();
  return { port };
}

/** Holds a port of loopback that nobody else uses, until it is released. */
export async function reservePort(): Promise<ReservedPort> {
  for (let tries = 0; tries < PORTS_OF_A_PROCESS; tries += 1) {
    const port = PORTS_FROM + (process.pid % PROCESSES) * PORTS_OF_A_PROCESS + nextPort;
    nextPort = (nextPort + 1) % PORTS_OF_A_PROCESS;
    const reserved = await holdPort(port);
    if (reserved !== undefined) return reserved;
  }
  assert(false, 'every port of this process is in use');
}

interface ReservedPort {
  readonly port: number;
  release(): Promise<void>;
}

function holdPort(port: number): Promise<ReservedPort | undefined> {
  return new Promise((held) => {
    const server = createServer();
    server.once('error', () => held(undefined));
    server.listen(port, LOOPBACK, () => {
      held({ port, release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}

/**
 * Below those that a system gives to outgoing connections, one of which could take a port between its release and its use; and
 * each process has some of its own, since test files run beside one another. Above 10080, the last port that `fetch` refuses to call.
 */
const PORTS_FROM = 12_000;
const PORTS_OF_A_PROCESS = 40;
const PROCESSES = 500;
let nextPort = 0;

export const GEO = 'GEO' as StateCode;
export const UKR = 'UKR' as StateCode;
export const AZE = 'AZE' as StateCode;

const LOOPBACK = '127.0.0.1';
const REGISTER = { id: 'documents', kind: 'travel-document', title: 'Travel documents' } as const;
/** Of every account. */
export const PASSWORD = 'a-password-of-the-scenario';
const ACCOUNTS = [
  { user: 'officer.test', role: 'officer' },
  { user: 'other.test', role: 'officer' },
  { user: 'operator.test', role: 'operator' },
  { user: 'auditor.test', role: 'auditor' },
  { user: 'administrator.test', role: 'administrator' },
] as const;
type User = (typeof ACCOUNTS)[number]['user'];
