// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSignedDocument } from '@iims/crypto/trust-document';
import { readState } from '@iims/crypto/trust-state';
import { holderSigner } from '../keys/seed-files.ts';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { reissueState } from '../trust/found.ts';
import { documentsOfSigners } from './compose-receipt.ts';
import type { ReceiptArchive } from './receipt-archive.ts';
import { ReceiptTrust } from './receipt-trust.ts';

const FOUNDED_AT = Date.UTC(2026, 10, 2, 1);
const HOUR_MS = 3_600_000;

test('what was signed before and after a document was renewed, on one day with one key, goes with both documents', () => {
  const founded = foundedForTests(FOUNDED_AT);
  const first = [GEO, UKR].map((state) => founded.trust.states.get(state)!);
  const renewed = reissueState({
    file: first[0]!.document.file,
    changes: {},
    officers: founded.states.get(GEO)!.officers.slice(0, 2).map(holderSigner),
    now: FOUNDED_AT + 10 * HOUR_MS,
  });
  const versions = [first[0]!, readState(openSignedDocument(renewed)), first[1]!];
  const archive: ReceiptArchive = {
    roots: [founded.trust.root],
    versions,
    trust: new ReceiptTrust(founded.trust.root, versions),
  };
  const keyOf = (place: number) => first[place]!.nodes[0]!.signing[0]!.ed25519.keyId;
  const [before, after] = [FOUNDED_AT + HOUR_MS, FOUNDED_AT + 11 * HOUR_MS];
  const documents = documentsOfSigners(archive, [
    { state: GEO, signer: keyOf(0), at: before },
    { state: UKR, signer: keyOf(1), at: before },
    { state: GEO, signer: keyOf(0), at: after },
    { state: GEO, signer: keyOf(0), at: after + 1 },
  ]);
  assert.deepEqual(
    documents.map(({ state }) => state),
    [GEO, GEO, UKR],
  );
  const court = ReceiptTrust.of(founded.rootFile, { roots: [], documents }, []);
  assert.equal(court.signerAt(keyOf(0), before)?.node.state, GEO);
  assert.equal(court.signerAt(keyOf(0), after)?.node.state, GEO);
  assert.equal(court.signerAt(keyOf(1), before)?.node.state, UKR);
});
