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
  /** Sign frames (Ed25519 alone) and messages and attestations (both). */
  readonly signing: { readonly ed25519: VerifyKey; readonly mldsa65: VerifyKey };
  /** Sign the checkpoints of the node's log. */
  readonly log: { readonly origin: string; readonly ed25519: VerifyKey; readonly mldsa44: VerifyKey };
  readonly kem: readonly KemEpoch[];
  /** Pins are lower-case hexadecimal SHA-256 of a SubjectPublicKeyInfo; the certificate is DER. */
  readonly tls: { readonly spkiSha256: readonly string[]; readonly certificate: Uint8Array };
}

export interface KemEpoch {
  readonly key: KemPublicKey;
  /** First millisecond of use. */
  readonly notBefore: number;
  /** First millisecond after use. */
  readonly notAfter: number;
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
    ...node.tls.spkiSha256.map((pin) => `pin ${pin}`),
    ...[node.signing.ed25519, node.signing.mldsa65, node.log.ed25519, node.log.mldsa44].map(claimOfKey),
    ...node.kem.map(({ key }) => claimOfKey(key)),
  ]);
}

function claimOfKey(key: { readonly keyId: Uint8Array }): string {
  return `key ${toHex(key.keyId)}`;
}

function readNode(state: StateCode, node: StateBody['nodes'][number], index: number): TrustedNode {
  return {
    state,
    nodeId: node.nodeId,
    endpoint: node.endpoint,
    signing: {
      ed25519: verifyKeyFromPublic('ed25519', node.signing.ed25519),
      mldsa65: verifyKeyFromPublic('ml-dsa-65', node.signing.mldsa65),
    },
    log: {
      origin: node.log.origin,
      ed25519: verifyKeyFromPublic('ed25519', node.log.ed25519),
      mldsa44: verifyKeyFromPublic('ml-dsa-44', node.log.mldsa44),
    },
    kem: node.kem.map(({ kid, publicKey, notBefore, notAfter }) => {
      const key = kemPublicKeyFromRaw(publicKey);
      if (!equalBytes(key.keyId, fromHex(kid))) throw malformed(`nodes.${index}.kem`, 'kid is the key id of publicKey');
      return { key, notBefore, notAfter };
    }),
    tls: node.tls,
  };
}

function malformed(field: string, rule: string): IimsError {
  return new IimsError('trust.malformed', { message: "A State's document is malformed.", field, rule });
}

export const STATE_DOCUMENT_LIFE_MAX_MS = 90 * 24 * 3_600_000;
