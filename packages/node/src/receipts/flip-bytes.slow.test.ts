// SPDX-License-Identifier: Apache-2.0
// Every byte of a whole receipt but for the documents, of which every thirteenth: whatever is flipped, the receipt fails.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromUtf8 } from '@iims/wire/bytes';
import { AZE, GEO, UKR } from '../trust/federation.fixture.ts';
import { everyNth, flipsThatPass } from './flip-bytes.fixture.ts';
import { makeReceipt } from './receipt.fixture.ts';
import { verifyReceipt } from './verify-receipt.ts';

it('a receipt with any byte flipped fails', async () => {
  const good = await makeReceipt({ cosignedBy: [AZE], documentsOf: [GEO, UKR, AZE] });
  verifyReceipt(good);
  const documentsAt = fromUtf8(good.file).indexOf('"documents"');
  const inDocuments = everyNth(good.file.length - documentsAt, 13).map((place) => documentsAt + place);
  assert.deepEqual(flipsThatPass(good, [...everyNth(documentsAt, 1), ...inDocuments]), []);
});
