// SPDX-License-Identifier: Apache-2.0
// A node's keys, made once, and the entry that its State's officers put into the State's document and sign.

import type { Random } from '@iims/crypto/primitives';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import type { KeyStore } from '../keys/key-store.ts';
import {
  holdKey,
  type KeyUse,
  makeNodeSeeds,
  type NodeKeys,
  type NodeSeeds,
  nodeKeysFromSeeds,
  type PublicHalves,
  publicHalfOf,
  usesOfNewNode,
} from '../keys/node-keys.ts';

/** A node as the State's document describes it: public keys, pins and address. */
export type NodeEntryJson = StateBodyJson['nodes'][number];

export interface NodeToMake {
  readonly state: StateCode;
  readonly nodeId: string;
  /** Where partners reach the node. */
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly now: number;
  readonly random: Random;
}

/** Fresh seeds with weekly KEM epochs for the life of a document, their handles, and the public entry. */
export function makeNodeIdentity(node: NodeToMake): { seeds: NodeSeeds; keys: NodeKeys; documentEntry: NodeEntryJson } {
  const seeds = makeNodeSeeds(node, KEM_EPOCHS);
  const halves = seeds.keys.map(holdKey).map((held) => ({ use: held.use, publicHalf: publicHalfOf(held) }));
  return { seeds, keys: nodeKeysFromSeeds(seeds), documentEntry: nodeEntryOf(node, halves) };
}

/** The same in a key store, which shows nobody the seeds: makes the keys, and resolves with the public entry. */
export async function makeNodeKeys(keyStore: KeyStore, node: Omit<NodeToMake, 'random'>): Promise<NodeEntryJson> {
  const halves: PublicHalf[] = [];
  for (const use of usesOfNewNode(KEM_EPOCHS)) halves.push(await keyStore.make(use));
  return nodeEntryOf(node, halves);
}

interface PublicHalf {
  readonly use: KeyUse;
  readonly publicHalf: PublicHalves[KeyUse];
}

function nodeEntryOf({ state, nodeId, endpoint, now }: Omit<NodeToMake, 'random'>, halves: readonly PublicHalf[]) {
  const of = <U extends KeyUse>(wanted: U) =>
    halves.filter(({ use }) => use === wanted).map(({ publicHalf }) => publicHalf as PublicHalves[U]);
  const epoch = { notBefore: now - CLOCK_SLACK_MS, notAfter: now + KEY_LIFE_MS };
  return {
    nodeId,
    endpoint,
    signing: of('signing').map((half) => ({ ...half, ...epoch })),
    log: { origin: `iims/${state}/audit/1`, keys: of('log').map((half) => ({ ...half, ...epoch })) },
    witness: of('witness').map((half) => ({ ...half, ...epoch })),
    kem: redateKemEpochs(
      of('kem').map((half) => ({ ...half, ...epoch })),
      now,
    ),
    tls: of('tls').map((half) => ({ ...half, ...epoch })),
  };
}

/** The same keys in a row of weeks that begins a day before `now`. */
function redateKemEpochs(epochs: NodeEntryJson['kem'], now: number): NodeEntryJson['kem'] {
  return epochs.map(({ kid, publicKey }, index) => {
    const notBefore = now - CLOCK_SLACK_MS + index * KEM_EPOCH_MS;
    return { kid, publicKey, notBefore, notAfter: notBefore + KEM_EPOCH_MS };
  });
}

const DAY_MS = 24 * 3_600_000;
const CLOCK_SLACK_MS = DAY_MS;
/** How long a node means to use its signing, log, witness and TLS keys. */
export const KEY_LIFE_MS = 365 * DAY_MS;
/** A key is sealed to for a week. */
export const KEM_EPOCH_MS = 7 * DAY_MS;
/** From a day before the founding to past the end of the first documents. */
const KEM_EPOCHS = 13;
