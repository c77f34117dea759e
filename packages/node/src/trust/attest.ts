// SPDX-License-Identifier: Apache-2.0
// A node's signed word that its State's document is still the one (spec/trust-list.md, 4), and the check that it may give it:
// that its own keys are those which the document lists.

import type { SigningKey, VerifyKey } from '@iims/crypto/keys';
import { type HolderSigner, signTrustDocument } from '@iims/crypto/trust-document';
import type { TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { NodeKeys } from '../keys/node-keys.ts';

export interface AttestationInput {
  readonly trust: TrustList;
  readonly state: StateCode;
  /** The node's signing keys; `holder` is the node id. */
  readonly signer: HolderSigner;
  readonly now: number;
}

/** The signed file, with version and digest of the document it speaks for. @throws IimsError `trust.unknown-state` */
export function makeAttestation({ trust, state, signer, now }: AttestationInput) {
  const attested = trust.states.get(state);
  if (attested === undefined) throw unknownState();
  const { version, document } = attested;
  const file = signTrustDocument(
    {
      format: 1,
      type: 'attestation',
      federation: trust.root.federation,
      state,
      documentVersion: version,
      documentSha256: document.sha256,
      at: now,
    },
    [signer],
  );
  return { file, version, sha256: document.sha256 };
}

/** This node in its State's document, with every key the one it holds. @throws IimsError `trust.unknown-state`, `trust.own-keys` */
export function ownNode(trust: TrustList, own: { state: StateCode; nodeId: string; keys: NodeKeys }): TrustedNode {
  if (!trust.states.has(own.state)) throw unknownState();
  const node = nodesOf(trust, own.state).find(({ nodeId }) => nodeId === own.nodeId);
  if (node === undefined) throw otherKeys('nodeId');
  const { signing, log, witness, kem, tls } = own.keys;
  const isSame = (held: SigningKey, listed: VerifyKey) => equalBytes(held.publicKey, listed.publicKey);
  const holds = {
    signing: node.signing.some((listed) =>
      signing.some((held) => isSame(held.ed25519, listed.ed25519) && isSame(held.mldsa65, listed.mldsa65)),
    ),
    log: node.log.keys.some((listed) =>
      log.some((held) => isSame(held.ed25519, listed.ed25519) && isSame(held.mldsa44, listed.mldsa44)),
    ),
    witness: node.witness.some((listed) => witness.some((held) => isSame(held, listed.mldsa44))),
    kem: node.kem.every(({ key }) => kem.has(toHex(key.keyId))),
    tls: node.tls.some(({ spkiSha256 }) => tls.some((held) => held.spkiSha256 === spkiSha256)),
  };
  const missing = Object.entries(holds).find(([, isHeld]) => !isHeld);
  if (missing !== undefined) throw otherKeys(missing[0]);
  return node;
}

function unknownState(): IimsError {
  return new IimsError('trust.unknown-state', {
    message: 'No document of this State is in force.',
    field: 'state',
    fix: "Bring the State's document, signed by its officers.",
  });
}

function otherKeys(field: string): IimsError {
  return new IimsError('trust.own-keys', {
    message: "This node's keys are not those in its State's document.",
    field,
    rule: 'the document lists the public half of every key that the node holds',
    fix: 'Restore the keys that belong to the document, or have the officers sign a document for these keys.',
  });
}
