// SPDX-License-Identifier: Apache-2.0
// A node's keys and its part of the trust list, for commands that ask no node: from a data directory, or from its folder of keys
// with the trust folder beside it.
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { TrustList } from '@iims/crypto/trust-list';
import { standingOf, type TrustStanding } from '@iims/crypto/trust-standing';
import { systemClock, systemRandom } from '@iims/node/clock';
import { type NationalConfig, type NodeConfig, readConfig } from '@iims/node/config';
import { CONFIG_FILE, KEYS_FOLDER, TRUST_FOLDER } from '@iims/node/data-directory';
import { chooseUnlocking } from '@iims/node/keys/choose-unlocking';
import { openKeyStore } from '@iims/node/keys/key-store';
import type { NodeKeys } from '@iims/node/keys/node-keys';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { offlineTrust } from '@iims/node/trust/offline-trust';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { readOptionFile, TRUST_ROOT_BYTES_MAX } from './option-values.ts';

export interface OfflineNode {
  readonly trust: TrustList;
  readonly keys: NodeKeys;
  readonly now: number;
  /** What the node's configuration says of national algorithms. */
  readonly national: NationalConfig | undefined;
}

/** @throws IimsError `input.invalid` (the file of the root), `trust.*`, `keys.*`, `config.invalid` */
export async function openOfflineNode(options: {
  readonly trust: string;
  readonly keys: string;
}): Promise<OfflineNode> {
  const now = systemClock.now();
  const rootFile = readOptionFile('trust', options.trust, TRUST_ROOT_BYTES_MAX);
  const given = resolve(options.keys);
  const isDataDirectory = [KEYS_FOLDER, TRUST_FOLDER].some((name) => existsSync(join(given, name)));
  const keysFolder = isDataDirectory ? join(given, KEYS_FOLDER) : given;
  const directory = dirname(keysFolder);
  const trust = await offlineTrust({ rootFile, folder: join(directory, TRUST_FOLDER), now });
  const config = existsSync(join(directory, CONFIG_FILE)) ? readConfig(directory) : undefined;
  return { trust, keys: await openKeys(keysFolder, config, trust), now, national: config?.national };
}

/** A folder of keys without the configuration of its node can only be that of a demonstration, whose keys are not wrapped. */
async function openKeys(folder: string, config: NodeConfig | undefined, trust: TrustList): Promise<NodeKeys> {
  const demo = isDemoFederation(trust.root.federation);
  const { nodeId, custody } = config ?? { nodeId: basename(dirname(folder)), custody: { kind: 'plain' as const } };
  const unlocking = await chooseUnlocking(custody, demo);
  const store = await openKeyStore({ folder, nodeId, unlocking, clock: systemClock, random: systemRandom });
  try {
    return await store.open();
  } finally {
    store.close();
  }
}

/**
 * How far the documents of a State may be relied on. Beyond their grace nobody knows which of the State's keys are still its own.
 * @throws IimsError `trust.unknown-state`, `trust.expired`; `option` is the field
 */
export function requireStanding({ trust, now }: OfflineNode, state: StateCode, option: string): TrustStanding {
  if (!trust.states.has(state)) {
    throw new IimsError('trust.unknown-state', {
      message: 'No document of this State is in force.',
      field: option,
      rule: 'a State of the federation whose signed document lies in the trust folder',
      fix: 'Check the code, or bring the trust folder up to date.',
    });
  }
  const standing = standingOf(trust, state, now);
  if (standing.standing !== 'expired') return standing;
  throw new IimsError('trust.expired', {
    message: "The trust list is too old to rely on the State's keys.",
    field: option,
    rule: `the ${standing.because} was good until ${new Date(standing.usableUntil).toISOString()}`,
    fix: 'Bring the trust folder up to date: start the node, or copy the folder of one that runs.',
  });
}

/**
 * Streams carry no national layer or signature (spec/national.md, 5): where one was agreed they carry nothing, and what says of
 * itself that it has one is not shown. @throws IimsError `national.required`
 */
export function refuseNational({ national }: OfflineNode, state: StateCode, said?: unknown): void {
  const { layer, signature } = national?.partners[state] ?? {};
  if (layer === undefined && signature === undefined && said === undefined) return;
  throw new IimsError('national.required', {
    message: 'A national layer or signature belongs to this content, and a sealed stream carries none.',
    field: 'national',
    rule: `nothing was agreed with ${state}, and the content says of itself that it has none`,
    fix: 'Exchange it as a message between the nodes.',
  });
}
