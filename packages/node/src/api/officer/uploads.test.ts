// SPDX-License-Identifier: Apache-2.0
// An upload that two requests would end at the same time: what was answered as kept is there.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { ATTACHMENTS_FOLDER } from '../../data-directory.ts';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';

const UKR = 'UKR' as StateCode;
const CONTENT = new Uint8Array(100_000).fill(7);
const HASH = toHex(sha256(CONTENT));

describe('an upload that is completed', { timeout: 30_000 }, () => {
  let edge: TestEdge;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
  });
  after(() => edge.close());

  for (const other of ['complete', 'abandon'] as const) {
    it(`keeps its file, whatever a second ${other} beside it does`, async () => {
      const { attachments } = edge.edge;
      const { uploadId } = await attachments.begin('operator', [UKR], CONTENT.length);
      await attachments.take('operator', uploadId, { offset: 0, sha256: HASH, bytes: CONTENT });
      const [kept] = await Promise.allSettled([
        attachments.complete('operator', uploadId, HASH),
        attachments[other]('operator', uploadId, HASH),
      ]);
      assert.equal(kept.status, 'fulfilled');
      const [announced] = await attachments.announce('operator', [{ uploadId, name: 'a', mediaType: 'a/b' }], 0);
      assert.equal(announced!.bytes, CONTENT.length);
      assert.ok(existsSync(join(edge.directory, ATTACHMENTS_FOLDER, `own-${uploadId}.sealed`)));
    });
  }
});
