// SPDX-License-Identifier: Apache-2.0
// The connectors of a node: which are started, and one refresh after another (spec/connector.md). A refresh never begins before the last
// has ended, of whatever connector, so a slow source piles up nothing.
import { IimsError } from '@iims/wire/errors';
import { type ConnectorRow, listConnectors } from '../../store/connectors.ts';
import { setSourceStanding } from '../source-standing.ts';
import type { ConnectorPlan } from './connector-file.ts';
import { listConnectorNames, readConnector, unknownConnector } from './connector-folder.ts';
import { afterFailure, type ConnectorMemory, freshMemory } from './connector-memory.ts';
import { type ConnectorStatus, statusOf } from './connector-status.ts';
import { FolderIntake } from './folder-intake.ts';
import { type Refreshed, type RefreshParts, refresh } from './refresh.ts';
import { type ConnectorTest, testConnector } from './test-connector.ts';

export interface ConnectorsParts extends RefreshParts {
  /** Folder of the connectors' files. */
  readonly folder: string;
  /** Told of what the catalogue does not name: a fault of the program. */
  readonly onUnknownFault: (fault: unknown) => void;
}

/** A connector that is started. */
interface Started {
  readonly name: string;
  readonly register: string;
  memory: ConnectorMemory;
  /** Of a watched folder: what it saw there. */
  intake: FolderIntake | undefined;
  /** By the monotonic clock. */
  dueAt: number;
  isStopped: boolean;
}

export class Connectors {
  readonly #parts: ConnectorsParts;
  readonly #started = new Map<string, Started>();
  #running: { readonly name: string; readonly done: Promise<void> } | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #isTesting = false;
  /** Starts and stops, one after the other: what one has looked at is not changed by another. */
  #turn: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  private constructor(parts: ConnectorsParts) {
    this.#parts = parts;
  }

  /** What was started goes on. */
  static async open(parts: ConnectorsParts): Promise<Connectors> {
    const connectors = new Connectors(parts);
    for (const { name, register, standing, about } of await listConnectors(parts.store.reader)) {
      // What was erased with its month is begun anew by whoever starts it.
      if (standing === 'started' && about !== undefined) connectors.#take(name, register, about as ConnectorMemory);
    }
    connectors.#ticking = setInterval(() => connectors.#tick(), TICK_MS).unref();
    return connectors;
  }

  /** By name: those that have a file, and those that were ever started. */
  async list(): Promise<ConnectorStatus[]> {
    const rows = await listConnectors(this.#parts.store.reader);
    const names = new Set([...(await listConnectorNames(this.#parts.folder)), ...rows.map(({ name }) => name)]);
    return Promise.all([...names].sort().map((name) => this.#status(name, rows)));
  }

  /** Throws `connector.unknown`. */
  async status(name: string): Promise<ConnectorStatus> {
    const status = (await this.list()).find((one) => one.name === name);
    if (status === undefined) throw unknownConnector();
    return status;
  }

  /** Also starts it anew where it is started under another file. Throws `connector.*`, `import.mapping`. */
  start(name: string, by: string): Promise<ConnectorStatus> {
    return this.#inTurn(() => this.#start(name, by));
  }

  async #start(name: string, by: string): Promise<ConnectorStatus> {
    const { folder, store } = this.#parts;
    const plan = await readConnector(folder, name);
    const rows = await listConnectors(store.reader);
    const row = rows.find((one) => one.name === name);
    const known = row?.about as ConnectorMemory | undefined;
    if (row?.standing === 'started' && known?.digest === plan.digest) throw standsSo('It is started already.');
    const other = rows.find((one) => one.standing === 'started' && one.register === plan.register && one.name !== name);
    if (other !== undefined) throw standsSo('Another connector fills this register.');
    await this.#halt(name);
    const { failure: _, ...rest } = known ?? freshMemory(plan.digest, by);
    const memory = known?.digest === plan.digest ? { ...rest, by, failures: 0 } : freshMemory(plan.digest, by);
    await store.write(
      { event: 'connector.started', body: { connector: name, register: plan.register, digest: plan.digest, user: by } },
      { name: 'keep-connector', args: { name, register: plan.register, standing: 'started', about: memory } },
    );
    this.#take(name, plan.register, memory);
    return this.status(name);
  }

  /** A refresh that is under way ends where it stands. Throws `connector.unknown`, `connector.standing`. */
  stop(name: string, by: string): Promise<ConnectorStatus> {
    return this.#inTurn(() => this.#stop(name, by));
  }

  async #stop(name: string, by: string): Promise<ConnectorStatus> {
    const { store } = this.#parts;
    await this.#halt(name);
    const row = (await listConnectors(store.reader)).find((one) => one.name === name);
    if (row === undefined) throw unknownConnector();
    if (row.standing === 'stopped') throw standsSo('It is stopped already.');
    await this.#keepStopped(name, row.register, row.about, by);
    return this.status(name);
  }

  /** Reads the first rows and stores nothing but its entry. Throws `connector.unknown`, `connector.invalid`, `connector.under-way`. */
  async test(name: string, by: string): Promise<ConnectorTest> {
    if (this.#isTesting) throw underWay();
    this.#isTesting = true;
    try {
      const plan = await readConnector(this.#parts.folder, name);
      const test = await testConnector(plan, this.#parts);
      await this.#parts.store.write({
        event: 'connector.tested',
        body: { connector: name, user: by, outcome: test.outcome, ...(test.fault && { code: test.fault.code }) },
      });
      return test;
    } finally {
      this.#isTesting = false;
    }
  }

  /** Ends what is under way where it stands; the next start of the node goes on. */
  async close(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#ticking);
    for (const started of this.#started.values()) started.isStopped = true;
    await Promise.race([this.#running?.done, new Promise((resolve) => setTimeout(resolve, CLOSING_MS).unref())]);
  }

  #inTurn<R>(act: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #take(name: string, register: string, memory: ConnectorMemory): void {
    const dueAt = this.#parts.clock.monotonic();
    this.#started.set(name, { name, register, memory, intake: undefined, dueAt, isStopped: false });
  }

  async #halt(name: string): Promise<void> {
    const started = this.#started.get(name);
    if (started === undefined) return;
    started.isStopped = true;
    this.#started.delete(name);
    if (this.#running?.name === name) await this.#running.done;
  }

  #tick(): void {
    if (this.#isStopped || this.#running !== undefined) return;
    const now = this.#parts.clock.monotonic();
    const [next] = [...this.#started.values()].filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return;
    const done = this.#run(next)
      // A store that takes no writes at the moment: the next time tells.
      .catch((fault) => (fault instanceof IimsError ? undefined : this.#parts.onUnknownFault(fault)))
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = { name: next.name, done };
  }

  async #run(started: Started): Promise<void> {
    const { clock, folder } = this.#parts;
    let plan: ConnectorPlan | undefined;
    try {
      plan = await readConnector(folder, started.name);
      if (plan.digest !== started.memory.digest) throw changedFile();
      if (plan.source.kind === 'folder') started.intake ??= new FolderIntake(plan.source.path);
      const { memory, intake } = started;
      const refreshed = await refresh(this.#parts, { plan, memory, intake, isStopped: () => started.isStopped });
      await this.#keep(started, plan, refreshed);
    } catch (thrown) {
      if (started.isStopped) return;
      const fault = asFault(thrown);
      if (fault === undefined) this.#parts.onUnknownFault(thrown);
      if (fault === undefined || !POSTPONING.has(fault.code))
        await this.#keepFailure(started, plan, fault ?? unknownFault());
    } finally {
      started.dueAt = clock.monotonic() + pauseOf(plan, started.memory);
    }
  }

  async #keep(started: Started, plan: ConnectorPlan, { outcome, memory }: Refreshed): Promise<void> {
    const { name, register } = started;
    const { store } = this.#parts;
    if (outcome === 'declined') {
      // The next file of a folder is another matter; a list would say the same again.
      if (plan.source.kind === 'folder') return this.#keepFailure(started, plan, declined(), memory);
      this.#started.delete(name);
      const about = afterFailure(memory, declined(), this.#parts.clock.now());
      return this.#keepStopped(name, register, about, 'declined');
    }
    const isNews = outcome === 'good' || memory.waiting?.importId !== started.memory.waiting?.importId;
    if (!isNews) return;
    const { counts, refreshedAt, waiting } = memory;
    const isGood = outcome === 'good';
    // Memory first: an act that is under way when the connector is stopped must not be forgotten.
    started.memory = memory;
    await store.write(
      isGood
        ? {
            event: 'connector.refreshed',
            body: { connector: name, register, read: counts!.read, refused: counts!.refused },
          }
        : { event: 'connector.held-back', body: { connector: name, register, import: waiting?.importId ?? '' } },
      {
        name: 'keep-connector',
        args: {
          name,
          register,
          standing: 'started',
          about: memory,
          ...(isGood && {
            compared: { checkedAt: refreshedAt!, staleAfterMs: plan.unavailableAfterSeconds * 1_000 },
          }),
        },
      },
    );
  }

  /** Kept with its code alone; after enough of them answers say that the source is unavailable. */
  async #keepFailure(
    started: Started,
    plan: ConnectorPlan | undefined,
    fault: IimsError,
    reached?: ConnectorMemory,
  ): Promise<void> {
    const { name, register } = started;
    const { store, clock } = this.#parts;
    const memory = afterFailure(reached ?? (await this.#stored(name)) ?? started.memory, fault, clock.now());
    started.memory = memory;
    await store.write(
      { event: 'connector.failed', body: { connector: name, register, code: fault.code, failures: memory.failures } },
      { name: 'keep-connector', args: { name, register, standing: 'started', about: memory } },
    );
    if (memory.failures < (plan?.failuresMax ?? 1)) return;
    await setSourceStanding(store, { register, standing: 'unavailable', by: `connector ${name}` }).catch(
      passUnknownRegister,
    );
  }

  /** Pages of a refresh that are in force have moved the position in the store. */
  async #stored(name: string): Promise<ConnectorMemory | undefined> {
    const row = (await listConnectors(this.#parts.store.reader)).find((one) => one.name === name);
    return row?.about as ConnectorMemory | undefined;
  }

  async #keepStopped(name: string, register: string, about: unknown, by: string): Promise<void> {
    await this.#parts.store.write(
      { event: 'connector.stopped', body: { connector: name, register, by } },
      { name: 'keep-connector', args: { name, register, standing: 'stopped', about: about ?? freshMemory('', by) } },
    );
  }

  async #status(name: string, rows: readonly ConnectorRow[]): Promise<ConnectorStatus> {
    const plan = await readConnector(this.#parts.folder, name).catch((fault) => {
      if (fault instanceof IimsError) return fault;
      throw fault;
    });
    return statusOf({
      name,
      plan,
      row: rows.find((row) => row.name === name),
      isRunning: this.#running?.name === name,
      now: this.#parts.clock.now(),
    });
  }
}

/** Doubled for each failure in a row, up to a bound, and never shorter than the file says. */
function pauseOf(plan: ConnectorPlan | undefined, { failures, waiting }: ConnectorMemory): number {
  const usual = (plan?.everySeconds ?? 60) * 1_000;
  // A person's word is followed at once.
  if (waiting !== undefined) return Math.min(usual, WAITING_LOOK_MS);
  if (failures === 0) return usual;
  return Math.max(usual, Math.min(usual * 2 ** Math.min(failures, 16), BACK_OFF_MS_MAX));
}

function asFault(thrown: unknown): IimsError | undefined {
  return thrown instanceof IimsError ? thrown : undefined;
}

/** Its text stays away from the store and from people. */
function unknownFault(): IimsError {
  return new IimsError('node.fault', { message: 'The refresh failed in a way that nobody foresaw.' });
}

function passUnknownRegister(fault: unknown): void {
  // Before its first content a register is not there, and nobody asks it.
  if (!(fault instanceof IimsError && fault.code === 'register.unknown')) throw fault;
}

function changedFile(): IimsError {
  return new IimsError('connector.changed', {
    message: 'The file of the connector is another than the one that was started.',
    field: 'file',
    fix: 'Test it, and start it again.',
  });
}

function declined(): IimsError {
  return new IimsError('connector.declined', {
    message: 'An operator gave up what the source says.',
    fix: 'Correct the source or the file of the connector, and start it again.',
  });
}

function standsSo(message: string): IimsError {
  return new IimsError('connector.standing', { message, field: 'name', fix: 'Ask for its status.' });
}

function underWay(): IimsError {
  return new IimsError('connector.under-way', {
    message: 'A test of a connector is under way.',
    rule: 'one at a time',
    fix: 'Try again when it has ended.',
  });
}

/** Nothing is wrong with the source: an import goes on, or the store takes nothing at the moment. */
const POSTPONING: ReadonlySet<string> = new Set(['import.under-way', 'store.busy', 'store.full']);
const TICK_MS = 250;
const WAITING_LOOK_MS = 5_000;
const BACK_OFF_MS_MAX = 15 * 60_000;
const CLOSING_MS = 2_000;
