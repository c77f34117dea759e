// SPDX-License-Identifier: Apache-2.0
// Founds a federation in one place: every State's keys, root 1, the first documents and attestations, from time and randomness
// that are handed in. For demonstrations and tests; States that do not trust one machine with all keys hold a ceremony instead.

import { SEED_BYTES, signingKeyFromSeed } from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { type HolderSigner, openSignedDocument, signTrustDocument } from '@iims/crypto/trust-document';
import { acceptAttestation, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { STATE_DOCUMENT_LIFE_MAX_MS } from '@iims/crypto/trust-state';
import { fromUtf8, toBase64 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { RootBodyJson, StateBodyJson } from '@iims/wire/trust-documents';
import type { NodeKeys, NodeSeeds } from '../keys/node-keys.ts';
import { type HolderSeeds, holderSigner } from '../keys/seed-files.ts';
import { makeAttestation } from './attest.ts';
import { makeNodeIdentity, type NodeEntryJson } from './node-identity.ts';

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
  /** The node as its State's document describes it. */
  readonly documentEntry: NodeEntryJson;
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
  for (const [index, { state, keys, nodeId, officers, documentEntry }] of founded.entries()) {
    const body = makeStateBody(input, input.states[index]!, documentEntry);
    const file = signTrustDocument(body, officers.slice(0, OFFICERS_THRESHOLD).map(holderSigner));
    trust = acceptState(trust, state, file, input.now);
    const signer = { holder: nodeId, ...keys.signing[0]! };
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

function makeState({ state, nodeId, endpoint }: FoundingState, { now, random }: FoundingInput): FoundedState {
  const rootHolder = makeHolder(state, random);
  const officers = OFFICER_NAMES.map((name) => makeHolder(`${state}-${name}`, random));
  const identity = makeNodeIdentity({ state, nodeId, endpoint, now, random });
  return { state, nodeId, ...identity, rootHolder, officers };
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
    suites: ['Q1', 'S1'],
    witnessQuorum: Math.floor(founded.length / 2),
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
  documentEntry: NodeEntryJson,
): StateBodyJson {
  const { nodeId: _nodeId, endpoint: _endpoint, ...about } = founding;
  return {
    format: 1,
    type: 'state',
    federation,
    version: 1,
    createdAt: now,
    expiresAt: now + STATE_DOCUMENT_LIFE_MAX_MS,
    ...about,
    nodes: [documentEntry],
  };
}

const DAY_MS = 24 * 3_600_000;
const ROOT_LIFE_MS = 365 * DAY_MS;
const OFFICER_NAMES = ['first-officer', 'second-officer', 'third-officer'];
const OFFICERS_THRESHOLD = 2;
