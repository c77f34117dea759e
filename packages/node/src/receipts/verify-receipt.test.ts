// SPDX-License-Identifier: Apache-2.0
// What a receipt shows, and that nothing in it can be changed: every part that is forged has its code, every byte that is flipped is seen.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { encodeBatchProof, proveInBatch, signBatch } from '@iims/crypto/batch-signature';
import { signTrustDocument } from '@iims/crypto/trust-document';
import { cosign } from '@iims/tlog/cosignature';
import { formatNote, parseNote } from '@iims/tlog/note';
import { formatProofFile, parseProofFile } from '@iims/tlog/proof-file';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { uuidToBytes } from '@iims/wire/identifiers';
import { holderSigner } from '../keys/seed-files.ts';
import { AZE, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { reissueState } from '../trust/found.ts';
import { makeNodeIdentity } from '../trust/node-identity.ts';
import { everyNth, flipsThatPass } from './flip-bytes.fixture.ts';
import {
  ANSWERED_AT,
  type Changes,
  documentOf,
  LOG_INDEX,
  type MadeReceipt,
  makeReceipt,
  receiptDocument,
} from './receipt.fixture.ts';
import { formatReceipt, type Receipt } from './receipt-file.ts';
import { verifyReceipt } from './verify-receipt.ts';

const HOUR_MS = 3_600_000;
const ANOTHER_ID = uuidToBytes('0199b3a2-5c00-7000-8000-00000000a001');

describe('a receipt', () => {
  let good: MadeReceipt;
  before(async () => {
    good = await makeReceipt();
  });

  const verify = ({ file, rootOfTrust }: MadeReceipt) => verifyReceipt({ file, rootOfTrust });
  const withParts = (parts: Partial<Receipt>) => ({ ...good, file: formatReceipt({ ...good.receipt, ...parts }) });
  const refuses = (made: MadeReceipt, code: string) => assert.throws(() => verify(made), { code });

  it('shows who asked whom, when, with what outcome, and who witnessed it', () => {
    const { queryId, entry, ...shown } = verify(good);
    assert.match(queryId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(shown, {
      federation: 'demo-receipts',
      exercise: true,
      state: UKR,
      askedBy: GEO,
      askedAt: ANSWERED_AT,
      outcome: 'hit',
      hits: 1,
      asOf: ANSWERED_AT,
      changedOn: '2026-01-05',
      registers: 1,
      behind: 0,
      signedAt: ANSWERED_AT,
      batchSignedAt: ANSWERED_AT + 80,
      questionBatchSignedAt: ANSWERED_AT + 80,
      standing: 'witnessed',
    });
    assert.deepEqual(entry, {
      origin: 'iims/UKR/audit/1',
      index: LOG_INDEX,
      treeSize: 7,
      treeSignedAt: ANSWERED_AT + 1_000,
      loggedAt: ANSWERED_AT - 2,
      witnesses: [AZE, MDA],
      quorum: 2,
      witnessedAt: ANSWERED_AT + 5_000,
    });
  });

  it('says nothing of whom or what it is about', () => {
    assert.doesNotMatch(JSON.stringify(verify(good)), /UT1234567|UKR-STD|RECEIPT-1|officer-7/);
  });

  it('with fewer cosignatures than the quorum is provisional, and without an entry unlogged', async () => {
    assert.equal(verify(await makeReceipt({ cosignedBy: [AZE] })).standing, 'provisional');
    const { logged: _logged, batch: _batch, questionBatch: _questionBatch, ...signedOnly } = good.receipt;
    const shown = verify({ ...good, file: formatReceipt(signedOnly) });
    assert.deepEqual([shown.standing, shown.entry], ['unlogged', undefined]);
    assert.deepEqual([shown.batchSignedAt, shown.questionBatchSignedAt], [undefined, undefined]);
  });

  it('has one spelling', () => {
    const text = fromUtf8(good.file);
    const json = JSON.parse(text) as Record<string, unknown>;
    const { type, ...rest } = json;
    const spellings = [
      JSON.stringify(json),
      `${JSON.stringify(json, undefined, 1)}\n`,
      text.trimEnd(),
      `${text}\n`,
      `${JSON.stringify({ ...rest, type }, undefined, 2)}\n`,
      text.replace('"UKR"', '"\\u0055KR"'),
      text.replace('iims/receipt/1', 'iims/receipt/2'),
    ];
    for (const spelling of spellings) refuses({ ...good, file: utf8(spelling) }, 'receipt.malformed');
  });

  it('counts no State as the witness of its own log', async () => {
    refuses(await makeReceipt({ cosignedBy: [AZE, UKR] }), 'receipt.log');
  });

  it('cannot be changed in one byte, wherever one looks', () => {
    assert.deepEqual(flipsThatPass(good, everyNth(good.file.length, 1_009)), []);
  });

  const forged: [string, string, Changes][] = [
    ['an answer to another question', 'receipt.binding', { answer: { questionHash: new Uint8Array(32) } }],
    ['an answer frame to another frame', 'receipt.binding', { answerFrame: { inReplyTo: ANOTHER_ID } }],
    ['an answer frame of another kind of traffic', 'receipt.binding', { answerFrame: { exercise: false } }],
    ['a State that answers itself', 'receipt.binding', { answeredBy: GEO }],
    [
      'a question in the name of another State',
      'receipt.question',
      { question: { asker: { state: AZE, authority: 'a', officer: 'o' } } },
    ],
    ['an answer that is none', 'receipt.answer', { answer: { outcome: 'no-hit' } }],
    ['an entry about another asker', 'receipt.entry', { entry: { asker: AZE } }],
    ['an entry about another query', 'receipt.entry', { entry: { queryId: 'x' } }],
    ['an entry about another answer', 'receipt.entry', { entry: { answerDigest: new Uint8Array(32) } }],
    ['an entry about another question', 'receipt.entry', { entry: { questionHash: new Uint8Array(32) } }],
    ['an entry of another outcome', 'receipt.entry', { entry: { outcome: 'no-hit' } }],
    ['an entry of another event', 'receipt.entry', { entry: { event: 'query.closed' } }],
    ['an entry of another hour', 'receipt.entry', { entry: { at: ANSWERED_AT - HOUR_MS } }],
    ['a checkpoint from before the entry', 'receipt.log', { checkpointAt: ANSWERED_AT - HOUR_MS }],
    ['a time before any document', 'receipt.answer', { entry: { at: ANSWERED_AT - 48 * HOUR_MS } }],
  ];
  for (const [what, code, changes] of forged) {
    it(`with ${what} is refused: ${code}`, async () => refuses(await makeReceipt(changes), code));
  }

  it('with the parts of another receipt is refused', async () => {
    const other = (await makeReceipt({ question: { caseRef: 'ANOTHER-1' } })).receipt;
    refuses(withParts({ question: other.question }), 'receipt.binding');
    refuses(withParts({ answer: other.answer }), 'receipt.binding');
    refuses(withParts({ logged: { ...good.receipt.logged!, body: other.logged!.body } }), 'receipt.entry');
    refuses(withParts({ logged: { ...good.receipt.logged!, proof: other.logged!.proof } }), 'receipt.log');
    refuses(withParts({ logged: { ...good.receipt.logged!, salt: new Uint8Array(32) } }), 'receipt.log');
    refuses(withParts({ batch: other.batch! }), 'receipt.batch');
    refuses(withParts({ questionBatch: other.questionBatch! }), 'receipt.batch');
    refuses(withParts({ questionBatch: good.receipt.batch!, batch: good.receipt.questionBatch! }), 'receipt.batch');
    refuses(withParts({ answer: good.receipt.question, question: good.receipt.answer }), 'receipt.binding');
  });

  it('counts a batch only by the pair of the key that signed the answer', async () => {
    const { keys } = good.founded.states.get(UKR)!;
    const stranger = good.founded.states.get(AZE)!.keys.signing[0]!;
    for (const signers of [stranger, { ...keys.signing[0]!, mldsa65: stranger.mldsa65 }]) {
      const digests = [new Uint8Array(32)];
      const batch = await signBatch({ digests, signers, signedAt: 1, random: (length) => new Uint8Array(length) });
      refuses(withParts({ batch: encodeBatchProof(proveInBatch(batch, 0)) }), 'receipt.batch');
    }
  });

  it('relies on nothing but documents that the root carries, each signature of which holds', () => {
    const ukraine = documentOf(good.founded, UKR);
    const others = good.receipt.documents.filter(({ state }) => state !== UKR);
    refuses(withParts({ documents: others }), 'receipt.answer');
    const stranger = foundedForTests(ANSWERED_AT - HOUR_MS, 'demo-strangers');
    refuses(withParts({ documents: [...others, documentOf(stranger, UKR)] }), 'receipt.document');
    refuses({ ...good, rootOfTrust: stranger.rootFile }, 'receipt.document');
    refuses(withParts({ documents: [...others, { ...ukraine, state: AZE }] }), 'receipt.document');
    const [first] = ukraine.signatures;
    refuses(withParts({ documents: [...others, { ...ukraine, signatures: [first!] }] }), 'receipt.document');
    const twice = [...ukraine.signatures, first!];
    refuses(withParts({ documents: [...others, { ...ukraine, signatures: twice }] }), 'receipt.document');
    const unknown = [...ukraine.signatures, { ...first!, holder: 'nobody' }];
    refuses(withParts({ documents: [...others, { ...ukraine, signatures: unknown }] }), 'receipt.document');
  });

  it('carries the roots that follow root 1, and no other', () => {
    const rootSigners = [...good.founded.states.values()].map(({ rootHolder }) => holderSigner(rootHolder));
    const body = JSON.parse(Buffer.from(good.founded.trust.root.document.body).toString());
    const next = (changes: object) => {
      const { state: _state, ...root } = receiptDocument(
        UKR,
        signTrustDocument({ ...body, version: 2, ...changes }, rootSigners),
      );
      return root;
    };
    assert.equal(verify(withParts({ roots: [next({ witnessQuorum: 3 })] })).standing, 'provisional');
    refuses(withParts({ roots: [next({ version: 3 })] }), 'receipt.root');
    refuses(withParts({ roots: [next({ version: 1 })] }), 'receipt.root');
    const root = next({});
    refuses(withParts({ roots: [{ ...root, signatures: root.signatures.slice(0, 2) }] }), 'receipt.root');
    refuses(
      withParts({ roots: [{ ...root, signatures: [...root.signatures, { ...root.signatures[0]!, holder: 'XXX' }] }] }),
      'receipt.root',
    );
  });

  it('takes no line under the checkpoint that nobody can verify, and no extra data', () => {
    const proof = parseProofFile(good.receipt.logged!.proof);
    const note = parseNote(proof.checkpoint);
    const withProof = (changes: Partial<typeof proof>) =>
      withParts({ logged: { ...good.receipt.logged!, proof: formatProofFile({ ...proof, ...changes }) } });
    const withLines = (signatures: typeof note.signatures) =>
      withProof({ checkpoint: formatNote({ text: note.text, signatures }) });
    refuses(withProof({ extra: utf8('x') }), 'receipt.log');
    const stranger = { ...note.signatures[3]!, name: 'iims/XXX/witness' };
    refuses(withLines([...note.signatures, stranger]), 'receipt.log');
    refuses(withLines(note.signatures.slice(1)), 'receipt.log');
    assert.equal(verify(withLines(note.signatures.slice(0, 3))).standing, 'provisional');
    const own = good.founded.states.get(UKR)!.keys.witness[0]!;
    const tree = { origin: 'iims/UKR/audit/1', size: 7, root: new Uint8Array(32) };
    refuses(withLines([...note.signatures, cosign(tree, 'iims/UKR/witness', own, 1)]), 'receipt.log');
  });

  describe('whose key has been revoked since', () => {
    const revokedAt = ANSWERED_AT + HOUR_MS;
    /** The State's next document, which lists another signing key. */
    const revocation = ({ founded }: MadeReceipt, at: number) => {
      const { officers, documentEntry } = founded.states.get(UKR)!;
      const endpoint = { host: '127.0.0.1', port: 1 };
      const random = (length: number) => new Uint8Array(length).fill(9);
      const { signing } = makeNodeIdentity({ state: UKR, nodeId: 'ukr-1', endpoint, now: at, random }).documentEntry;
      const file = reissueState({
        file: founded.trust.states.get(UKR)!.document.file,
        changes: { nodes: [{ ...documentEntry, signing }] },
        officers: officers.map(holderSigner),
        now: at,
      });
      return receiptDocument(UKR, file);
    };

    it('still verifies where partners witnessed it before, and says so', () => {
      const later = revocation(good, revokedAt);
      const shown = verify(withParts({ documents: [...good.receipt.documents, later] }));
      assert.deepEqual([shown.standing, shown.revokedSince], ['witnessed', revokedAt]);
      const handedIn = verifyReceipt({ ...good, documents: [later] });
      assert.equal(handedIn.revokedSince, revokedAt);
    });

    it('is refused where nobody but the log says that it was before', async () => {
      for (const changes of [{ cosignedBy: [AZE] }, { cosignedAt: revokedAt + HOUR_MS }]) {
        const made = await makeReceipt(changes);
        const documents = [...made.receipt.documents, revocation(made, revokedAt)];
        refuses({ ...made, file: formatReceipt({ ...made.receipt, documents }) }, 'receipt.key-revoked');
      }
    });
  });

  it('is judged by the documents of its own time, not of today', async () => {
    refuses(await makeReceipt({ entry: { at: ANSWERED_AT + 100 * 24 * HOUR_MS } }), 'receipt.answer');
  });
});
