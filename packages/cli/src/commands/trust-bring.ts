// SPDX-License-Identifier: Apache-2.0
// `iims trust bring`: puts documents of the trust list into a node, whether it runs or not. What counts is who signed them.
import { join, resolve } from 'node:path';
import { systemClock } from '@iims/node/clock';
import { readConfig } from '@iims/node/config';
import { LOCK_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { openNodeStore } from '@iims/node/open-node-store';
import { takeInstanceLock } from '@iims/node/store/instance-lock';
import { bundleOfFiles } from '@iims/node/trust/bundle-of-files';
import { openTrust } from '@iims/node/trust/trust-in-force';
import { toBase64 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { readOptionFile } from '../option-values.ts';
import { print } from '../terminal.ts';

export interface BringTrustOptions {
  readonly dir: string;
  readonly json: boolean;
}

/** What came of one document. */
interface Weighed {
  readonly type: string;
  readonly state?: string;
  readonly version?: number;
  readonly sha256: string;
  readonly outcome: 'accepted' | 'refused';
  readonly code?: string;
}

/** Status 1 when a document was refused; the others are in force all the same. */
export async function bringTrust(files: readonly string[], { dir, json }: BringTrustOptions): Promise<ExitStatus> {
  const directory = resolve(dir);
  const bundle = bundleOfFiles(files.map((file) => readOptionFile('file', file, TRUST_BUNDLE_BYTES_MAX)));
  const documents = await bringToRunning(directory, bundle).catch((fault) => {
    if (fault instanceof IimsError && fault.code === 'node.unreachable') return bringToStopped(directory, bundle);
    throw fault;
  });
  if (json) print(JSON.stringify({ documents }));
  else if (documents.length === 0) print('Everything is in force already.');
  else for (const document of documents) print(inWords(document));
  return documents.every(({ outcome }) => outcome === 'accepted') ? EXIT.ok : EXIT.fault;
}

async function bringToRunning(directory: string, bundle: Uint8Array): Promise<readonly Weighed[]> {
  const body = { bundle: toBase64(bundle) };
  const { documents } = await callNode<{ documents: readonly Weighed[] }>(directory, {
    verb: 'POST',
    path: '/trust/bring',
    body,
  });
  return documents;
}

async function bringToStopped(directory: string, bundle: Uint8Array): Promise<readonly Weighed[]> {
  const { demo } = readConfig(directory);
  const lock = takeInstanceLock(join(directory, LOCK_FILE));
  try {
    const store = await openNodeStore(directory);
    try {
      const writeEntry = store.write.bind(store);
      const folder = join(directory, TRUST_FOLDER);
      const trust = await openTrust({ folder, demo, now: systemClock.now, writeEntry });
      return await trust.bring(bundle, 'administrator');
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

function inWords({ type, state, version, outcome, code }: Weighed): string {
  const what = state === undefined ? type : `${type} of ${state}`;
  const named = version === undefined ? what : `${what}, version ${version}`;
  return outcome === 'accepted' ? `${named}: in force` : `${named}: refused, ${code}`;
}
