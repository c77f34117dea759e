// SPDX-License-Identifier: Apache-2.0
// A node's registers with connectors alone: a real store and real imports in a temporary directory, and a clock that tests set forward.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../clock.ts';
import { CONNECTORS_FOLDER, IMPORTS_FOLDER, STORE_FILE } from '../../data-directory.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { type Entry, readEntries } from '../../store/entries.ts';
import { findHeldAlerts } from '../../store/held-alerts.ts';
import { findSource, type RegisterSource } from '../../store/register-sources.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { Imports } from '../import/imports.ts';
import type { ConnectorStatus } from './connector-status.ts';
import { Connectors } from './connectors.ts';

export interface TestRegisters {
  readonly directory: string;
  readonly store: Store;
  readonly imports: Imports;
  readonly connectors: Connectors;
  /** Writes the file of the connector `source`. */
  configure(file: object): void;
  /** The status once it is as wanted. */
  until(isSo: (status: ConnectorStatus) => boolean): Promise<ConnectorStatus>;
  /** Starts it, and approves what it reads first. */
  startApproved(): Promise<ConnectorStatus>;
  /** Which of these ids the register holds. */
  held(...ids: string[]): Promise<string[]>;
  /** Resolves when of these ids it holds exactly those. */
  untilHeld(ids: string[], expected: string[]): Promise<void>;
  source(): Promise<RegisterSource>;
  entries(): Promise<Entry[]>;
  close(): Promise<void>;
}

export const REGISTER = 'documents';

/** Columns as our sources of tests name them. */
export const MAPPING = {
  columns: { nr: 'id', doc: 'number', issuer: 'issuingState', state: 'category' },
  constants: {
    legalBasis: 'Passport act, 12',
    action: 'keep-document',
    handling: 'H1',
    documentType: 'passport',
    kind: 'travel-document',
  },
  values: { category: { L: 'lost', S: 'stolen' } },
};

export function connectorFile(source: object, more: object = {}): object {
  return {
    register: REGISTER,
    kind: 'travel-document',
    idCode: 'DOC',
    source,
    mapping: MAPPING,
    everySeconds: 5,
    wholeEverySeconds: 86_400,
    ...more,
  };
}

export async function openTestRegisters(): Promise<TestRegisters> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-connectors-'));
  const folder = join(directory, CONNECTORS_FOLDER);
  mkdirSync(folder);
  const atRest = new Uint8Array(32);
  const path = join(directory, STORE_FILE);
  // Pauses pass a hundred times as fast.
  const clock = { now: () => Date.now(), monotonic: () => performance.now() * 100 };
  const store = await openSqliteStore({ atRest, path, now: clock.now, random: systemRandom });
  const names = { state: 'GEO', authority: 'Border Guard' };
  const importsFolder = join(directory, IMPORTS_FOLDER);
  const imports = await Imports.open({
    store,
    folder: importsFolder,
    database: { path, atRest },
    ...names,
    secondPerson: 'none',
    queries: new QueriesUnderWay(),
    clock,
    random: systemRandom,
  });
  const faults: unknown[] = [];
  const connectors = await Connectors.open({
    store,
    imports,
    folder,
    importsFolder,
    names,
    clock,
    onUnknownFault: (fault) => faults.push(fault),
  });
  const until = async (isSo: (status: ConnectorStatus) => boolean): Promise<ConnectorStatus> => {
    for (const endsAt = Date.now() + WAIT_MS; ; ) {
      const status = await connectors.status('source');
      if (isSo(status)) return status;
      if (faults.length > 0) throw faults[0];
      if (Date.now() > endsAt) throw new Error(`not in time: ${JSON.stringify(status)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const held = async (...ids: string[]): Promise<string[]> => {
    const full = ids.map((id) => `GEO-DOC-${id}`);
    const found = await findHeldAlerts(store.reader, REGISTER, full);
    return found.map(({ alertId }) => alertId.slice('GEO-DOC-'.length)).sort();
  };
  return {
    directory,
    store,
    imports,
    connectors,
    configure: (file) => writeFileSync(join(folder, 'source.json'), JSON.stringify(file), { mode: 0o600 }),
    until,
    async startApproved() {
      await connectors.start('source', 'operator');
      const { waitsFor } = await until((status) => status.waitsFor !== undefined);
      await imports.approve(waitsFor!, 'operator');
      return until((status) => status.refreshedAt !== undefined);
    },
    held,
    async untilHeld(ids, expected) {
      const wanted = [...expected].sort().join();
      for (const endsAt = Date.now() + WAIT_MS; (await held(...ids)).join() !== wanted; ) {
        if (Date.now() > endsAt) throw new Error(`not in time: ${await held(...ids)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    source: () => findSource(store.reader, REGISTER),
    entries: async () => (await readEntries(store.reader, { limit: 10_000 })).reverse(),
    async close() {
      await connectors.close();
      await imports.stop();
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Of a machine that does much else. */
const WAIT_MS = 20_000;
