// SPDX-License-Identifier: Apache-2.0
// Readers of the signed trust list: files as a stranger would change them, and bodies as a member State could sign them.

import { trustBundleOf, weighTrustBundle } from '@iims/crypto/trust-bundle';
import { signTrustDocument } from '@iims/crypto/trust-document';
import { acceptAttestation, acceptRoot, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { readRoot } from '@iims/crypto/trust-root';
import { readState } from '@iims/crypto/trust-state';
import { holderSigner } from '@iims/node/keys/seed-files';
import { foundFederation } from '@iims/node/trust/found';
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { RootBodyJson } from '@iims/wire/trust-documents';
import { SeededRandom } from '../simulation/random.ts';
import { type FuzzTarget, onlyAccepts } from './target.ts';

const NOW = 1_767_600_000_000;
const STATES = ['GEO', 'UKR', 'MDA'] as StateCode[];
const UKR = STATES[1]!;
const draws = new SeededRandom(1);

const founded = foundFederation({
  federation: 'demo-fuzz',
  exercise: true,
  states: STATES.map((state) => ({
    state,
    nodeId: `${state.toLowerCase()}-1`,
    name: `State of ${state}`,
    endpoint: { host: '192.0.2.1', port: 8443 },
    authorities: [{ id: 'border', name: 'Border Guard' }],
    registers: [{ id: 'documents', kind: 'travel-document', title: 'Travel documents' }],
    rights: [{ register: 'documents', purposes: ['border-check'], states: STATES.filter((other) => other !== state) }],
    contactPoints: [],
  })),
  now: NOW,
  random: (length) => Uint8Array.from({ length }, () => draws.below(256)),
});
const { trust } = founded;
const rootAlone = trustFromRoot(founded.rootFile);
const stateFile = trust.states.get(UKR)!.document.file;
const attestationFile = trust.attestations.get(UKR)!.document.file;
const nextRoot = signTrustDocument(
  { ...(JSON.parse(textOf(trust.root.document.body)) as RootBodyJson), version: 2 },
  STATES.map((state) => holderSigner(founded.states.get(state)!.rootHolder)),
);
const withUkraine = acceptState(rootAlone, UKR, stateFile, NOW);
const bundle = trustBundleOf(trust);
const WORDS = [
  '"version":2',
  '"threshold":1',
  '"mldsa65"',
  '"ed25519"',
  '"UKR":',
  '"states":',
  '"suites":',
  '""',
  '[]',
  '{}',
];

export const TRUST_TARGETS: readonly FuzzTarget[] = [
  fileTarget('root-file', nextRoot, (file) => acceptRoot(trust, file).root.document.body),
  fileTarget('state-file', stateFile, (file) => bodyOf(acceptState(rootAlone, UKR, file, NOW), 'states')),
  fileTarget('attestation-file', attestationFile, (file) =>
    bodyOf(acceptAttestation(withUkraine, UKR, file, NOW), 'attestations'),
  ),
  {
    name: 'trust-bundle',
    seeds: [bundle],
    words: WORDS,
    read(bytes) {
      const weighed = weighTrustBundle(rootAlone, bytes, NOW);
      for (const document of weighed.documents) {
        if (document.outcome === 'accepted')
          assert(KNOWN_DIGESTS.has(document.sha256), 'only what was signed is accepted');
      }
    },
  },
  {
    name: 'root-body',
    seeds: [trust.root.document.body],
    words: WORDS,
    read: (body) => void readRoot({ file: body, body, signatures: [], sha256: '' }),
  },
  {
    name: 'state-body',
    seeds: [trust.states.get(UKR)!.document.body],
    words: WORDS,
    read: (body) => void readState({ file: body, body, signatures: [], sha256: '' }),
  },
];

const KNOWN_DIGESTS = new Set(
  [...trust.states.values(), ...trust.attestations.values()].map(({ document }) => document.sha256),
);

/** The wrapper of a signed file may be spelled otherwise; the body that comes into force may not. */
function fileTarget(name: string, file: Uint8Array, accept: (file: Uint8Array) => Uint8Array): FuzzTarget {
  const body = accept(file);
  return { name, seeds: [file], words: WORDS, read: (bytes) => onlyAccepts([body], accept(bytes)) };
}

function bodyOf(list: TrustList, part: 'states' | 'attestations'): Uint8Array {
  return list[part].get(UKR)!.document.body;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
