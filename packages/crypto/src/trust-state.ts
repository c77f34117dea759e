// SPDX-License-Identifier: Apache-2.0
// A State's document of the trust list, read into key handles: its nodes, registers and rights (spec/trust-list.md, 3).
import { equalBytes, fromHex, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseStateBody, type StateBody } from '@iims/wire/trust-documents';
import { type KemPublicKey, kemPublicKeyFromRaw, type VerifyKey, verifyKeyFromPublic } from './keys.ts';
import type { SignedDocument } from './trust-document.ts';

export interface TrustedState extends Omit<StateBody, 'nodes' | 'type' | 'format'> {
  readonly nodes: readonly TrustedNode[];
  readonly document: SignedDocument;
}

export interface TrustedNode {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly endpoint: { readonly host: string; readonly port: number };
  /** Sign frames (Ed25519 alone) and messages, batches and attestations (both). */
  readonly signing: readonly SigningEpoch[];
  /** Sign the checkpoints of the node's log. */
  readonly log: { readonly origin: string; readonly keys: readonly LogEpoch[] };
  /** Cosign the checkpoints of partners' logs. */
  readonly witness: readonly WitnessEpoch[];
  readonly kem: readonly KemEpoch[];
  readonly tls: readonly TlsEpoch[];
}

/** When a key is used by its owner. Others accept it for as long as it is listed (spec/trust-list.md, 3.6). */
export interface Epoch {
  /** First millisecond of use. */
  readonly notBefore: number;
  /** First millisecond after use. */
  readonly notAfter: number;
}

export interface SigningEpoch extends Epoch {
  readonly ed25519: VerifyKey;
  readonly mldsa65: VerifyKey;
}

export interface LogEpoch extends Epoch {
  readonly ed25519: VerifyKey;
  readonly mldsa44: VerifyKey;
}

export interface WitnessEpoch extends Epoch {
  readonly mldsa44: VerifyKey;
}

export interface KemEpoch extends Epoch {
  readonly key: KemPublicKey;
}

export interface TlsEpoch extends Epoch {
  /** The pin: lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** Of the keys that are in use at a moment the one that began last; `undefined` between two. */
export function epochAt<E extends Epoch>(epochs: readonly E[], at: number): E | undefined {
  const inUse = epochs.filter(({ notBefore, notAfter }) => notBefore <= at && at < notAfter);
  return inUse.sort((a, b) => b.notBefore - a.notBefore)[0];
}

/** Reads the body of a State's document. Whether its signatures suffice is the caller's to check first. @throws IimsError `trust.malformed` */
export function readState(document: SignedDocument): TrustedState {
  const { type: _type, format: _format, ...body } = parseStateBody(document.body);
  if (body.expiresAt <= body.createdAt || body.expiresAt - body.createdAt > STATE_DOCUMENT_LIFE_MAX_MS) {
    throw malformed('expiresAt', 'a document lives at least a millisecond and at most 90 days');
  }
  const state = { ...body, nodes: body.nodes.map((node, index) => readNode(body.state, node, index)), document };
  const claims = claimsOf(state);
  if (new Set(claims).size < claims.length) throw malformed('nodes', 'no node id, key, pin or log origin stands twice');
  return state;
}

/** What a document claims for its State alone. No two States may claim the same (spec/trust-list.md, 3.4). */
export function claimsOf(state: TrustedState): readonly string[] {
  return state.nodes.flatMap((node) => [
    `node ${node.nodeId}`,
    `log ${node.log.origin}`,
    ...node.tls.map(({ spkiSha256 }) => `pin ${spkiSha256}`),
    ...node.signing.flatMap(({ ed25519, mldsa65 }) => [ed25519, mldsa65].map(claimOfKey)),
    ...node.log.keys.flatMap(({ ed25519, mldsa44 }) => [ed25519, mldsa44].map(claimOfKey)),
    ...node.witness.map(({ mldsa44 }) => claimOfKey(mldsa44)),
    ...node.kem.map(({ key }) => claimOfKey(key)),
  ]);
}

function claimOfKey(key: { readonly keyId: Uint8Array }): string {
  return `key ${toHex(key.keyId)}`;
}

function readNode(state: StateCode, node: StateBody['nodes'][number], index: number): TrustedNode {
  const { nodeId, endpoint, signing, log, witness, kem, tls } = node;
  for (const { notBefore, notAfter } of [...signing, ...log.keys, ...witness, ...kem, ...tls]) {
    if (notAfter <= notBefore) throw malformed(`nodes.${index}`, "a key's notAfter is after its notBefore");
  }
  return {
    state,
    nodeId,
    endpoint,
    signing: signing.map(({ ed25519, mldsa65, ...epoch }) => ({
      ed25519: verifyKeyFromPublic('ed25519', ed25519),
      mldsa65: verifyKeyFromPublic('ml-dsa-65', mldsa65),
      ...epoch,
    })),
    log: {
      origin: log.origin,
      keys: log.keys.map(({ ed25519, mldsa44, ...epoch }) => ({
        ed25519: verifyKeyFromPublic('ed25519', ed25519),
        mldsa44: verifyKeyFromPublic('ml-dsa-44', mldsa44),
        ...epoch,
      })),
    },
    witness: witness.map(({ mldsa44, ...epoch }) => ({
      mldsa44: verifyKeyFromPublic('ml-dsa-44', mldsa44),
      ...epoch,
    })),
    kem: kem.map(({ kid, publicKey, ...epoch }) => {
      const key = kemPublicKeyFromRaw(publicKey);
      if (!equalBytes(key.keyId, fromHex(kid))) throw malformed(`nodes.${index}.kem`, 'kid is the key id of publicKey');
      return { key, ...epoch };
    }),
    tls,
  };
}

function malformed(field: string, rule: string): IimsError {
  return new IimsError('trust.malformed', { message: "A State's document is malformed.", field, rule });
}

export const STATE_DOCUMENT_LIFE_MAX_MS = 90 * 24 * 3_600_000;
