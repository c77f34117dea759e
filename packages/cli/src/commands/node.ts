// SPDX-License-Identifier: Apache-2.0
// `iims node init` makes a node's data directory; `iims node start` runs it until SIGTERM.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from '@iims/node/clock';
import { writeConfig } from '@iims/node/config';
import { KEYS_FOLDER, STORE_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { writeNodeSeeds } from '@iims/node/keys/seed-files';
import { startNode } from '@iims/node/start-node';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { initTrustFolder } from '@iims/node/trust/trust-folder';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface InitNodeOptions {
  readonly dir: string;
  readonly state: string;
  readonly name: string;
  readonly nodeId: string;
  readonly authority: string;
  readonly trustRoot: string;
  readonly officerHost: string;
  readonly officerPort: string;
  readonly partnerHost: string;
  readonly partnerPort: string;
  readonly json: boolean;
}

/** Prints the node's entry for its State's document, which the State's officers sign. */
export async function initNode(options: InitNodeOptions): Promise<ExitStatus> {
  const folder = resolve(options.dir);
  const state = parseStateCode(options.state);
  const officerEdge = { host: options.officerHost, port: Number(options.officerPort) };
  const partnerEdge = { host: options.partnerHost, port: Number(options.partnerPort) };
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new IimsError('input.invalid', {
      message: 'The directory is not empty.',
      field: 'dir',
      rule: 'a new or empty directory',
      fix: 'Give another one; nothing is ever overwritten.',
    });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const trust = await initTrustFolder(join(folder, TRUST_FOLDER), readFileSync(options.trustRoot));
  writeConfig(folder, {
    state,
    stateName: options.name,
    nodeId: options.nodeId,
    authority: options.authority,
    officerEdge,
    partnerEdge,
    officerHosts: [`${officerEdge.host}:${officerEdge.port}`, `localhost:${officerEdge.port}`],
    exercise: trust.root.exercise,
    demo: isDemoFederation(trust.root.federation),
  });
  const { seeds, documentEntry } = makeNodeIdentity({
    state,
    nodeId: options.nodeId,
    endpoint: partnerEdge,
    now: systemClock.now(),
    random: systemRandom,
  });
  await writeNodeSeeds(join(folder, KEYS_FOLDER), seeds);
  const store = await openSqliteStore({ path: join(folder, STORE_FILE), now: systemClock.now, random: systemRandom });
  await store.write({ event: 'node.initialised', body: { state, nodeId: options.nodeId } });
  await store.close();
  say(
    `The node ${options.nodeId} is made. Its State's officers put what follows into the State's document and sign it.`,
  );
  print(JSON.stringify(documentEntry, null, options.json ? 0 : 2));
  return EXIT.ok;
}

export async function runNode({ dir, json }: { readonly dir: string; readonly json: boolean }): Promise<ExitStatus> {
  const stopping = untilStopped();
  const node = await startNode({ directory: resolve(dir), consoleFolder: CONSOLE_FOLDER });
  if (json) print(JSON.stringify({ ready: true, state: node.state, url: node.officerUrl, pid: process.pid }));
  else say(`${node.state} serves its officers at ${node.officerUrl}.`);
  await stopping;
  await node.stop();
  // The channel to the process that started this one would keep it alive.
  if (process.connected) process.disconnect();
  return EXIT.ok;
}

/** SIGTERM, SIGINT, or the end of the process that started this one and holds the channel. */
function untilStopped(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop());
    if (process.connected) process.once('disconnect', () => stop());
  });
}

const CONSOLE_FOLDER = fileURLToPath(new URL('../../../console/dist', import.meta.url));
