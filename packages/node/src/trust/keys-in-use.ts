// SPDX-License-Identifier: Apache-2.0
// Which of its keys a node uses at a moment: of those that its State's document lists and that it holds, the one that began last
// (spec/trust-list.md, 3.6). A key whose time is over stays in use until another has begun: an end that nobody prepared must warn, not stop.
import type { SigningKey, VerifyKey } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { type Epoch, epochAt, type TrustedNode } from '@iims/crypto/trust-state';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { LogPair, NodeKeys, SigningPair, TlsIdentity } from '../keys/node-keys.ts';
import { unknownState } from './attest.ts';

export interface KeysInUse {
  readonly signing: SigningPair;
  readonly log: LogPair;
  readonly witness: SigningKey;
  readonly tls: TlsIdentity;
  /** When another key may come into use, milliseconds since 1970; Infinity if none is to. */
  readonly until: number;
}

/** @throws IimsError `trust.own-keys` naming the use for which the node holds no listed key that has begun */
export function keysInUse(node: TrustedNode, keys: NodeKeys, now: number): KeysInUse {
  const signing = heldEpochs(node.signing, keys.signing, isSamePair);
  const log = heldEpochs(node.log.keys, keys.log, isSameLogPair);
  const witness = heldEpochs(node.witness, keys.witness, (listed, held) => isSame(listed.mldsa44, held));
  const tls = heldEpochs(node.tls, keys.tls, (listed, held) => listed.spkiSha256 === held.spkiSha256);
  const changes = [...signing, ...log, ...witness, ...tls].flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]);
  return {
    signing: inUse('signing', signing, now),
    log: inUse('log', log, now),
    witness: inUse('witness', witness, now),
    tls: inUse('tls', tls, now),
    until: Math.min(...changes.filter((at) => at > now)),
  };
}

/**
 * This node in its State's document, checked to be this very node: it holds a key of each use, and every opening key to which
 * somebody may seal now or later.
 * @throws IimsError `trust.unknown-state`, `trust.own-keys`
 */
export function ownNode(trust: TrustList, own: OwnNode): TrustedNode {
  if (!trust.states.has(own.state)) throw unknownState();
  const node = nodesOf(trust, own.state).find(({ nodeId }) => nodeId === own.nodeId);
  if (node === undefined) throw otherKeys('nodeId');
  keysInUse(node, own.keys, own.now);
  const needed = node.kem.filter(({ notAfter }) => own.now < notAfter);
  if (!needed.every(({ key }) => own.keys.kem.has(toHex(key.keyId)))) throw otherKeys('kem');
  return node;
}

export interface OwnNode {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly keys: NodeKeys;
  readonly now: number;
}

type Held<K> = Epoch & { readonly held: K };

function heldEpochs<E extends Epoch, K>(
  listed: readonly E[],
  held: readonly K[],
  isSame: (listed: E, held: K) => boolean,
): Held<K>[] {
  return listed.flatMap((epoch) => {
    const key = held.find((one) => isSame(epoch, one));
    return key === undefined ? [] : [{ notBefore: epoch.notBefore, notAfter: epoch.notAfter, held: key }];
  });
}

function inUse<K>(use: string, epochs: readonly Held<K>[], now: number): K {
  const begun = epochs.filter(({ notBefore }) => notBefore <= now).sort((a, b) => b.notAfter - a.notAfter);
  const epoch = epochAt(epochs, now) ?? begun[0];
  if (epoch === undefined) throw otherKeys(use);
  return epoch.held;
}

function isSamePair(listed: { ed25519: VerifyKey; mldsa65: VerifyKey }, held: SigningPair): boolean {
  return isSame(listed.ed25519, held.ed25519) && isSame(listed.mldsa65, held.mldsa65);
}

function isSameLogPair(listed: { ed25519: VerifyKey; mldsa44: VerifyKey }, held: LogPair): boolean {
  return isSame(listed.ed25519, held.ed25519) && isSame(listed.mldsa44, held.mldsa44);
}

function isSame(listed: VerifyKey, held: SigningKey): boolean {
  return equalBytes(listed.publicKey, held.publicKey);
}

function otherKeys(field: string): IimsError {
  return new IimsError('trust.own-keys', {
    message: "This node's keys are not those in its State's document.",
    field,
    rule: 'the node holds a listed key of each use that has begun, and every opening key that is not over',
    fix: 'Restore the keys that belong to the document, or have the officers sign a document for these keys.',
  });
}
