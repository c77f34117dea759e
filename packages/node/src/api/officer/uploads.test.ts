// SPDX-License-Identifier: Apache-2.0
// An upload that two requests would end at the same time: what was answered as kept is there.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { AttachmentFolder } from '../../attachments/attachment-folder.ts';
import { ATTACHMENTS_FOLDER } from '../../data-directory.ts';
import type { Reader } from '../../store/sql.ts';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';

const UKR = 'UKR' as StateCode;
const CONTENT = new Uint8Array(100_000).fill(7);
const HASH = toHex(sha256(CONTENT));
const OTHER = toHex(sha256(new Uint8Array(1)));

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

  it('answers once more with the same entry where the answer was lost, and to nobody else or with another hash', async () => {
    const { attachments } = edge.edge;
    const { uploadId } = await attachments.begin('operator', [UKR], CONTENT.length);
    await attachments.take('operator', uploadId, { offset: 0, sha256: HASH, bytes: CONTENT });
    const first = await attachments.complete('operator', uploadId, HASH);
    assert.deepEqual(await attachments.complete('operator', uploadId, HASH), first);
    const others = [attachments.complete('other', uploadId, HASH), attachments.complete('operator', uploadId, OTHER)];
    for (const other of others) await assert.rejects(other, { code: 'attachment.not-found' });
  });
});

describe('an upload that broke off', { timeout: 30_000 }, () => {
  let edge: TestEdge;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
  });
  after(() => edge.close());

  it('says to its account how far it came, and by which hash the same file is known', async () => {
    const { attachments } = edge.edge;
    const { uploadId } = await attachments.begin('operator', [UKR], CONTENT.length);
    const half = CONTENT.subarray(0, 50_000);
    const taking = attachments.take('operator', uploadId, { offset: 0, sha256: toHex(sha256(half)), bytes: half });
    const standing = await attachments.standing('operator', uploadId);
    assert.deepEqual(standing, { uploadId, received: 50_000, sha256: toHex(sha256(half)) }, 'behind what is under way');
    await taking;
    const operator = await edge.signIn('operator');
    const answer = await edge.get(`/api/uploads?uploadId=${uploadId}`, operator);
    assert.deepEqual(answer.json, standing);
    await assert.rejects(attachments.standing('other', uploadId), { code: 'attachment.not-found' });
    const rest = CONTENT.subarray(50_000);
    await attachments.take('operator', uploadId, { offset: 50_000, sha256: toHex(sha256(rest)), bytes: rest });
    const completed = attachments.complete('operator', uploadId, HASH);
    const whole = { uploadId, received: CONTENT.length, sha256: HASH };
    assert.deepEqual(await attachments.standing('operator', uploadId), whole, 'while it is kept');
    await completed;
    const kept = await edge.get(`/api/uploads?uploadId=${uploadId}`, operator);
    assert.deepEqual(kept.json, whole, 'and where nobody heard that it is');
    await assert.rejects(attachments.standing('other', uploadId), { code: 'attachment.not-found' });
  });

  it('is told of as lost where it was given up while somebody asked', async () => {
    const { attachments } = edge.edge;
    const { uploadId } = await attachments.begin('operator', [UKR], CONTENT.length);
    const abandoned = attachments.abandon('operator', uploadId);
    await assert.rejects(attachments.standing('operator', uploadId), { code: 'attachment.not-found' });
    await abandoned;
  });
});

describe('the folder of large attachments', { timeout: 30_000 }, () => {
  let edge: TestEdge;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
  });
  after(() => edge.close());

  it('sweeps no file of an upload that is being begun', async () => {
    const { reader } = edge.edge.store;
    const folder = new AttachmentFolder(join(edge.directory, 'held'), reader);
    const path = folder.ownFile(uuidV7(1, new Uint8Array(10)));
    const letGo = folder.hold(path);
    writeFileSync(path, 'sealed');
    await folder.sweep(Date.now());
    assert.ok(existsSync(path));
    letGo();
    await folder.sweep(Date.now());
    assert.ok(!existsSync(path));
  });

  it('sweeps no file that another still holds, whoever lets go first and however often', async () => {
    const folder = new AttachmentFolder(join(edge.directory, 'held-twice'), edge.edge.store.reader);
    const path = folder.ownFile(uuidV7(1, new Uint8Array(10)));
    const [letGo, other] = [folder.hold(path), folder.hold(path)];
    writeFileSync(path, 'sealed');
    letGo();
    letGo();
    await folder.sweep(Date.now());
    await folder.remove(path);
    assert.ok(existsSync(path));
    other();
    await folder.remove(path);
    assert.ok(!existsSync(path));
  });

  it('sweeps no file that somebody holds, or held, while it looks', async () => {
    const folder = new AttachmentFolder(join(edge.directory, 'held-late'), edge.edge.store.reader);
    const [holds, held] = [1, 2].map((ms) => folder.ownFile(uuidV7(ms, new Uint8Array(10)))) as [string, string];
    for (const path of [holds, held]) writeFileSync(path, 'sealed');
    const swept = folder.sweep(Date.now());
    const letGo = folder.hold(holds);
    // The store may know of it since the sweep asked.
    folder.hold(held)();
    await swept;
    assert.deepEqual([holds, held].map(existsSync), [true, true]);
    letGo();
    await folder.sweep(Date.now());
    assert.deepEqual([holds, held].map(existsSync), [false, false]);
  });

  it('lets others work while what it swept goes, under names that nobody asks for', async () => {
    const folder = new AttachmentFolder(join(edge.directory, 'many'), edge.edge.store.reader);
    const paths = Array.from({ length: 20 }, (_, ms) => folder.ownFile(uuidV7(ms, new Uint8Array(10))));
    for (const path of paths) writeFileSync(path, 'sealed');
    let isSwept = false;
    const seen = new Set<number>();
    const sweeping = folder.sweep(Date.now()).finally(() => (isSwept = true));
    while (!isSwept) {
      if (!existsSync(paths[0]!)) seen.add(readdirSync(folder.path).length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sweeping;
    assert.ok(seen.size > 2, `${[...seen]} left`);
    assert.deepEqual(readdirSync(folder.path), []);
    // As after a death in between.
    writeFileSync(`${paths[0]}.gone`, 'sealed');
    await folder.sweep(Date.now());
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('gives no room twice where one upload is kept while another asks for it', async () => {
    let kept = 0;
    let isKeeping: (() => void) | undefined;
    let asked = 0;
    const reader = {
      // What the store says is true when it is asked.
      all: async () => {
        const said = [{ node: 0, ofState: 0, bytes: kept }];
        // Between what the store said last and the judgement.
        asked += 1;
        if (asked === 4) isKeeping?.();
        return said;
      },
    } as unknown as Reader;
    const bounds = { nodeBytesMax: 1_000, stateBytesMax: 1_000, freeBytesMin: 0 };
    const folder = new AttachmentFolder(join(edge.directory, 'room'), reader, bounds);
    const first = await folder.reserve(600);
    isKeeping = () => {
      kept = 600;
      first.end();
    };
    await assert.rejects(folder.reserve(600), { code: 'store.full' });
  });
});
