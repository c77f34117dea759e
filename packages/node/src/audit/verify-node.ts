// SPDX-License-Identifier: Apache-2.0
// Verifies a node's log from its data directory alone: keys from the trust list that lies there, entries from its database.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode } from '@iims/wire/identifiers';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { STORE_FILE, TRUST_FOLDER } from '../data-directory.ts';
import { readEntryFile } from '../store/entry-file.ts';
import { readTrustFolder } from '../trust/trust-folder.ts';
import { type DirectoryVerdict, verifyDirectory } from './verify-directory.ts';

export interface VerifyNodeOptions {
  /** The node's data directory. */
  readonly directory: string;
  /** A root of trust from elsewhere, which the directory's own must be equal to. */
  readonly trustRootFile?: string;
}

/** Throws `config.*`, `trust.*` when the directory does not say whose log it is. */
export async function verifyNode({ directory, trustRootFile }: VerifyNodeOptions): Promise<DirectoryVerdict> {
  const config = readConfig(directory);
  const trust = await readTrustFolder(join(directory, TRUST_FOLDER), systemClock.now());
  if (trustRootFile !== undefined && !equalBytes(await readFile(trustRootFile), trust.roots[0]!.file)) {
    throw new IimsError('trust.mix', {
      message: 'The node was initialised with another root of trust.',
      field: 'trust-root',
      rule: 'the root that the federation gave to all',
    });
  }
  const node = nodesOf(trust, parseStateCode(config.state)).find(({ nodeId }) => nodeId === config.nodeId);
  if (!node) {
    throw new IimsError('trust.unknown-state', {
      message: "The node's State has no document in force, so there are no keys to verify with.",
      field: 'state',
    });
  }
  const database = join(directory, STORE_FILE);
  const rows = existsSync(database) ? () => readEntryFile(database) : undefined;
  return verifyDirectory(directory, node.log, { rows });
}
