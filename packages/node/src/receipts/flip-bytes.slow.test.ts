// SPDX-License-Identifier: Apache-2.0
// Bytes all over a whole receipt, one flipped at a time: the receipt fails. `IIMS_FLIP_EVERY_BYTE=1` flips each one, which takes minutes.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromUtf8 } from '@iims/wire/bytes';
import { AZE, GEO, UKR } from '../trust/federation.fixture.ts';
import { everyNth, flipsThatPass } from './flip-bytes.fixture.ts';
import { makeReceipt } from './receipt.fixture.ts';
import { flipsOfSignedReceipt, makeDeletionReceipt, makeMessageReceipt } from './signed-receipt.fixture.ts';
import { verifyReceipt } from './verify-receipt.ts';
import { verifySignedReceipt } from './verify-signed-receipt.ts';

const isThorough = process.env.IIMS_FLIP_EVERY_BYTE === '1';

it('a receipt with any byte flipped fails', async () => {
  const good = await makeReceipt({ cosignedBy: [AZE], documentsOf: [GEO, UKR, AZE] });
  verifyReceipt(good);
  assert.deepEqual(flipsThatPass(good, placesIn(good.file)), []);
});

it('a receipt of a message, or of a deletion, with any byte flipped fails', async () => {
  for (const make of [makeMessageReceipt, makeDeletionReceipt]) {
    const good = await make({ cosignedBy: [AZE], documentsOf: [UKR, AZE] });
    verifySignedReceipt(good);
    assert.deepEqual(flipsOfSignedReceipt(good, placesIn(good.file)), []);
  }
});

/** More thinly in the documents, whose verification takes longest. */
function placesIn(file: Uint8Array): number[] {
  const documentsAt = fromUtf8(file).indexOf('"documents"');
  const inDocuments = everyNth(file.length - documentsAt, isThorough ? 13 : 211).map((place) => documentsAt + place);
  return [...everyNth(documentsAt, isThorough ? 1 : 17), ...inDocuments];
}
