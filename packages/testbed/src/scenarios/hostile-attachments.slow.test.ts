// SPDX-License-Identifier: Apache-2.0
// Large attachments where something is against them: a giver's file that was changed, a disk without room, nodes that die.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AttachmentFolder } from '@iims/node/attachments/attachment-folder';
import { ATTACHMENTS_FOLDER } from '@iims/node/data-directory';
import { attachmentDeliveries, attachmentsOf } from '@iims/node/store/attachments';
import { findMessageRow } from '@iims/node/store/messages';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { BreakingLine } from '../federation/breaking-line.ts';
import type { OfficerAtDesk } from '../federation/officer-at-desk.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const content = randomBytes(1_500_000);

describe('a large attachment, against odds', { timeout: 120_000 }, () => {
  let federation: TestFederation;
  let line: BreakingLine;
  let own: number;
  let listed: number;
  let sender: OfficerAtDesk;

  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR] });
    ({ listed, own } = await federation.leadAway(GEO));
    await federation.start(GEO, UKR);
    sender = await federation.signIn(GEO, 'operator.test');
  });
  after(async () => {
    await federation.close();
    await line?.close();
  });

  const folderOf = (state: StateCode) => join(federation.directoryOf(state), ATTACHMENTS_FOLDER);
  const readerOf = (state: StateCode) => federation.messagesOf(state).store.reader;
  const rowOf = async (state: StateCode, id: string) => {
    const row = await findMessageRow(readerOf(state), id);
    return row === undefined ? undefined : (await attachmentsOf(readerOf(state), row.no))[0];
  };
  const standsAs = (standing: string, id: string) =>
    until(async () => (await rowOf(UKR, id))?.standing === standing, standing);

  /** The giver cannot be reached until the line is laid. */
  async function layLine(): Promise<void> {
    line = await BreakingLine.listen(listed, own, []);
  }

  it('that was changed at its giver is fetched twice, put in quarantine, given to nobody, and its sender is told', async () => {
    const { id, file } = await send(sender, folderOf(GEO));
    flip(file, 700_000);
    await layLine();
    await standsAs('damaged', id);
    const [entry] = await federation.entries(UKR, 'attachment.quarantined');
    assert.deepEqual([entry!.body.messageId, entry!.body.code], [id, 'envelope.open-failed']);
    const reader = await federation.signIn(UKR, 'operator.test');
    const saved = await reader.call(`/api/attachments/save?id=${id}&attachment=1`);
    assert.deepEqual([saved.status, await codeOf(saved)], [409, 'attachment.not-here']);
    const row = (await rowOf(GEO, id))!;
    await until(
      async () => (await attachmentDeliveries(readerOf(GEO), row.no, 1))[0]?.standing === 'damaged',
      'the sender knows',
    );
    // What lies in quarantine stays for people to look at.
    assert.equal(readdirSync(folderOf(UKR)).length, 1);
  });

  it('whose beginning lies there as something else is fetched once more and whole', async () => {
    await line.close();
    const { id } = await send(sender, folderOf(GEO));
    await until(async () => (await rowOf(UKR, id)) !== undefined, 'announced');
    const row = (await rowOf(UKR, id))!;
    await federation.stop(UKR);
    // As after a loss of power: the length is there, and the bytes are not.
    writeFileSync(join(folderOf(UKR), `in-${row.no}-1.sealed`), new Uint8Array(400_000));
    await layLine();
    await federation.start(UKR);
    await standsAs('whole', id);
  });

  it('that its giver has lost keeps those behind it from nothing', async () => {
    await line.close();
    const { id, file } = await send(sender, folderOf(GEO));
    rmSync(file);
    const { id: behind } = await send(sender, folderOf(GEO));
    await layLine();
    await standsAs('whole', behind);
    assert.equal((await rowOf(UKR, id))?.standing, 'awaited');
  });

  it('is sealed under keys that end with the process while it comes: a node that starts again sweeps what is left', async () => {
    const begun = await sender.call('/api/uploads/begin', { to: [UKR], bytes: content.length });
    const { uploadId } = (await begun.json()) as { uploadId: string };
    await sendParts(sender, uploadId, content.subarray(0, 600_000));
    const file = join(folderOf(GEO), `own-${uploadId}.sealed`);
    assert.ok(existsSync(file));
    // As after kill -9: the file lies there when the node starts, and no row names it.
    await federation.stop(GEO);
    writeFileSync(file, randomBytes(600_000));
    await federation.start(GEO);
    assert.equal(existsSync(file), false);
    sender = await federation.signIn(GEO, 'operator.test');
    const asked = await sender.call(`/api/uploads?uploadId=${uploadId}`);
    assert.equal(await codeOf(asked), 'attachment.not-found');
  });

  it('is refused where a part or the whole is not what its hash says', async () => {
    const begun = await sender.call('/api/uploads/begin', { to: [UKR], bytes: 1_000 });
    const { uploadId } = (await begun.json()) as { uploadId: string };
    const part = content.subarray(0, 1_000);
    const path = `/api/uploads/part?uploadId=${uploadId}&offset=0&sha256=`;
    assert.equal(await codeOf(await sender.call(path + hashOf(content), part)), 'attachment.part-damaged');
    const ahead = `/api/uploads/part?uploadId=${uploadId}&offset=500&sha256=${hashOf(part)}`;
    assert.equal(await codeOf(await sender.call(ahead, part)), 'attachment.out-of-step');
    assert.equal((await sender.call(path + hashOf(part), part)).status, 200);
    const wrong = await sender.call('/api/uploads/complete', { uploadId, sha256: hashOf(content) });
    assert.equal(await codeOf(wrong), 'attachment.incomplete');
    assert.equal(existsSync(join(folderOf(GEO), `own-${uploadId}.sealed`)), false);
  });

  it('finds no room beyond the bounds, those under way counted whole', async () => {
    const bounds = { nodeBytesMax: 40_000_000, stateBytesMax: 12_000_000, freeBytesMin: 0 };
    const folder = new AttachmentFolder(folderOf(UKR), readerOf(UKR), bounds);
    const first = await folder.reserve(7_000_000, GEO);
    await assert.rejects(folder.reserve(7_000_000, GEO), { code: 'store.full' });
    await folder.reserve(7_000_000, UKR);
    first.end();
    await folder.reserve(7_000_000, GEO);
    const full = new AttachmentFolder(folderOf(UKR), readerOf(UKR), { ...bounds, freeBytesMin: 2 ** 60 });
    await assert.rejects(full.reserve(1), { code: 'store.full' });
  });

  it('of more uploads than an account may have under way is refused', async () => {
    const begin = () => sender.call('/api/uploads/begin', { to: [UKR], bytes: 10 });
    for (let n = 0; n < 4; n += 1) assert.equal((await begin()).status, 200);
    assert.equal(await codeOf(await begin()), 'attachment.too-many');
  });
});

async function send(officer: OfficerAtDesk, folder: string): Promise<{ readonly id: string; readonly file: string }> {
  const begun = await officer.call('/api/uploads/begin', { to: [UKR], bytes: content.length });
  const { uploadId } = (await begun.json()) as { uploadId: string };
  await sendParts(officer, uploadId, content);
  const completed = await officer.call('/api/uploads/complete', { uploadId, sha256: hashOf(content) });
  assert.equal(completed.status, 200);
  const sent = await officer.call('/api/messages/send', {
    to: [{ state: UKR }],
    kind: 'free-message',
    caseRef: 'BG-2026-772',
    fields: { subject: 'A file', text: 'Attached.' },
    uploads: [{ uploadId, name: 'disk.e01', mediaType: 'application/octet-stream' }],
  });
  const { id } = (await sent.json()) as { id: string };
  return { id, file: join(folder, `own-${uploadId}.sealed`) };
}

async function sendParts(officer: OfficerAtDesk, uploadId: string, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += PART_BYTES) {
    const part = bytes.subarray(offset, offset + PART_BYTES);
    const path = `/api/uploads/part?uploadId=${uploadId}&offset=${offset}&sha256=${hashOf(part)}`;
    assert.equal((await officer.call(path, part)).status, 200);
  }
}

function flip(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Uint8Array.of(0xa5, 0x5a, 0xa5, 0x5a), 0, 4, at);
  closeSync(file);
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const PART_BYTES = 262_144;
