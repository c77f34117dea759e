// SPDX-License-Identifier: Apache-2.0
// Writes spec/vectors/trust-list/documents.json: signed files and what a node must make of them, step by step.
// ML-DSA signatures are hedged, so each run gives other bytes for the same cases.
import { writeFileSync } from 'node:fs';
import { openSignedDocument, signBodyBytes } from '@iims/crypto/trust-document';
import {
  attested,
  DAY_MS,
  delegation,
  FOUNDED_AT,
  HOUR_MS,
  MDA,
  nodeBody,
  officersOf,
  rootBody,
  signed,
  signer,
  stateBody,
  UKR,
} from '@iims/crypto/trust-list.fixture';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';

type Step = [
  accept: 'root' | 'state' | 'attestation',
  file: keyof typeof files,
  expect: string,
  more?: { state?: StateCode; now?: number },
];

const now = FOUNDED_AT + HOUR_MS;
const ukr = (version: number, changes = {}) => stateBody(UKR, { version, ...changes });
const newOfficers = ['UKR-officer-4', 'UKR-officer-5'];
const ukr1 = signed(ukr(1));

/** Two States are enough here, and keep the file small. */
const states = { UKR: delegation(officersOf(UKR)), MDA: delegation(officersOf(MDA).slice(1)) };
const root = (version: number, changes = {}) => rootBody({ version, states, ...changes });

const files = {
  'root-1': signed(root(1)),
  'root-1-other-bytes': signed(root(1, { createdAt: now })),
  'root-2': signed(root(2)),
  'root-2-one-signature': signed(root(2), ['GEO']),
  'root-2-other-federation': signed(root(2, { federation: 'other-federation' })),
  'root-2-other-officers': signed(root(2, { states: { ...states, UKR: delegation(newOfficers) } })),
  'root-3': signed(root(3)),
  'UKR-1': ukr1,
  'UKR-1-other-bytes': signed(ukr(1, { name: 'Another name' })),
  'UKR-2': signed(ukr(2)),
  'UKR-2-same-officer-twice': signed(ukr(2), ['UKR-officer-1', 'UKR-officer-1']),
  'UKR-2-one-kind-missing': withoutKind(signed(ukr(2))),
  'UKR-2-signed-as-root': signBodyBytes('root', utf8(JSON.stringify(ukr(2))), officersOf(UKR).map(signer)),
  'UKR-2-signed-by-MDA': signed(ukr(2), officersOf(MDA)),
  'UKR-2-by-new-officers': signed(ukr(2), newOfficers),
  'UKR-2-unknown-field': signed({ ...ukr(2), extra: 1 } as ReturnType<typeof ukr>),
  'UKR-2-key-twice': signBodyBytes('state', keyTwice(), officersOf(UKR).map(signer)),
  'UKR-2-with-key-of-MDA': signed(ukr(2, { nodes: [{ ...nodeBody(UKR, 2), signing: nodeBody(MDA).signing }] })),
  'MDA-1': signed(stateBody(MDA), officersOf(MDA).slice(1)),
  'MDA-2-signed-by-UKR': signed(stateBody(MDA, { version: 2 }), officersOf(UKR)),
  'UKR-attests-1': attested(UKR, ukr1, { at: now }),
  'UKR-attests-1-before': attested(UKR, ukr1, { at: now - 1 }),
  'UKR-attests-2': attested(UKR, ukr1, { at: now, documentVersion: 2 }),
};

const cases: { title: string; steps: Step[] }[] = [
  {
    title: 'documents come into force in order',
    steps: [
      ['state', 'UKR-1', 'ok'],
      ['attestation', 'UKR-attests-1', 'ok'],
      ['root', 'root-2', 'ok'],
      ['root', 'root-3', 'ok'],
      ['state', 'UKR-2', 'ok'],
    ],
  },
  {
    title: 'the same file again changes nothing',
    steps: [
      ['root', 'root-1', 'ok'],
      ['state', 'UKR-1', 'ok'],
      ['state', 'UKR-1', 'ok'],
    ],
  },
  { title: 'a root with other bytes under its version', steps: [['root', 'root-1-other-bytes', 'trust.equivocation']] },
  { title: 'a root signed by too few', steps: [['root', 'root-2-one-signature', 'trust.threshold']] },
  { title: 'a root of another federation', steps: [['root', 'root-2-other-federation', 'trust.mix']] },
  { title: 'a root that skips a version', steps: [['root', 'root-3', 'trust.gap']] },
  {
    title: 'an older root',
    steps: [
      ['root', 'root-2', 'ok'],
      ['root', 'root-1-other-bytes', 'trust.rollback'],
    ],
  },
  {
    title: 'rollback of a document',
    steps: [
      ['state', 'UKR-2', 'ok'],
      ['state', 'UKR-1', 'trust.rollback'],
    ],
  },
  {
    title: 'new officers bring a document back into force by signing the same body',
    steps: [
      ['state', 'UKR-2', 'ok'],
      ['root', 'root-2-other-officers', 'ok'],
      ['state', 'UKR-1', 'trust.threshold'],
      ['state', 'UKR-2-by-new-officers', 'ok'],
    ],
  },
  {
    title: 'a document with other bytes under its version',
    steps: [
      ['state', 'UKR-1', 'ok'],
      ['state', 'UKR-1-other-bytes', 'trust.equivocation'],
    ],
  },
  {
    title: 'freeze: a document that has expired',
    steps: [['state', 'UKR-1', 'trust.expired', { now: FOUNDED_AT + 90 * DAY_MS }]],
  },
  { title: 'a document from the future', steps: [['state', 'UKR-1', 'trust.early', { now: FOUNDED_AT - HOUR_MS }]] },
  { title: 'one officer twice is one officer', steps: [['state', 'UKR-2-same-officer-twice', 'trust.threshold']] },
  { title: 'one kind of signature is none', steps: [['state', 'UKR-2-one-kind-missing', 'trust.threshold']] },
  { title: 'a signature for another type of document', steps: [['state', 'UKR-2-signed-as-root', 'trust.threshold']] },
  { title: "another State's officers", steps: [['state', 'UKR-2-signed-by-MDA', 'trust.threshold']] },
  {
    title: 'mix: a document that names another State than it came for',
    steps: [['state', 'MDA-2-signed-by-UKR', 'trust.mix', { state: UKR }]],
  },
  {
    title: 'a State that the root does not name',
    steps: [['state', 'UKR-1', 'trust.unknown-state', { state: 'AZE' as StateCode }]],
  },
  { title: 'a field that the format does not have', steps: [['state', 'UKR-2-unknown-field', 'trust.malformed']] },
  { title: 'a key that stands twice in the body', steps: [['state', 'UKR-2-key-twice', 'json.duplicate-key']] },
  {
    title: "a key of another State's document",
    steps: [
      ['state', 'MDA-1', 'ok', { state: MDA }],
      ['state', 'UKR-2-with-key-of-MDA', 'trust.key-taken'],
    ],
  },
  {
    title: 'an attestation of another version',
    steps: [
      ['state', 'UKR-1', 'ok'],
      ['attestation', 'UKR-attests-2', 'trust.mix'],
    ],
  },
  {
    title: 'an older attestation',
    steps: [
      ['state', 'UKR-1', 'ok'],
      ['attestation', 'UKR-attests-1', 'ok'],
      ['attestation', 'UKR-attests-1-before', 'trust.rollback'],
    ],
  },
  { title: 'an attestation without its document', steps: [['attestation', 'UKR-attests-1', 'trust.unknown-state']] },
];

const vectors = {
  about:
    'spec/trust-list.md. Each case begins with root-1 as root of trust; files are signed files as text; expect is ok or an error code.',
  files: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, fromUtf8(file)])),
  cases: cases.map(({ title, steps }) => ({
    title,
    steps: steps.map(([accept, file, expect, more]) => ({ accept, file, state: UKR, now, ...more, expect })),
  })),
};
writeFileSync(
  new URL('../spec/vectors/trust-list/documents.json', import.meta.url),
  `${JSON.stringify(vectors, null, 1)}\n`,
);

function withoutKind(file: Uint8Array): Uint8Array {
  const parsed = JSON.parse(fromUtf8(file));
  parsed.signatures[1].mldsa65 = '';
  return utf8(JSON.stringify(parsed));
}

function keyTwice(): Uint8Array {
  const body = fromUtf8(openSignedDocument(signed(ukr(2))).body);
  return utf8(`${body.slice(0, -1)},"version":9}`);
}
