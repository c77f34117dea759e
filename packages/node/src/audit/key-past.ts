// SPDX-License-Identifier: Apache-2.0
// What the versions of the States' documents tell of one key: whose it is, what for, from when until when it was listed, and in which
// of that time its owner used it. By these times it is judged what a thief of the key could have done (spec/keys.md, life of keys).
import { openSignedDocument } from '@iims/crypto/trust-document';
import { readState, type TrustedState } from '@iims/crypto/trust-state';
import type { StateCode } from '@iims/wire/identifiers';
import type { KeyUse } from '../keys/node-keys.ts';
import { listedKeys } from '../trust/own-keys.ts';

export interface KeyPast {
  readonly keyId: string;
  readonly use: KeyUse;
  readonly state: StateCode;
  readonly nodeId: string;
  /** From when partners accepted the key: the making of the first version that lists it. */
  readonly listedFrom: number;
  /** Until when: the making of the first later version without it; Infinity while it is listed. */
  readonly listedUntil: number;
  /** The time of use that its owner gave it. */
  readonly usedFrom: number;
  readonly usedUntil: number;
}

/** `versions` are the signed files of all versions of all States. Undefined for a key that none of them lists. */
export function pastOfKey(versions: readonly Uint8Array[], keyId: string): KeyPast | undefined {
  const states = versions.map((file) => readState(openSignedDocument(file))).sort((a, b) => a.version - b.version);
  const listing = states.flatMap((state) => listingsOf(state, keyId));
  const [first] = listing;
  if (first === undefined) return undefined;
  const { state } = first;
  const last = listing.at(-1)!;
  const after = states.find((one) => one.state === state && one.version > last.version);
  return {
    keyId,
    use: first.use,
    state,
    nodeId: first.nodeId,
    listedFrom: first.createdAt,
    listedUntil: after?.createdAt ?? Number.POSITIVE_INFINITY,
    usedFrom: last.notBefore,
    usedUntil: last.notAfter,
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
