// SPDX-License-Identifier: Apache-2.0
// Whose keys a receipt may rely on: its roots and documents, verified from a root of trust on, and judged at the time of the
// receipt, not at today's (spec/receipt.md, 4 to 6).
import type { VerifyKey } from '@iims/crypto/keys';
import { type Holder, holdersWhoSigned, openSignedDocument } from '@iims/crypto/trust-document';
import { acceptRoot, CLOCK_DIFFERENCE_MAX_MS, trustFromRoot } from '@iims/crypto/trust-list';
import type { Delegation, TrustedRoot } from '@iims/crypto/trust-root';
import { TRUST_GRACE_MS } from '@iims/crypto/trust-standing';
import { readState, type SigningEpoch, type TrustedNode, type TrustedState } from '@iims/crypto/trust-state';
import type { LogKeys } from '@iims/tlog/checkpoint';
import type { Witness } from '@iims/tlog/policy';
import { equalBytes, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { BodySignature, Receipt, ReceiptDocument, SignedBody } from './receipt-file.ts';

/** A signing pair and the node that signs with it. */
export interface Signer {
  readonly node: TrustedNode;
  readonly keys: SigningEpoch;
}

export class ReceiptTrust {
  readonly root: TrustedRoot;
  readonly #documents: readonly TrustedState[];

  /** From documents that are verified already. */
  constructor(root: TrustedRoot, documents: readonly TrustedState[]) {
    this.root = root;
    this.#documents = documents;
  }

  /**
   * From what a receipt carries.
   * @param rootOfTrust the file of root 1, from elsewhere than the receipt
   * @param newer documents that the verifier has beside it
   * @throws IimsError `trust.*` for a file that is no root; `receipt.root`, `receipt.document`
   */
  static of(
    rootOfTrust: Uint8Array,
    { roots, documents }: Pick<Receipt, 'roots' | 'documents'>,
    newer: readonly ReceiptDocument[],
  ): ReceiptTrust {
    const chain = verifyRoots(rootOfTrust, roots);
    // What the verifier has from elsewhere is no part of the receipt: signatures in it may be idle.
    const all = [...documents, ...newer.map((document) => withHoldingSignatures(chain, document))];
    return new ReceiptTrust(
      chain.at(-1)!,
      all.map((document) => verifyDocument(chain, document)),
    );
  }

  /** Who signs with this key by a document that was in force at a moment, or by any. */
  signerAt(keyId: Uint8Array, at?: number): Signer | undefined {
    const documents = this.#documents.filter(at === undefined ? () => true : inForceAt(at));
    for (const node of documents.flatMap(({ nodes }) => nodes)) {
      const keys = node.signing.find(({ ed25519 }) => equalBytes(ed25519.keyId, keyId));
      if (keys) return { node, keys };
    }
    return undefined;
  }

  /** The keys of a node's log in the documents that were in force at a moment; in all of them where none is given. */
  logOf({ state, nodeId }: TrustedNode, origin: string, at?: number): LogKeys | undefined {
    const documents = this.#ofState(state).filter(at === undefined ? () => true : inForceAt(at));
    const nodes = documents.flatMap(({ nodes }) => nodes);
    const listed = nodes.filter((node) => node.nodeId === nodeId && node.log.origin === origin);
    const keys = distinct(
      listed.flatMap(({ log }) => log.keys),
      ({ ed25519 }) => ed25519,
    );
    return keys.length === 0 ? undefined : { origin, keys };
  }

  /** The other States that may have witnessed a log, at a moment or ever, each under its C2SP key name. */
  witnessesOf(ofLog: StateCode, at?: number): { readonly state: StateCode; readonly witness: Witness }[] {
    const states = [...new Set(this.#documents.map(({ state }) => state))].filter((state) => state !== ofLog);
    return states.flatMap((state) => {
      const documents = this.#ofState(state).filter(at === undefined ? () => true : inForceAt(at));
      const listed = documents.flatMap(({ nodes }) => nodes);
      const keys = distinct(
        listed.flatMap(({ witness }) => witness.map(({ mldsa44 }) => mldsa44)),
        (key) => key,
      );
      return keys.length === 0 ? [] : [{ state, witness: { name: `iims/${state}/witness`, keys } }];
    });
  }

  /** Since when a later version of the State's document has listed one of these keys no more; undefined while all are listed. */
  withdrawnSince(state: StateCode, keys: readonly VerifyKey[]): number | undefined {
    const times = keys.flatMap((key) => {
      const versions = this.#ofState(state);
      const last = versions.findLastIndex((version) => lists(version, key));
      return versions.slice(last + 1, last + 2).map(({ createdAt }) => createdAt);
    });
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** In the order of their versions. */
  #ofState(state: StateCode): TrustedState[] {
    return this.#documents.filter((document) => document.state === state).sort((a, b) => a.version - b.version);
  }
}

/** The signed file that these parts were taken from, as the trust list reads it. */
export function signedFileOf({ body, signatures }: SignedBody): Uint8Array {
  const json = signatures.map(({ holder, ed25519, mldsa65 }) => ({
    holder,
    ed25519: toBase64(ed25519),
    mldsa65: toBase64(mldsa65),
  }));
  return utf8(`${JSON.stringify({ body: toBase64(body), signatures: json })}\n`);
}

/** Of these signatures those that hold, by one of these holders; each holder once. */
export function holdingSignatures(
  type: 'root' | 'state',
  { body, signatures }: SignedBody,
  holders: readonly Holder[],
): BodySignature[] {
  const good = signatures.filter((signature) => isBySomeHolder(type, body, signature, holders));
  return good.filter(({ holder }, place) => good.findIndex((other) => other.holder === holder) === place);
}

/** The document with the signatures that hold under the latest root by which they suffice; unchanged where they suffice under none. */
export function withHoldingSignatures(chain: readonly TrustedRoot[], signed: ReceiptDocument): ReceiptDocument {
  for (const { officers } of chain.toReversed()) {
    const delegation = officers.get(signed.state);
    const good = delegation ? holdingSignatures('state', signed, delegation.holders) : [];
    if (delegation && good.length >= delegation.threshold) return { ...signed, signatures: good };
  }
  return signed;
}

function isBySomeHolder(
  type: 'root' | 'state',
  body: Uint8Array,
  signature: BodySignature,
  holders: readonly Holder[],
): boolean {
  const named = holders.filter(({ holder }) => holder === signature.holder);
  return named.length > 0 && holdersWhoSigned(type, { body, signatures: [signature] }, named).length > 0;
}

function verifyRoots(rootOfTrust: Uint8Array, roots: readonly SignedBody[]): TrustedRoot[] {
  let trust = trustFromRoot(rootOfTrust);
  const chain = [trust.root];
  for (const [place, signed] of roots.entries()) {
    const before = trust.root;
    try {
      trust = acceptRoot(trust, signedFileOf(signed));
    } catch (cause) {
      throw refused('receipt.root', `roots.${place}`, 'the next root, by the rules of the trust list', cause);
    }
    if (trust.root === before) throw refused('receipt.root', `roots.${place}`, 'each root once, after root 1');
    // Two roots may name one holder with two keys: whichever of them signed, every signature that is there holds.
    const holders = [...before.signers.holders, ...trust.root.signers.holders];
    if (holdingSignatures('root', signed, holders).length < signed.signatures.length) {
      throw refused('receipt.root', `roots.${place}`, 'every signature holds, each holder once');
    }
    chain.push(trust.root);
  }
  return chain;
}

/** A document counts under any root of the chain, since officers may have changed. Its body is read after its signatures. */
function verifyDocument(chain: readonly TrustedRoot[], signed: ReceiptDocument): TrustedState {
  const field = `documents.${signed.state}`;
  try {
    if (!chain.some(({ officers }) => isSignedBy(signed, officers.get(signed.state)))) {
      throw refused('receipt.document', field, 'signed by as many officers as a root demands; every signature holds');
    }
    const state = readState(openSignedDocument(signedFileOf(signed)));
    if (state.state === signed.state && state.federation === chain[0]!.federation) return state;
  } catch (cause) {
    if (!(cause instanceof IimsError) || cause.code === 'receipt.document') throw cause;
    throw refused('receipt.document', field, "a State's document", cause);
  }
  throw refused('receipt.document', field, 'of the State and the federation for which it stands');
}

/** Whoever reads a receipt takes every signature in it for one, so none of them may be idle. */
function isSignedBy(signed: ReceiptDocument, officers: Delegation | undefined): boolean {
  if (officers === undefined || signed.signatures.length < officers.threshold) return false;
  return holdingSignatures('state', signed, officers.holders).length === signed.signatures.length;
}

/** As for queries: a clock that is a little ahead, and the days of grace after the end. */
function inForceAt(at: number): (document: TrustedState) => boolean {
  return ({ createdAt, expiresAt }) => createdAt <= at + CLOCK_DIFFERENCE_MAX_MS && at < expiresAt + TRUST_GRACE_MS;
}

function lists({ nodes }: TrustedState, key: VerifyKey): boolean {
  const keys = nodes.flatMap(({ signing, log }) => [
    ...signing.flatMap(({ ed25519, mldsa65 }) => [ed25519, mldsa65]),
    ...log.keys.flatMap(({ ed25519, mldsa44 }) => [ed25519, mldsa44]),
  ]);
  return keys.some(({ keyId }) => equalBytes(keyId, key.keyId));
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => VerifyKey): T[] {
  return items.filter(
    (item, place) => items.findIndex((other) => equalBytes(keyOf(other).keyId, keyOf(item).keyId)) === place,
  );
}

function refused(code: 'receipt.root' | 'receipt.document', field: string, rule: string, cause?: unknown): IimsError {
  return new IimsError(code, { message: 'A document of the receipt does not hold.', field, rule, cause });
}
