// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptRoot } from '@iims/crypto/trust-list';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import type { Draft } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import type { RootBodyJson } from '@iims/wire/trust-documents';
import { draftFile, finishDraft, makeDraft, openDraft, signDraft } from './draft.ts';
import { draftInWords } from './in-words.ts';
import { makeJoinBody, readJoinRequest } from './join-request.ts';
import {
  FEDERATION,
  firstRootDraft,
  foundedList,
  GEO,
  MDA,
  NOW,
  officersOf,
  paperOf,
  requestDraft,
  requestFile,
  requestOf,
  rootChanges,
  signedBy,
  signerOf,
  UKR,
  UTO,
} from './papers.fixture.ts';
import { nextRootBody } from './root-draft.ts';

const isFault = (code: string, field?: string) => (fault: unknown) => {
  assert.ok(fault instanceof IimsError);
  assert.equal(fault.code, code);
  if (field !== undefined) assert.equal(fault.field, field);
  return true;
};

test('a draft goes from signer to signer as a file and becomes a root that every node accepts', () => {
  let file = draftFile(firstRootDraft());
  for (const name of [GEO, MDA]) file = draftFile(signDraft(openDraft(file), signerOf(name)).draft);
  const { trust } = finishDraft(openDraft(file), NOW);
  assert.equal(trust?.root.version, 1);
  assert.equal(trust?.root.signers.threshold, 2);
});

test('a draft that too few signed is not finished', () => {
  assert.throws(() => finishDraft(signedBy(firstRootDraft(), [GEO]), NOW), isFault('trust.threshold'));
  assert.throws(
    () => finishDraft(signedBy(requestDraft(UTO), [UTO, ...officersOf(UTO).slice(1)]), NOW),
    isFault('ceremony.proof'),
  );
});

test('a draft that was changed after the first signature is signed by nobody any more', () => {
  const draft = JSON.parse(fromUtf8(draftFile(signedBy(firstRootDraft(), [GEO])))) as Draft;
  const body = JSON.parse(Buffer.from(draft.body, 'base64').toString()) as RootBodyJson;
  const changed = { ...draft, body: toBase64(utf8(JSON.stringify({ ...body, expiresAt: body.expiresAt + 1 }))) };
  assert.throws(() => openDraft(utf8(JSON.stringify(changed))), isFault('ceremony.draft-changed', 'signature of GEO'));
});

test('a signature that is moved under another name makes the draft a changed one', () => {
  const draft = JSON.parse(fromUtf8(draftFile(signedBy(firstRootDraft(), [GEO])))) as Draft;
  const signatures = [...draft.signatures, { ...draft.signatures[0]!, holder: 'UKR' }];
  assert.throws(
    () => openDraft(utf8(JSON.stringify({ ...draft, signatures }))),
    isFault('ceremony.draft-changed', 'signature of UKR'),
  );
});

test('half a signature makes the draft a changed one', () => {
  const draft = JSON.parse(fromUtf8(draftFile(signedBy(firstRootDraft(), [GEO])))) as Draft;
  for (const half of [{ ed25519: toBase64(new Uint8Array(64)) }, { mldsa65: toBase64(new Uint8Array(3309)) }]) {
    const signatures = [{ ...draft.signatures[0]!, ...half }];
    assert.throws(() => openDraft(utf8(JSON.stringify({ ...draft, signatures }))), isFault('ceremony.draft-changed'));
  }
});

test('a holder who signs again, or under another name, counts once', () => {
  const draft = signedBy(firstRootDraft(), [GEO]);
  assert.throws(() => signDraft(draft, signerOf(GEO)), isFault('ceremony.signed-already'));
  // The name comes from the list of signers, whatever the signer calls himself.
  assert.throws(() => signDraft(draft, { ...signerOf(GEO), holder: 'UKR' }), isFault('ceremony.signed-already'));
  const once = signDraft(firstRootDraft(), { ...signerOf(GEO), holder: 'UKR' });
  assert.equal(once.holder.holder, 'GEO');
  assert.equal(once.draft.signatures[0]?.holder, 'GEO');
});

test('a key that is on no list of signers signs nothing', () => {
  assert.throws(() => signDraft(firstRootDraft(), signerOf(UTO)), isFault('ceremony.not-a-signer'));
  assert.throws(() => signDraft(firstRootDraft(), signerOf(GEO, 2)), isFault('ceremony.not-a-signer'));
  assert.throws(() => signDraft(firstRootDraft(), signerOf('GEO-officer-1')), isFault('ceremony.not-a-signer'));
});

test('a person who holds one key under two names cannot be in one request', () => {
  const holder = paperOf(UTO);
  const about = { federation: FEDERATION, state: UTO, name: 'Utopia', createdAt: NOW, node: null };
  const same = { ...paperOf('UTO-officer-2'), keys: { ...paperOf('UTO-officer-1').keys, holder: 'UTO-officer-2' } };
  const officers = [paperOf('UTO-officer-1'), same, paperOf('UTO-officer-3')];
  assert.throws(() => makeJoinBody({ about, holder, officers, threshold: 2 }), isFault('input.invalid', 'officers'));
  // Root holder and officer are two keys as well.
  const both = { ...paperOf(UTO), keys: { ...holder.keys, holder: 'UTO-officer-1' } };
  assert.throws(
    () => makeJoinBody({ about, holder, officers: [both, paperOf('UTO-officer-2')], threshold: 2 }),
    isFault('input.invalid', 'officers'),
  );
  assert.throws(
    () => makeJoinBody({ about, holder, officers: officersOf(UTO).map((name) => paperOf(name)), threshold: 1 }),
    isFault('input.invalid', 'officers'),
  );
});

test('a join request that somebody whom it names did not sign is refused', () => {
  const wrapper = JSON.parse(fromUtf8(requestFile(UTO))) as { body: string; signatures: { holder: string }[] };
  for (const left of [UTO, ...officersOf(UTO)]) {
    const signatures = wrapper.signatures.filter(({ holder }) => holder !== left);
    assert.throws(
      () => readJoinRequest(utf8(JSON.stringify({ ...wrapper, signatures }))),
      isFault('ceremony.proof', left),
    );
  }
  // Somebody puts a key of a stranger into it.
  const body = JSON.parse(Buffer.from(wrapper.body, 'base64').toString());
  const forged = { ...body, holder: { ...body.holder, ed25519: toBase64(signerOf('thief').ed25519.publicKey) } };
  const file = utf8(JSON.stringify({ ...wrapper, body: toBase64(utf8(JSON.stringify(forged))) }));
  assert.throws(() => readJoinRequest(file), isFault('ceremony.proof'));
});

test('a request for another federation, and one of a member, do not come into a root', () => {
  const trust = foundedList();
  assert.throws(() => nextRootBody(trust, rootChanges({ add: [requestOf(GEO)] })), isFault('input.invalid', 'add'));
  const foreign = { ...requestOf(UTO), body: { ...requestOf(UTO).body, federation: 'other' } };
  assert.throws(() => nextRootBody(trust, rootChanges({ add: [foreign] })), isFault('input.invalid', 'add'));
  assert.throws(() => nextRootBody(trust, rootChanges({ remove: [UTO] })), isFault('input.invalid', 'remove'));
  assert.throws(
    () => nextRootBody(trust, rootChanges({ replace: [paperOf('nobody')] })),
    isFault('input.invalid', 'replace'),
  );
});

test('the next root needs the signers of the old one and of its own', () => {
  const trust = foundedList();
  const next = makeDraft('root', nextRootBody(trust, rootChanges({ add: [requestOf(UTO)] })), trust);
  assert.equal(next.groups.length, 2);
  // Two of three suffice for the old root; its own four demand three.
  assert.throws(() => finishDraft(signedBy(next, [GEO, UKR]), NOW), isFault('trust.threshold'));
  assert.throws(() => finishDraft(signedBy(next, [GEO, UTO]), NOW), isFault('trust.threshold'));
  const { file } = finishDraft(signedBy(next, [GEO, UKR, UTO]), NOW);
  assert.deepEqual([...acceptRoot(trust, file).root.officers.keys()], [GEO, UKR, MDA, UTO]);
});

test("a member's officers change by the paper with which it joined, signed by its root holder", () => {
  const trust = foundedList();
  const officers = [requestOf(GEO, 2)];
  const next = makeDraft('root', nextRootBody(trust, rootChanges({ officers })), trust);
  const words = draftInWords(next);
  assert.ok(words.some((line) => line.includes('- officer GEO-officer-3 of GEO')));
  const after = finishDraft(signedBy(next, [GEO, UKR]), NOW).trust!;
  const named = (state: typeof GEO) => after.root.officers.get(state)?.holders.map(({ holder }) => holder);
  assert.deepEqual([named(GEO), named(UKR)], [officersOf(GEO).slice(0, 2), officersOf(UKR)]);
  const { body, ...request } = requestOf(GEO);
  const byAnother = { ...request, body: { ...body, holder: requestOf(UKR).body.holder } };
  for (const [what, refused] of Object.entries({ stranger: requestOf(UTO), byAnother })) {
    assert.throws(
      () => nextRootBody(trust, rootChanges({ officers: [refused] })),
      isFault('input.invalid', 'officers'),
      what,
    );
  }
});

test('the key of a holder is replaced by the others; the old key signs no root after it', () => {
  const trust = foundedList();
  const next = makeDraft('root', nextRootBody(trust, rootChanges({ replace: [paperOf(GEO, 2)] })), trust);
  const after = finishDraft(signedBy(next, [UKR, MDA]), NOW).trust!;
  const third = makeDraft('root', nextRootBody(after, rootChanges()), after);
  assert.throws(() => signDraft(third, signerOf(GEO)), isFault('ceremony.not-a-signer'));
  assert.equal(signDraft(third, signerOf(GEO, 2)).holder.holder, 'GEO');
  assert.ok(draftInWords(next).some((line) => line.includes("GEO has a NEW ROOT HOLDER'S KEY")));
});

test('a root that half of its holders could sign is no root, and a lower threshold is said aloud', () => {
  const trust = foundedList();
  const joined = finishDraft(
    signedBy(makeDraft('root', nextRootBody(trust, rootChanges({ add: [requestOf(UTO)] })), trust), [GEO, UKR, MDA]),
    NOW,
  ).trust!;
  for (const threshold of [1, 2]) {
    const body = nextRootBody(joined, rootChanges({ threshold }));
    assert.throws(() => makeDraft('root', body, joined), isFault('trust.malformed', 'threshold'));
  }
  const left = makeDraft('root', nextRootBody(joined, rootChanges({ remove: [UTO] })), joined);
  assert.ok(draftInWords(left).some((line) => line.includes('! FEWER MUST SIGN')));
  assert.ok(draftInWords(left).some((line) => line.includes('UTO LEAVES')));
});

test('a basis of another federation does not carry the draft', () => {
  const draft = JSON.parse(fromUtf8(draftFile(firstRootDraft()))) as Draft;
  const bundle = { roots: [toBase64(utf8('{}'))], states: {}, attestations: {} };
  const file = utf8(JSON.stringify({ ...draft, basis: toBase64(utf8(JSON.stringify(bundle))) }));
  assert.throws(() => openDraft(file), isFault('trust.malformed'));
});

test('the words of a draft name every signer, whether he has signed, and the whole fingerprint', () => {
  const words = draftInWords(signedBy(firstRootDraft(), [UKR])).join('\n');
  assert.match(words, /\[x\] UKR/u);
  assert.match(words, /\[ \] GEO/u);
  assert.match(words, /1 more must sign/u);
  assert.equal(words.split('Fingerprint of what is signed:')[1]?.match(/\b\d{5}\b/gu)?.length, 16);
});
