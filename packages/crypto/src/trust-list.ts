// SPDX-License-Identifier: Apache-2.0
// The trust list as a value: what is in force, and the rules by which a document comes into force (spec/trust-list.md, 2 to 4).
// Each rule takes the list and a file and gives the next list, or throws the reason; it never changes the list it was given.
import { toHex } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseAttestationBody, parseStateBody } from '@iims/wire/trust-documents';
import type { VerifyKey } from './keys.ts';
import { holdersWhoSigned, openSignedDocument, requireThreshold, type SignedDocument } from './trust-document.ts';
import { readRoot, type TrustedRoot } from './trust-root.ts';
import { claimsOf, readState, type TrustedNode, type TrustedState } from './trust-state.ts';

export interface TrustList {
  readonly root: TrustedRoot;
  /** Every root from the root of trust to the one in force, so that a partner who was away can follow. */
  readonly roots: readonly SignedDocument[];
  readonly states: ReadonlyMap<StateCode, TrustedState>;
  readonly attestations: ReadonlyMap<StateCode, TrustedAttestation>;
  /** The highest version ever accepted of each State, also where its document is out of force. */
  readonly highest: ReadonlyMap<StateCode, HighestVersion>;
  /** Verifying keys of the documents in force, by key id in hexadecimal. */
  readonly keys: ReadonlyMap<string, TrustedKey>;
  /** Nodes of the documents in force, by TLS pin. */
  readonly pins: ReadonlyMap<string, TrustedNode>;
}

export interface HighestVersion {
  readonly version: number;
  readonly sha256: string;
}

export interface TrustedKey {
  readonly node: TrustedNode;
  readonly use: 'signing' | 'log' | 'witness';
  readonly key: VerifyKey;
}

export interface TrustedAttestation {
  readonly state: StateCode;
  readonly at: number;
  readonly document: SignedDocument;
}

/**
 * The list that holds nothing but a root of trust, which its reader got in person.
 * @throws IimsError `trust.malformed`; `trust.threshold` if the root does not satisfy itself
 */
export function trustFromRoot(file: Uint8Array): TrustList {
  const document = openSignedDocument(file);
  const root = readRoot(document);
  requireThreshold('root', document, root.signers);
  return indexed({ root, roots: [document], states: new Map(), attestations: new Map(), highest: new Map() });
}

/**
 * Puts the next root in force (spec/trust-list.md, 2.3 to 2.5).
 * @throws IimsError `trust.threshold`, `trust.malformed`, `trust.mix`, `trust.rollback`, `trust.equivocation`, `trust.gap`
 */
export function acceptRoot(trust: TrustList, file: Uint8Array): TrustList {
  const document = openSignedDocument(file);
  if (trust.roots.some((root) => root.sha256 === document.sha256)) return trust;
  requireThreshold('root', document, trust.root.signers);
  const root = readRoot(document);
  if (root.federation !== trust.root.federation) throw refusal('trust.mix', 'federation', "the root's own federation");
  checkVersion(root.version, document.sha256, { version: trust.root.version, sha256: trust.root.document.sha256 });
  if (root.version > trust.root.version + 1) throw refusal('trust.gap', 'version', 'one above the root in force');
  requireThreshold('root', document, root.signers);
  const states = new Map([...trust.states].filter(([state, { document }]) => isSignedFor(root, state, document)));
  const attestations = new Map([...trust.attestations].filter(([state]) => states.has(state)));
  return indexed({ ...trust, root, roots: [...trust.roots, document], states, attestations });
}

/**
 * Puts a document of `state` in force (spec/trust-list.md, 3).
 * @throws IimsError `trust.unknown-state`, `trust.threshold`, `trust.malformed`, `trust.mix`, `trust.early`, `trust.expired`,
 *   `trust.rollback`, `trust.equivocation`, `trust.key-taken`
 */
export function acceptState(trust: TrustList, state: StateCode, file: Uint8Array, now: number): TrustList {
  const document = openSignedDocument(file);
  if (trust.states.get(state)?.document.sha256 === document.sha256) return trust;
  const next = verifiedState(trust, state, document);
  if (next.createdAt > now + CLOCK_DIFFERENCE_MAX_MS) throw refusal('trust.early', 'createdAt', 'not in the future');
  if (next.expiresAt <= now) throw refusal('trust.expired', 'expiresAt', 'in the future');
  return withState(trust, next);
}

/**
 * Puts a document back that was accepted before a restart: its times were judged then. One that the root in force does not
 * carry any more stays out of force, but its version stays remembered, so that nothing older can come in (3.2).
 * @throws IimsError as `acceptState` except for the times
 */
export function restoreState(trust: TrustList, state: StateCode, file: Uint8Array): TrustList {
  const document = openSignedDocument(file);
  if (isSignedFor(trust.root, state, document)) return withState(trust, verifiedState(trust, state, document));
  const { version } = parseStateBody(document.body);
  return { ...trust, highest: new Map(trust.highest).set(state, { version, sha256: document.sha256 }) };
}

/**
 * Takes a State's word that its document is still the one (spec/trust-list.md, 4).
 * @throws IimsError `trust.unknown-state`, `trust.signature`, `trust.malformed`, `trust.mix`, `trust.early`, `trust.rollback`
 */
export function acceptAttestation(trust: TrustList, state: StateCode, file: Uint8Array, now: number): TrustList {
  const document = openSignedDocument(file);
  const held = trust.attestations.get(state);
  if (held?.document.sha256 === document.sha256) return trust;
  const attested = trust.states.get(state);
  if (attested === undefined) throw refusal('trust.unknown-state', 'state', 'a State whose document is in force');
  const nodes = attested.nodes.flatMap(({ nodeId, signing }) => signing.map((keys) => ({ holder: nodeId, ...keys })));
  if (holdersWhoSigned('attestation', document, nodes).length === 0) {
    throw refusal('trust.signature', 'signatures', 'signed by a node of the State with both kinds of signature');
  }
  const body = parseAttestationBody(document.body);
  if (body.state !== state || body.federation !== trust.root.federation) {
    throw refusal('trust.mix', 'state', 'the State and federation it came for');
  }
  if (body.documentVersion !== attested.version || body.documentSha256 !== attested.document.sha256) {
    throw refusal('trust.mix', 'documentSha256', 'the document in force');
  }
  if (body.at > now + CLOCK_DIFFERENCE_MAX_MS) throw refusal('trust.early', 'at', 'not in the future');
  // Two of one moment and different bytes would be handed to and fro between honest nodes for ever, each taking the other's.
  if (held !== undefined && body.at <= held.at) throw refusal('trust.rollback', 'at', 'after the one held');
  return { ...trust, attestations: new Map(trust.attestations).set(state, { state, at: body.at, document }) };
}

/** Signatures first, then the body, then what it must agree with. The body of another State's officers is never parsed. */
function verifiedState(trust: TrustList, state: StateCode, document: SignedDocument): TrustedState {
  const officers = trust.root.officers.get(state);
  if (officers === undefined) throw refusal('trust.unknown-state', 'state', 'a State that the root names');
  requireThreshold('state', document, officers);
  const next = readState(document);
  if (next.state !== state || next.federation !== trust.root.federation) {
    throw refusal('trust.mix', 'state', 'the State and federation it came for');
  }
  const highest = trust.highest.get(state);
  if (highest !== undefined) checkVersion(next.version, document.sha256, highest);
  const before = trust.states.get(state);
  // Who dates a document back withdraws keys for a time in which everybody relied on them (spec/receipt.md, 13).
  if (before !== undefined && next.version > before.version && next.createdAt < before.createdAt) {
    throw refusal('trust.rollback', 'createdAt', 'not before that of the version in force');
  }
  const others = [...trust.states.values()].filter((other) => other.state !== state);
  const taken = new Set(others.flatMap(claimsOf));
  if (claimsOf(next).some((claim) => taken.has(claim))) {
    throw refusal('trust.key-taken', 'nodes', "no key, pin, node id or log origin of another State's document");
  }
  return next;
}

function withState(trust: TrustList, next: TrustedState): TrustList {
  const attestations = new Map(trust.attestations);
  // An attestation speaks for one version; the next one speaks for itself until it is attested.
  attestations.delete(next.state);
  return indexed({
    ...trust,
    attestations,
    states: new Map(trust.states).set(next.state, next),
    highest: new Map(trust.highest).set(next.state, { version: next.version, sha256: next.document.sha256 }),
  });
}

function checkVersion(version: number, sha256: string, highest: HighestVersion): void {
  if (version < highest.version) throw refusal('trust.rollback', 'version', 'not below the highest accepted version');
  if (version === highest.version && sha256 !== highest.sha256) {
    throw refusal('trust.equivocation', 'version', 'one version has one content');
  }
}

function isSignedFor(root: TrustedRoot, state: StateCode, document: SignedDocument): boolean {
  const officers = root.officers.get(state);
  return officers !== undefined && holdersWhoSigned('state', document, officers.holders).length >= officers.threshold;
}

function indexed(trust: Omit<TrustList, 'keys' | 'pins'>): TrustList {
  const keys = new Map<string, TrustedKey>();
  const pins = new Map<string, TrustedNode>();
  for (const node of [...trust.states.values()].flatMap(({ nodes }) => nodes)) {
    const signing = node.signing.flatMap(({ ed25519, mldsa65 }) => [ed25519, mldsa65]);
    for (const key of signing) keys.set(toHex(key.keyId), { node, use: 'signing', key });
    const log = node.log.keys.flatMap(({ ed25519, mldsa44 }) => [ed25519, mldsa44]);
    for (const key of log) keys.set(toHex(key.keyId), { node, use: 'log', key });
    for (const { mldsa44 } of node.witness) keys.set(toHex(mldsa44.keyId), { node, use: 'witness', key: mldsa44 });
    for (const { spkiSha256 } of node.tls) pins.set(spkiSha256, node);
  }
  return { ...trust, keys, pins };
}

function refusal(code: ErrorCode, field: string, rule: string): IimsError {
  return new IimsError(code, { message: 'A document of the trust list is refused.', field, rule });
}

export const CLOCK_DIFFERENCE_MAX_MS = 5 * 60_000;
