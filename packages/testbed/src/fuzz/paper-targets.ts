// SPDX-License-Identifier: Apache-2.0
// Readers of files that people carry: receipts, and the papers of a ceremony.
import { makeReceipt } from '@iims/node/receipts/receipt.fixture';
import { type VerifiedReceipt, verifyReceipt } from '@iims/node/receipts/verify-receipt';
import { assert } from '@iims/wire/assert';
import { toBase64, utf8 } from '@iims/wire/bytes';
import { parseDraft, parseInvitation, parsePaperBody, parseTranscriptLine } from '@iims/wire/ceremony-documents';
import type { FuzzTarget } from './target.ts';

const { file, rootOfTrust } = await makeReceipt();
const wordsOf = ({ state, askedBy, queryId, outcome, hits }: VerifiedReceipt) =>
  JSON.stringify([state, askedBy, queryId, outcome, hits]);
const genuine = wordsOf(verifyReceipt({ file, rootOfTrust }));
const keys = { ed25519: toBase64(new Uint8Array(32)), mldsa65: toBase64(new Uint8Array(1952)) };
const HOLDER = {
  format: 1,
  type: 'holder',
  federation: 'demo-fuzz',
  holder: 'UKR-first-officer',
  custody: 'shares',
  set: '00112233445566',
  ...keys,
  createdAt: 1,
};
const JOIN_REQUEST = {
  format: 1,
  type: 'join-request',
  federation: 'demo-fuzz',
  state: 'UKR',
  name: 'Ukraine',
  createdAt: 1,
  holder: keys,
  officers: { threshold: 1, holders: [{ holder: 'UKR-first-officer', ...keys }] },
  node: null,
};
const DRAFT = {
  format: 1,
  draft: 'root',
  body: 'AAAA',
  signatures: [{ holder: 'UKR', ed25519: '', mldsa65: '' }],
  basis: null,
};
const INVITATION = { format: 1, type: 'invitation', federation: 'demo-fuzz', state: 'UKR', bundle: 'AAAA' };
const LINE = {
  index: 0,
  previous: 'none',
  at: '2026-01-05T12:00:00.000Z',
  kind: 'opened',
  title: 'A ceremony',
  outcome: 'done',
  tookMs: 1,
  lines: ['a line'],
  fingerprints: [{ of: 'a key', sha256: '00'.repeat(32) }],
};
const WORDS = ['"format":1', '"type":', '""', '[]', '{}', 'null', '"threshold":0', '"node":{}'];

export const PAPER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'receipt',
    seeds: [file],
    words: ['question', 'answer', 'logged', 'batch', 'documents', 'roots'],
    read(bytes) {
      // A cosignature more or less than the quorum needs changes nothing of what is proven.
      assert(wordsOf(verifyReceipt({ file: bytes, rootOfTrust })) === genuine, 'a receipt proves one answer');
    },
  },
  paper('ceremony-paper', [HOLDER, JOIN_REQUEST], parsePaperBody),
  paper('ceremony-draft', [DRAFT], parseDraft),
  paper('ceremony-invitation', [INVITATION], parseInvitation),
  paper('ceremony-transcript', [LINE], parseTranscriptLine),
];

function paper(name: string, seeds: readonly object[], parse: (bytes: Uint8Array) => unknown): FuzzTarget {
  return {
    name,
    seeds: seeds.map((seed) => utf8(JSON.stringify(seed))),
    words: WORDS,
    read: (bytes) => void parse(bytes),
  };
}
