// SPDX-License-Identifier: Apache-2.0
// A node's signed word that its State's document is still the one (spec/trust-list.md, 4).

import { type HolderSigner, signTrustDocument } from '@iims/crypto/trust-document';
import type { TrustList } from '@iims/crypto/trust-list';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';

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

/** No document of the own State is in force. */
export function unknownState(): IimsError {
  return new IimsError('trust.unknown-state', {
    message: 'No document of this State is in force.',
    field: 'state',
    fix: "Bring the State's document, signed by its officers.",
  });
}
