// SPDX-License-Identifier: Apache-2.0
// A small federation for tests and vectors: GEO, UKR and MDA, root 2 of 3, officers 2 of 3, every key from a seed named by a label.
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { AttestationBodyJson, RootBodyJson, StateBodyJson } from '@iims/wire/trust-documents';
import { kemPrivateKeyFromSeed, type SigningKey, signingKeyFromSeed } from './keys.ts';
import { type SignatureAlgorithm, sha256 } from './primitives.ts';
import { type HolderSigner, openSignedDocument, signTrustDocument } from './trust-document.ts';
import { acceptAttestation, acceptState, type TrustList, trustFromRoot } from './trust-list.ts';

export const GEO = 'GEO' as StateCode;
export const UKR = 'UKR' as StateCode;
export const MDA = 'MDA' as StateCode;
export const STATES = [GEO, UKR, MDA];

/** The moment the federation is founded. */
export const FOUNDED_AT = Date.UTC(2026, 0, 5);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export function key(algorithm: SignatureAlgorithm, label: string): SigningKey {
  return signingKeyFromSeed(algorithm, seedOf(`${algorithm} ${label}`));
}

/** The two signing keys of `label`, under its own name. */
export function signer(label: string): HolderSigner {
  return { holder: label, ed25519: key('ed25519', label), mldsa65: key('ml-dsa-65', label) };
}

export function officersOf(state: StateCode): string[] {
  return [1, 2, 3].map((number) => `${state}-officer-${number}`);
}

export function rootBody(changes: Partial<RootBodyJson> = {}): RootBodyJson {
  return {
    format: 1,
    type: 'root',
    federation: 'test-federation',
    version: 1,
    createdAt: FOUNDED_AT,
    expiresAt: FOUNDED_AT + 365 * DAY_MS,
    exercise: false,
    suites: ['Q1', 'S1'],
    witnessQuorum: 1,
    threshold: 2,
    holders: STATES.map(rootHolder),
    states: Object.fromEntries(STATES.map((state) => [state, delegation(officersOf(state))])),
    ...changes,
  };
}

export function rootHolder(state: StateCode): RootBodyJson['holders'][number] {
  return { state, ...publicKeys(state) };
}

export function delegation(officers: readonly string[], threshold = 2): RootBodyJson['states'][string] {
  return { threshold, officers: officers.map((holder) => ({ holder, ...publicKeys(holder) })) };
}

export function stateBody(state: StateCode, changes: Partial<StateBodyJson> = {}): StateBodyJson {
  return {
    format: 1,
    type: 'state',
    federation: 'test-federation',
    state,
    name: `State of ${state}`,
    version: 1,
    createdAt: FOUNDED_AT,
    expiresAt: FOUNDED_AT + 90 * DAY_MS,
    nodes: [nodeBody(state)],
    authorities: [{ id: 'border-guard', name: 'Border Guard' }],
    registers: [{ id: 'documents', kind: 'travel-document', title: 'Travel documents' }],
    rights: [{ register: 'documents', purposes: ['border-check'], states: STATES.filter((other) => other !== state) }],
    contactPoints: [],
    ...changes,
  };
}

export type NodeBody = StateBodyJson['nodes'][number];

/** The one node of a State; `generation` renames all its keys. */
export function nodeBody(state: StateCode, generation = 1): NodeBody {
  const label = `${state}-node-${generation}`;
  const epoch = { notBefore: FOUNDED_AT, notAfter: FOUNDED_AT + 90 * DAY_MS };
  const kem = kemPrivateKeyFromSeed(seedOf(`x-wing ${label}`));
  return {
    nodeId: `${state.toLowerCase()}-1`,
    endpoint: { host: '192.0.2.1', port: 8443 },
    signing: [{ ...publicKeys(label), ...epoch }],
    log: {
      origin: `iims/${state}/audit/${generation}`,
      keys: [
        {
          ed25519: toBase64(key('ed25519', `${label} log`).publicKey),
          mldsa44: toBase64(key('ml-dsa-44', `${label} log`).publicKey),
          ...epoch,
        },
      ],
    },
    witness: [{ mldsa44: toBase64(key('ml-dsa-44', `${label} witness`).publicKey), ...epoch }],
    kem: [{ kid: toHex(kem.keyId), publicKey: toBase64(kem.publicKey), ...epoch }],
    tls: [{ spkiSha256: toHex(sha256(utf8(`pin ${label}`))), certificate: toBase64(utf8('certificate')), ...epoch }],
  };
}

/** Signs with the keys of these labels, by default with those who suffice for the body. */
export function signed(body: RootBodyJson | StateBodyJson, labels?: readonly string[]): Uint8Array {
  const enough = body.type === 'root' ? [GEO, UKR] : officersOf(body.state as StateCode).slice(0, 2);
  return signTrustDocument(body, (labels ?? enough).map(signer));
}

/** The attestation of a State's node for the document it is given. */
export function attested(state: StateCode, file: Uint8Array, changes: Partial<AttestationBodyJson> = {}): Uint8Array {
  const body: AttestationBodyJson = {
    format: 1,
    type: 'attestation',
    federation: 'test-federation',
    state,
    documentVersion: 1,
    documentSha256: openSignedDocument(file).sha256,
    at: FOUNDED_AT,
    ...changes,
  };
  return signTrustDocument(body, [{ ...signer(`${state}-node-1`), holder: `${state.toLowerCase()}-1` }]);
}

/** The list with all three documents in force and attested. */
export function foundedTrust(): TrustList {
  let trust = trustFromRoot(signed(rootBody()));
  for (const state of STATES) {
    const file = signed(stateBody(state));
    trust = acceptState(trust, state, file, FOUNDED_AT);
    trust = acceptAttestation(trust, state, attested(state, file), FOUNDED_AT);
  }
  return trust;
}

function publicKeys(label: string): { ed25519: string; mldsa65: string } {
  const { ed25519, mldsa65 } = signer(label);
  return { ed25519: toBase64(ed25519.publicKey), mldsa65: toBase64(mldsa65.publicKey) };
}

function seedOf(label: string): Uint8Array {
  return sha256(utf8(`iims test seed ${label}`));
}
