// SPDX-License-Identifier: Apache-2.0
// Founds a federation in one place: every State's keys, root 1, the first documents and attestations, from time and randomness
// that are handed in. For demonstrations and tests; States that do not trust one machine with all keys hold a ceremony instead.

import { KEM_ALGORITHM, kemPrivateKeyFromSeed, keyId, SEED_BYTES, signingKeyFromSeed } from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { type HolderSigner, openSignedDocument, signTrustDocument } from '@iims/crypto/trust-document';
import { acceptAttestation, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { STATE_DOCUMENT_LIFE_MAX_MS } from '@iims/crypto/trust-state';
import { fromUtf8, toBase64, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { RootBodyJson, StateBodyJson } from '@iims/wire/trust-documents';
import { selfSignedCertificate } from '../keys/certificate.ts';
import { makeNodeSeeds, type NodeKeys, type NodeSeeds, nodeKeysFromSeeds } from '../keys/node-keys.ts';
import { type HolderSeeds, holderSigner } from '../keys/seed-files.ts';
import { makeAttestation } from './attest.ts';

/** What a State says about itself; keys and times are made here. */
export interface FoundingState
  extends Pick<StateBodyJson, 'name' | 'authorities' | 'registers' | 'rights' | 'contactPoints'> {
  readonly state: StateCode;
  readonly nodeId: string;
  /** Where partners reach the node. */
  readonly endpoint: { readonly host: string; readonly port: number };
}

export interface FoundingInput {
  /** Starts with `demo-` unless the keys are meant to last. */
  readonly federation: string;
  readonly exercise: boolean;
  readonly states: readonly FoundingState[];
  readonly now: number;
  readonly random: Random;
}

export interface FoundedFederation {
  /** The root of trust, a signed file. */
  readonly rootFile: Uint8Array;
  readonly states: ReadonlyMap<StateCode, FoundedState>;
  /** The list with everything in force. */
  readonly trust: TrustList;
}

export interface FoundedState {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly seeds: NodeSeeds;
  readonly keys: NodeKeys;
  /** The State's key for the root. */
  readonly rootHolder: HolderSeeds;
  readonly officers: readonly HolderSeeds[];
}

/** Root with more than half of the States (3 of 4), officers 2 of 3, weekly KEM epochs for the life of the documents. */
export function foundFederation(input: FoundingInput): FoundedFederation {
  const founded = input.states.map((state) => makeState(state, input));
  const rootBody = makeRootBody(input, founded);
  const rootFile = signTrustDocument(
    rootBody,
    founded.map(({ rootHolder }) => holderSigner(rootHolder)),
  );
  let trust = trustFromRoot(rootFile);
  for (const [index, { state, keys, nodeId, officers, seeds }] of founded.entries()) {
    const body = makeStateBody(input, input.states[index]!, { keys, seeds });
    const file = signTrustDocument(body, officers.slice(0, OFFICERS_THRESHOLD).map(holderSigner));
    trust = acceptState(trust, state, file, input.now);
    const signer = { holder: nodeId, ...keys.signing };
    trust = acceptAttestation(trust, state, makeAttestation({ trust, state, signer, now: input.now }).file, input.now);
  }
  return { rootFile, states: new Map(founded.map((state) => [state.state, state])), trust };
}

/** The next version of a State's document: the body in force with `changes`, signed by `officers`, good for another 90 days. */
export function reissueState(input: {
  /** The signed file in force. */
  readonly file: Uint8Array;
  readonly changes: Partial<Omit<StateBodyJson, 'format' | 'type' | 'federation' | 'state' | 'version'>>;
  readonly officers: readonly HolderSigner[];
  readonly now: number;
}): Uint8Array {
  // The body is this State's own, accepted before: it is read as the JSON it is, so that bytes stay base64.
  const body: StateBodyJson = JSON.parse(fromUtf8(openSignedDocument(input.file).body));
  const times = { createdAt: input.now, expiresAt: input.now + STATE_DOCUMENT_LIFE_MAX_MS };
  return signTrustDocument({ ...body, ...times, ...input.changes, version: body.version + 1 }, input.officers);
}

/** Fresh KEM epochs from `now` on: seeds for the node's keys, and their public halves for the document. */
export function makeKemEpochs(seeds: readonly Uint8Array[], now: number): StateBodyJson['nodes'][number]['kem'] {
  return seeds.map((seed, index) => {
    const { publicKey } = kemPrivateKeyFromSeed(seed);
    const notBefore = now - CLOCK_SLACK_MS + index * KEM_EPOCH_MS;
    const kid = toHex(keyId(KEM_ALGORITHM, publicKey));
    return { kid, publicKey: toBase64(publicKey), notBefore, notAfter: notBefore + KEM_EPOCH_MS };
  });
}

function makeState({ state, nodeId }: FoundingState, { now, random }: FoundingInput): FoundedState {
  const rootHolder = makeHolder(state, random);
  const officers = OFFICER_NAMES.map((name) => makeHolder(`${state}-${name}`, random));
  const secrets = makeNodeSeeds(random, KEM_EPOCHS);
  const certificate = selfSignedCertificate({
    nodeId,
    seed: secrets.tls,
    serial: random(16),
    notBefore: now - CLOCK_SLACK_MS,
    notAfter: now + CERTIFICATE_LIFE_MS,
  });
  const seeds = { ...secrets, certificate };
  return { state, nodeId, seeds, keys: nodeKeysFromSeeds(seeds), rootHolder, officers };
}

function makeHolder(holder: string, random: Random): HolderSeeds {
  return { holder, ed25519: random(SEED_BYTES), mldsa65: random(SEED_BYTES) };
}

function makeRootBody(input: FoundingInput, founded: readonly FoundedState[]): RootBodyJson {
  return {
    format: 1,
    type: 'root',
    federation: input.federation,
    version: 1,
    createdAt: input.now,
    expiresAt: input.now + ROOT_LIFE_MS,
    exercise: input.exercise,
    threshold: Math.floor(founded.length / 2) + 1,
    holders: founded.map(({ state, rootHolder }) => ({ state, ...publicKeysOf(rootHolder) })),
    states: Object.fromEntries(
      founded.map(({ state, officers }) => [
        state,
        {
          threshold: OFFICERS_THRESHOLD,
          officers: officers.map((officer) => ({ holder: officer.holder, ...publicKeysOf(officer) })),
        },
      ]),
    ),
  };
}

function publicKeysOf(holder: HolderSeeds): { ed25519: string; mldsa65: string } {
  return {
    ed25519: toBase64(signingKeyFromSeed('ed25519', holder.ed25519).publicKey),
    mldsa65: toBase64(signingKeyFromSeed('ml-dsa-65', holder.mldsa65).publicKey),
  };
}

function makeStateBody(
  { federation, now }: FoundingInput,
  founding: FoundingState,
  { keys, seeds }: Pick<FoundedState, 'keys' | 'seeds'>,
): StateBodyJson {
  const { nodeId, endpoint, ...about } = founding;
  const { signing, log, tls } = keys;
  return {
    format: 1,
    type: 'state',
    federation,
    version: 1,
    createdAt: now,
    expiresAt: now + STATE_DOCUMENT_LIFE_MAX_MS,
    ...about,
    nodes: [
      {
        nodeId,
        endpoint,
        signing: { ed25519: toBase64(signing.ed25519.publicKey), mldsa65: toBase64(signing.mldsa65.publicKey) },
        log: {
          origin: `iims/${founding.state}/audit/1`,
          ed25519: toBase64(log.ed25519.publicKey),
          mldsa44: toBase64(log.mldsa44.publicKey),
        },
        kem: makeKemEpochs(seeds.kem, now),
        tls: { spkiSha256: [tls.spkiSha256], certificate: toBase64(tls.certificate) },
      },
    ],
  };
}

const DAY_MS = 24 * 3_600_000;
const CLOCK_SLACK_MS = DAY_MS;
const ROOT_LIFE_MS = 365 * DAY_MS;
const CERTIFICATE_LIFE_MS = 3_650 * DAY_MS;
const KEM_EPOCH_MS = 7 * DAY_MS;
/** From a day before the founding to past the end of the first documents. */
const KEM_EPOCHS = 13;
const OFFICER_NAMES = ['first-officer', 'second-officer', 'third-officer'];
const OFFICERS_THRESHOLD = 2;
