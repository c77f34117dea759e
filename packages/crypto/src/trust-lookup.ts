// SPDX-License-Identifier: Apache-2.0
// What the rest of the node asks the trust list: whose key is this, whom do I seal to, who is at the end of this connection,
// and may this State ask that register. What the documents in force do not list does not exist (spec/trust-list.md, 3.5).
import { equalBytes, fromHex, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { EVERY_OTHER_REGISTER } from '@iims/wire/trust-documents';
import type { KemPublicKey } from './keys.ts';
import { sha256 } from './primitives.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';
import { epochAt, type SigningEpoch, type TrustedNode, type TrustedState } from './trust-state.ts';

/** The node that signs with this key, or `undefined` for one that is unknown, revoked, or meant for a log or for witnessing. */
export function signingKeyById(trust: TrustList, keyId: Uint8Array): TrustedKey | undefined {
  const found = trust.keys.get(toHex(keyId));
  return found?.use === 'signing' ? found : undefined;
}

/** Both keys of the State's node whose Ed25519 key has this id: what is signed with them was said by that State. */
export function signingPairOf(trust: TrustList, state: StateCode, keyId: Uint8Array): SigningEpoch | undefined {
  const pairs = nodesOf(trust, state).flatMap(({ signing }) => signing);
  return pairs.find(({ ed25519 }) => equalBytes(ed25519.keyId, keyId));
}

/** The nodes of a State, none when no document of it is in force. */
export function nodesOf(trust: TrustList, state: StateCode): readonly TrustedNode[] {
  return trust.states.get(state)?.nodes ?? [];
}

/** The key to seal to a node at a moment, or `undefined` between epochs. Of several the one that began last. */
export function kemKeyAt(node: TrustedNode, at: number): KemPublicKey | undefined {
  return epochAt(node.kem, at)?.key;
}

/** The node whose TLS key has this pin (lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo). */
export function nodeOfPin(trust: TrustList, spkiSha256: string): TrustedNode | undefined {
  return trust.pins.get(spkiSha256);
}

export interface Request {
  /** The State that keeps the register. */
  readonly owner: StateCode;
  readonly register: string;
  /** What a positive register says, and a right of a name of its own, are granted by that name alone. */
  readonly isPositive?: boolean;
  readonly purpose: string;
  readonly asker: StateCode;
}

/** Whether the owner's document grants `asker` the register for the purpose. What is not listed is refused (spec/trust-list.md, 3.7). */
export function mayAsk(trust: TrustList, { owner, register, isPositive = false, purpose, asker }: Request): boolean {
  const document = trust.states.get(owner);
  if (document === undefined) return false;
  // Each question asks this of each register, so it makes no list of the rights.
  for (const right of document.rights) {
    if (!right.purposes.includes(purpose) || !right.states.includes(asker)) continue;
    if (isGranted(right.register, document, register, isPositive)) return true;
  }
  return false;
}

/** Why a right is not there. All of it follows from the owner's document, which every member of the federation holds. */
export type NoRight = 'no-right' | 'purpose-not-allowed' | 'register-not-listed';

/**
 * Why `mayAsk` is false: the document neither names the register nor covers it; it names no right for the asker; or not for the purpose.
 * What is granted by its name alone is never `register-not-listed`.
 */
export function whyNoRight(trust: TrustList, { purpose: _, asker, ...register }: Request): NoRight {
  const rights = rightsTo(trust, register);
  const isNamed = trust.states.get(register.owner)?.registers.some(({ id }) => id === register.register) ?? false;
  if (!register.isPositive && !isNamed && rights.length === 0) return 'register-not-listed';
  return rights.some(({ states }) => states.includes(asker)) ? 'purpose-not-allowed' : 'no-right';
}

/** The rights of the owner's document that hold for a register. */
export function rightsTo(
  trust: TrustList,
  { owner, register, isPositive = false }: Pick<Request, 'owner' | 'register' | 'isPositive'>,
): TrustedState['rights'] {
  const document = trust.states.get(owner);
  return document?.rights.filter((right) => isGranted(right.register, document, register, isPositive)) ?? [];
}

/** Whether a right to `granted` holds for the register: by its name, or for every other that the document does not name. */
function isGranted(
  granted: string,
  { registers }: Pick<TrustedState, 'registers'>,
  register: string,
  isPositive: boolean,
): boolean {
  if (granted === register) return true;
  return granted === EVERY_OTHER_REGISTER && !isPositive && !registers.some(({ id }) => id === register);
}

/** The snapshot number of an envelope's header (spec/trust-list.md, 6.1): grows with every accepted root or State document. */
export function trustListVersion(trust: TrustList): number {
  let sum = 0;
  for (const { version } of trust.highest.values()) sum += version;
  return trust.root.version * 2 ** 32 + sum;
}

/** SHA-256 over what is in force (spec/trust-list.md, 6.2): equal on two nodes that hold the same bytes. */
export function trustListHash(trust: TrustList): Uint8Array {
  const states = [...trust.states.values()].sort((a, b) => (a.state < b.state ? -1 : 1));
  return sha256(
    lengthPrefixed(
      utf8('iims/trust/snapshot'),
      fromHex(trust.root.document.sha256),
      ...states.flatMap(({ state, version, document }) => [utf8(state), utf8(`${version}`), fromHex(document.sha256)]),
    ),
  );
}
