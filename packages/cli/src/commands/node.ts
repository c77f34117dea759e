// SPDX-License-Identifier: Apache-2.0
// `iims node init` makes a node's data directory; `start` runs it until SIGTERM; `change-passphrase` locks its keys anew.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trustFromRoot } from '@iims/crypto/trust-list';
import { systemClock, systemRandom } from '@iims/node/clock';
import { readConfig, writeConfig } from '@iims/node/config';
import { KEYS_FOLDER, TRUST_FOLDER } from '@iims/node/data-directory';
import { lockOf } from '@iims/node/keys/choose-unlocking';
import { changeLock } from '@iims/node/keys/master-key';
import { createNodeKeyStore } from '@iims/node/keys/node-key-store';
import { openNodeStore } from '@iims/node/open-node-store';
import { startNode } from '@iims/node/start-node';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { makeNodeKeys } from '@iims/node/trust/node-identity';
import { initTrustFolder } from '@iims/node/trust/trust-folder';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode } from '@iims/wire/identifiers';
import { type CustodyOptions, custodyOf, passphraseIn } from '../custody-options.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption, portNumber, readOptionFile, TRUST_ROOT_BYTES_MAX } from '../option-values.ts';
import { isAnyAddress } from '../published-address.ts';
import { print, say } from '../terminal.ts';

export interface InitNodeOptions extends CustodyOptions {
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
  /** Where partners reach the node, where that is not the address on which it listens. */
  readonly publicHost?: string;
  readonly json: boolean;
}

/** Prints the node's entry for its State's document, which the State's officers sign. Nothing is written before all is checked. */
export async function initNode(options: InitNodeOptions): Promise<ExitStatus> {
  const folder = resolve(options.dir);
  const config = checkOptions(options);
  const rootOfTrust = readOptionFile('trust-root', options.trustRoot, TRUST_ROOT_BYTES_MAX);
  const { exercise, federation } = checkRoot(rootOfTrust);
  checkNewFolder(folder);
  const endpoint = { host: publishedHost(options), port: config.partnerEdge.port };

  if (config.custody.kind === 'plain' && !isDemoFederation(federation)) throw withoutCustody();
  const { state, nodeId } = config;
  const settled = { ...config, exercise, demo: isDemoFederation(federation) };
  const documentEntry = await orNothing(folder, async () => {
    await initTrustFolder(join(folder, TRUST_FOLDER), rootOfTrust);
    writeConfig(folder, settled);
    const keyStore = await createNodeKeyStore(folder, settled);
    const entry = await makeNodeKeys(keyStore, { state, nodeId, endpoint, now: systemClock.now() });
    keyStore.close();
    const store = await openNodeStore(folder);
    await store.write({ event: 'node.initialised', body: { state, nodeId } });
    await store.close();
    return entry;
  });
  say(`The node ${nodeId} is made. The officers of ${state} put this entry into their State's document and sign it.`);
  print(JSON.stringify(documentEntry, null, options.json ? 0 : 2));
  return EXIT.ok;
}

export interface RunNodeOptions {
  readonly dir: string;
  /** Instead of the one that the configuration names. */
  readonly passphraseFile?: string;
  readonly json: boolean;
  /** The starting process holds a channel; when that ends, so does the node. */
  readonly endsWithParent?: boolean;
}

export async function runNode(options: RunNodeOptions): Promise<ExitStatus> {
  const { dir, json, passphraseFile, endsWithParent = false } = options;
  const stopping = untilStopped(endsWithParent);
  const custody = passphraseFile === undefined ? {} : { custody: passphraseIn(passphraseFile) };
  const node = await startNode({ directory: resolve(dir), consoleFolder: CONSOLE_FOLDER, ...custody });
  if (!stopping.isAsked()) {
    if (json) print(JSON.stringify({ ready: true, state: node.state, url: node.officerUrl, pid: process.pid }));
    else say(`${node.state} serves its officers at ${node.officerUrl}.`);
    await stopping.asked;
  }
  await node.stop();
  // The channel to the process that started this one would keep it alive.
  if (process.connected) process.disconnect();
  return EXIT.ok;
}

export interface ChangePassphraseOptions {
  readonly dir: string;
  readonly newPassphraseFile: string;
  /** Instead of the one that the configuration names. */
  readonly passphraseFile?: string;
  readonly json: boolean;
}

/** Locks the keys with another passphrase, and lets the configuration name its file. No key changes; the node may run meanwhile. */
export async function changePassphrase(options: ChangePassphraseOptions): Promise<ExitStatus> {
  const folder = resolve(options.dir);
  const config = readConfig(folder);
  const { passphraseFile, newPassphraseFile } = options;
  const custody = passphraseFile === undefined ? config.custody : passphraseIn(passphraseFile);
  if (custody.kind !== 'passphrase')
    throw badOption('passphrase-file', 'the file of the passphrase that locks the keys');
  const next = passphraseIn(newPassphraseFile);
  await changeLock(join(folder, KEYS_FOLDER), lockOf(custody), lockOf(next), systemRandom);
  writeConfig(folder, { ...config, custody: next });
  if (options.json) print(JSON.stringify({ ok: true }));
  else
    say(
      'The keys are locked with the new passphrase. Old copies of the file keys/custody still open with the old one.',
    );
  return EXIT.ok;
}

/** SIGTERM, SIGINT, or the end of the process that started this one and holds the channel. */
function untilStopped(endsWithParent: boolean): { readonly asked: Promise<void>; isAsked(): boolean } {
  let isAsked = false;
  const asked = new Promise<void>((resolve) => {
    const stop = (): void => {
      isAsked = true;
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
    if (!endsWithParent) return;
    // The channel may have ended before anybody listened.
    if (process.connected) process.once('disconnect', stop);
    else stop();
  });
  return { asked, isAsked: () => isAsked };
}

function checkOptions(options: InitNodeOptions) {
  const { name, nodeId, authority, officerHost, partnerHost, publicHost = partnerHost } = options;
  if (!NODE_ID.test(nodeId)) throw badOption('node-id', 'small letters, digits and hyphens; at most 40');
  for (const [option, text] of [
    ['name', name],
    ['authority', authority],
    ['officer-host', officerHost],
    ['partner-host', partnerHost],
    ['public-host', publicHost],
  ] as const) {
    if (text.length < 1 || text.length > TEXT_CHARACTERS_MAX)
      throw badOption(option, `1 to ${TEXT_CHARACTERS_MAX} characters`);
  }
  const officerEdge = { host: officerHost, port: portNumber('officer-port', options.officerPort) };
  const partnerEdge = { host: partnerHost, port: portNumber('partner-port', options.partnerPort) };
  return {
    state: parseStateCode(options.state),
    stateName: name,
    nodeId,
    authority,
    officerEdge,
    partnerEdge,
    custody: custodyOf(options),
    officerHosts: [`${officerEdge.host}:${officerEdge.port}`, `localhost:${officerEdge.port}`],
  };
}

/** Makes the folder and what `make` puts into it; after a fault there is as little as before. A passphrase may come from a pipe, so
 * that it is read once, where the keys are made. */
async function orNothing<Made>(folder: string, make: () => Promise<Made>): Promise<Made> {
  const wasThere = existsSync(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return await make();
  } catch (fault) {
    const made = wasThere ? readdirSync(folder).map((name) => join(folder, name)) : [folder];
    for (const path of made) rmSync(path, { recursive: true, force: true });
    throw fault;
  }
}

function publishedHost({ publicHost, partnerHost }: InitNodeOptions): string {
  const host = publicHost ?? partnerHost;
  if (!isAnyAddress(host)) return host;
  throw new IimsError('input.invalid', {
    message: "The node's entry would hold an address at which nobody can be reached.",
    field: 'public-host',
    rule: 'the name or address at which partners reach the node, never 0.0.0.0 or ::',
    fix: 'Give --public-host.',
  });
}

function withoutCustody(): IimsError {
  return new IimsError('keys.unwrapped', {
    message: 'Keys of a real federation are not kept unwrapped.',
    field: 'custody',
    rule: 'a passphrase, a credential or a token; without one only where the federation id starts with demo-',
    fix: 'Give --passphrase-file, --credential, or the options of --pkcs11-module.',
  });
}

function checkRoot(file: Uint8Array): { readonly exercise: boolean; readonly federation: string } {
  try {
    return trustFromRoot(file).root;
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw new IimsError('input.invalid', {
      message: 'The file is no root of trust.',
      field: 'trust-root',
      rule: `it verifies by its own keys (${cause.code})`,
      fix: 'Give the file that the federation handed out.',
      cause,
    });
  }
}

function checkNewFolder(folder: string): void {
  if (!existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0)) return;
  throw new IimsError('input.invalid', {
    message: 'Something is in the place of the directory to be made.',
    field: 'dir',
    rule: 'a new or empty directory',
    fix: 'Give another one; nothing is ever overwritten.',
  });
}

const NODE_ID = /^[a-z0-9-]{1,40}$/;
const TEXT_CHARACTERS_MAX = 80;
const CONSOLE_FOLDER = fileURLToPath(new URL('../../../console/dist', import.meta.url));
