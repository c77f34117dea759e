// SPDX-License-Identifier: Apache-2.0
// Goes on with a demonstration that is there: under the ports that are wanted, with documents that are young enough.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSignedDocument } from '@iims/crypto/trust-document';
import { systemClock } from '@iims/node/clock';
import { readConfig } from '@iims/node/config';
import { TRUST_FOLDER } from '@iims/node/data-directory';
import type { MadeKey } from '@iims/node/keys/key-store';
import { openNodeKeyStore } from '@iims/node/keys/node-key-store';
import type { KeyUse } from '@iims/node/keys/node-keys';
import { readHolderSigners } from '@iims/node/keys/seed-files';
import { reissueState } from '@iims/node/trust/found';
import { kemEpochsWanted, nextEntry } from '@iims/node/trust/next-entry';
import type { NodeEntryJson } from '@iims/node/trust/node-identity';
import { saveDocument } from '@iims/node/trust/trust-folder';
import { fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { type Demo, OFFICERS_FOLDER, type SettledDemo, saveDemo } from './demo-directory.ts';
import { writeNodeConfig } from './node-config.ts';
import { partnerPort } from './ports.ts';
import { DEMO_STATES, type DemoState, PROFILES } from './states.ts';

/**
 * Other ports than before mean other addresses, and documents live for 90 days: either way the States' officers sign a new
 * version of each document. In a demonstration their keys lie in the same directory.
 */
export async function continueDemo(directory: string, demo: Demo, port: number): Promise<SettledDemo> {
  const now = systemClock.now();
  const held = DEMO_STATES.map((state) => readStateDocument(directory, state));
  const areYoung = held.every(({ body }) => now - body.createdAt < REISSUE_AFTER_MS);
  if (demo.port === port && areYoung) return { ...demo, port };
  // Until every node knows the new documents none of the ports counts: a start that is cut off here is made up for by the next.
  saveDemo(directory, { ...demo, port: null });
  for (const { state, file, body } of held) {
    const endpoint = { host: '127.0.0.1', port: partnerPort(port, state) };
    const reissued = reissueState({
      file,
      changes: {
        nodes: await Promise.all(body.nodes.map((node) => renewed(directory, state, { ...node, endpoint }, now))),
      },
      officers: await readHolderSigners(join(directory, OFFICERS_FOLDER, state)),
      now,
    });
    const document = { state: PROFILES[state].state, version: body.version + 1, file: reissued };
    for (const reader of DEMO_STATES) {
      await saveDocument(join(directory, reader, TRUST_FOLDER), { type: 'state', ...document });
    }
    writeNodeConfig(directory, PROFILES[state], port);
  }
  const moved = { ...demo, port };
  saveDemo(directory, moved);
  return moved;
}

/** The node's entry with opening keys for the next 90 days; what had its time the node destroys when it starts. */
async function renewed(directory: string, state: DemoState, entry: NodeEntryJson, now: number): Promise<NodeEntryJson> {
  const folder = join(directory, state);
  const keyStore = await openNodeKeyStore(folder, readConfig(folder));
  try {
    const change = { entry, revoked: new Set<string>(), now };
    const made: MadeKey<KeyUse>[] = [];
    for (let missing = kemEpochsWanted(change); missing > 0; missing--) made.push(await keyStore.make('kem'));
    return nextEntry(change, made, 0);
  } finally {
    keyStore.close();
  }
}

function readStateDocument(directory: string, state: DemoState) {
  try {
    const file = readFileSync(join(directory, state, TRUST_FOLDER, 'states', `${state}.json`));
    return { state, file, body: JSON.parse(fromUtf8(openSignedDocument(file).body)) as StateBodyJson };
  } catch (cause) {
    throw new IimsError('config.missing', {
      message: `The directory of ${PROFILES[state].name} is missing or damaged.`,
      field: 'dir',
      rule: 'the four directories that the first start made',
      fix: 'Restore it, or start a new demonstration in another directory.',
      cause,
    });
  }
}

const REISSUE_AFTER_MS = 30 * 86_400_000;
