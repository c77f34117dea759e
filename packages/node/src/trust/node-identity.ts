// SPDX-License-Identifier: Apache-2.0
// A node's keys, made once, and the entry that its State's officers put into the State's document and sign.

import { KEM_ALGORITHM, kemPrivateKeyFromSeed, keyId } from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { toBase64, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { selfSignedCertificate } from '../keys/certificate.ts';
import { makeNodeSeeds, type NodeKeys, type NodeSeeds, nodeKeysFromSeeds } from '../keys/node-keys.ts';

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
export function makeNodeIdentity({ state, nodeId, endpoint, now, random }: NodeToMake): {
  seeds: NodeSeeds;
  keys: NodeKeys;
  documentEntry: NodeEntryJson;
} {
  const secrets = makeNodeSeeds(random, KEM_EPOCHS);
  const certificate = selfSignedCertificate({
    nodeId,
    seed: secrets.tls,
    serial: random(16),
    notBefore: now - CLOCK_SLACK_MS,
    notAfter: now + CERTIFICATE_LIFE_MS,
  });
  const seeds = { ...secrets, certificate };
  const keys = nodeKeysFromSeeds(seeds);
  const { signing, log, witness, tls } = keys;
  const epoch = { notBefore: now - CLOCK_SLACK_MS, notAfter: now + KEY_LIFE_MS };
  return {
    seeds,
    keys,
    documentEntry: {
      nodeId,
      endpoint,
      signing: [
        { ed25519: toBase64(signing.ed25519.publicKey), mldsa65: toBase64(signing.mldsa65.publicKey), ...epoch },
      ],
      log: {
        origin: `iims/${state}/audit/1`,
        keys: [{ ed25519: toBase64(log.ed25519.publicKey), mldsa44: toBase64(log.mldsa44.publicKey), ...epoch }],
      },
      witness: [{ mldsa44: toBase64(witness.publicKey), ...epoch }],
      kem: makeKemEpochs(seeds.kem, now),
      tls: [{ spkiSha256: tls.spkiSha256, certificate: toBase64(tls.certificate), ...epoch }],
    },
  };
}

/** Epochs of a week each from `now` on: seeds for the node's keys, and their public halves for the document. */
function makeKemEpochs(seeds: readonly Uint8Array[], now: number): NodeEntryJson['kem'] {
  const epochs = seeds.map((seed) => {
    const { publicKey } = kemPrivateKeyFromSeed(seed);
    return { kid: toHex(keyId(KEM_ALGORITHM, publicKey)), publicKey: toBase64(publicKey), notBefore: 0, notAfter: 0 };
  });
  return redateKemEpochs(epochs, now);
}

/** The same keys in a row of weeks that begins a day before `now`. */
export function redateKemEpochs(epochs: NodeEntryJson['kem'], now: number): NodeEntryJson['kem'] {
  return epochs.map(({ kid, publicKey }, index) => {
    const notBefore = now - CLOCK_SLACK_MS + index * KEM_EPOCH_MS;
    return { kid, publicKey, notBefore, notAfter: notBefore + KEM_EPOCH_MS };
  });
}

const DAY_MS = 24 * 3_600_000;
const CLOCK_SLACK_MS = DAY_MS;
const CERTIFICATE_LIFE_MS = 3_650 * DAY_MS;
/** How long a node means to use its signing, log, witness and TLS keys. */
const KEY_LIFE_MS = 365 * DAY_MS;
const KEM_EPOCH_MS = 7 * DAY_MS;
/** From a day before the founding to past the end of the first documents. */
const KEM_EPOCHS = 13;
