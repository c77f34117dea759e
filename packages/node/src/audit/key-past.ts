// SPDX-License-Identifier: Apache-2.0
// What the versions of the States' documents tell of one key: whose it is, what for, from when until when it was listed, and in which
// of that time its owner used it. By these times it is judged what a thief of the key could have done (spec/keys.md, life of keys).
import { openSignedDocument } from '@iims/crypto/trust-document';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { readState, type TrustedState } from '@iims/crypto/trust-state';
import type { StateCode } from '@iims/wire/identifiers';
import type { KeyUse } from '../keys/node-keys.ts';
import { listedKeys } from '../trust/own-keys.ts';

export interface KeyPast {
  readonly keyId: string;
  readonly use: KeyUse;
  readonly state: StateCode;
  readonly nodeId: string;
  /** From when this node accepted the key: the first version that lists it. */
  readonly listedFrom: number;
  /** Until when: the first later version without it was in force here; Infinity while it is listed. */
  readonly listedUntil: number;
  /** The time of use that its owner gave it, the longest of all versions. */
  readonly usedFrom: number;
  readonly usedUntil: number;
}

/** By State and version (`UKR 2`), when this node put a document in force, milliseconds since 1970, as its own log says. */
export type Acceptances = ReadonlyMap<string, number>;

/**
 * `versions` are the signed files of all versions of all States. A document may come days after it was made, and a maker's clock may
 * differ: of the two times the one counts that makes the key's time longer. Undefined for a key that no version lists.
 */
export function pastOfKey(
  versions: readonly Uint8Array[],
  keyId: string,
  acceptances: Acceptances,
): KeyPast | undefined {
  const states = versions.map((file) => readState(openSignedDocument(file))).sort((a, b) => a.version - b.version);
  const listing = states.flatMap((state) => listingsOf(state, keyId));
  const [first] = listing;
  if (first === undefined) return undefined;
  const { state } = first;
  const last = listing.at(-1)!;
  const after = states.find((one) => one.state === state && one.version > last.version);
  const accepted = ({ version, createdAt }: { readonly version: number; readonly createdAt: number }) =>
    acceptances.get(`${state} ${version}`) ?? createdAt;
  return {
    keyId,
    use: first.use,
    state,
    nodeId: first.nodeId,
    listedFrom: Math.min(first.createdAt, accepted(first)) - CLOCK_DIFFERENCE_MAX_MS,
    listedUntil: after === undefined ? Number.POSITIVE_INFINITY : Math.max(after.createdAt, accepted(after)),
    usedFrom: Math.min(...listing.map(({ notBefore }) => notBefore)) - CLOCK_DIFFERENCE_MAX_MS,
    usedUntil: Math.max(...listing.map(({ notAfter }) => notAfter)) + CLOCK_DIFFERENCE_MAX_MS,
  };
}

function listingsOf({ state, version, createdAt, nodes }: TrustedState, keyId: string) {
  return nodes.flatMap((node) =>
    [...listedKeys(node)]
      .filter(([name]) => name.endsWith(` ${keyId}`))
      .map(([name, { notBefore, notAfter }]) => {
        const use = name.slice(0, name.indexOf(' ')) as KeyUse;
        return { state, version, createdAt, nodeId: node.nodeId, use, notBefore, notAfter };
      }),
  );
}
