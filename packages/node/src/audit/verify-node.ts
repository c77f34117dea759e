// SPDX-License-Identifier: Apache-2.0
// Verifies a node's log from its data directory alone: keys from the trust list that lies there, entries from its database.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import type { TrustedNode } from '@iims/crypto/trust-state';
import type { WitnessPolicy } from '@iims/tlog/policy';
import { CHECKPOINT_FILE } from '@iims/tlog/verify-log';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { CONFIG_FILE, STORE_FILE, TRUST_FOLDER } from '../data-directory.ts';
import { readEntryFile } from '../store/entry-file.ts';
import { readWitnessedFile } from '../store/witnessed-file.ts';
import { readTrustFolder } from '../trust/trust-folder.ts';
import { CHECKPOINT_PATH } from './log-files.ts';
import { type DirectoryVerdict, verifyDirectory } from './verify-directory.ts';
import { partnerWitnesses } from './witness-keys.ts';
import { witnessedTrees } from './witnessed-trees.ts';

export interface VerifyNodeOptions {
  /** The node's data directory. */
  readonly directory: string;
  /** A root of trust from elsewhere, which the directory's own must be equal to. */
  readonly rootOfTrust?: Uint8Array;
  /** The node's root of protection at rest. Absent: entries of the database are compared by their commitments only. */
  readonly atRest?: Uint8Array;
}

/** Throws `config.*`, `trust.*` when the directory does not say whose log it is, `store.sealed` when `atRest` is another node's. */
export async function verifyNode({ directory, rootOfTrust, atRest }: VerifyNodeOptions): Promise<DirectoryVerdict> {
  const claim = readClaim(directory);
  const trust = await readTrustFolder(join(directory, TRUST_FOLDER), systemClock.now());
  if (rootOfTrust !== undefined && !equalBytes(rootOfTrust, trust.roots[0]!.file)) {
    throw new IimsError('trust.mix', {
      message: 'The node was initialised with another root of trust.',
      field: 'trust-root',
      rule: 'the root that the federation gave to all',
    });
  }
  const log = logOf(claim, trust);
  if (log === undefined) return { ok: false, index: null, reason: 'checkpoint-invalid', file: CHECKPOINT_FILE };
  const database = join(directory, STORE_FILE);
  const rows = existsSync(database) ? () => readEntryFile(database, atRest) : undefined;
  // First, so that no tree is witnessed that the log is not seen to have.
  const witnessed = existsSync(database) ? witnessedTrees(await readWitnessedFile(database), policyOf(trust, log)) : [];
  return verifyDirectory(directory, log.log, { rows, witnessed });
}

/** Whose log it is: as the configuration says or, in a copy without one, as the checkpoint itself says. */
type Claim = { readonly state: StateCode; readonly nodeId: string } | { readonly origin: string };

function readClaim(directory: string): Claim {
  const checkpoint = join(directory, CHECKPOINT_PATH);
  if (existsSync(join(directory, CONFIG_FILE)) || !existsSync(checkpoint)) {
    const { state, nodeId } = readConfig(directory);
    return { state: parseStateCode(state), nodeId };
  }
  return { origin: readFileSync(checkpoint, 'latin1').split('\n', 1)[0]! };
}

function policyOf(trust: TrustList, { state, log }: TrustedNode): WitnessPolicy {
  return { log, witnesses: [...partnerWitnesses(trust, state).values()], quorum: trust.root.witnessQuorum };
}

/** The node whose log is claimed; undefined for an origin that no State has. */
function logOf(claim: Claim, trust: TrustList): TrustedNode | undefined {
  if ('origin' in claim) {
    const nodes = [...trust.states.keys()].flatMap((state) => nodesOf(trust, state));
    return nodes.find(({ log }) => log.origin === claim.origin);
  }
  const node = nodesOf(trust, claim.state).find(({ nodeId }) => nodeId === claim.nodeId);
  if (node !== undefined) return node;
  throw new IimsError('trust.unknown-state', {
    message: "The node's State has no document in force, so there are no keys to verify with.",
    field: 'state',
  });
}
