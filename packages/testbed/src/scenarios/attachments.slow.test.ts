// SPDX-License-Identifier: Apache-2.0
// Large attachments between real nodes: whole through a line that breaks, verified, receipted, and given to nobody else.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ATTACHMENTS_FOLDER } from '@iims/node/data-directory';
import { sendMessage } from '@iims/node/messages/send';
import { attachmentBytes, attachmentDeliveries, attachmentsOf } from '@iims/node/store/attachments';
import { findMessageRow, openContent } from '@iims/node/store/messages';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { BreakingLine } from '../federation/breaking-line.ts';
import type { OfficerAtDesk } from '../federation/officer-at-desk.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const PART_BYTES = 262_144;
const content = randomBytes(9_000_000);
const sha256 = hashOf(content);

describe('a large attachment', { timeout: 120_000 }, () => {
  let federation: TestFederation;
  let line: BreakingLine;
  let sender: OfficerAtDesk;
  let recipient: OfficerAtDesk;
  let messageId: string;
  let passedOnId: string;

  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
    const { listed, own } = await federation.leadAway(GEO);
    line = await BreakingLine.listen(listed, own, TEN_CUTS);
    await federation.start(GEO, UKR, AZE);
    sender = await federation.signIn(GEO, 'operator.test');
    recipient = await federation.signIn(UKR, 'operator.test');
  });
  after(async () => {
    await federation.close();
    await line.close();
  });

  const readerOf = (state: StateCode) => federation.messagesOf(state).store.reader;
  const rowsOf = async (state: StateCode, id: string) => {
    const row = await findMessageRow(readerOf(state), id);
    return row === undefined ? [] : attachmentsOf(readerOf(state), row.no);
  };
  const standingOf = async (state: StateCode, id: string) => (await rowsOf(state, id))[0]?.standing;

  it('is uploaded in parts, and goes on where the node says', async () => {
    const uploadId = await upload(sender, content, [UKR]);
    const sent = await sender.call('/api/messages/send', message(uploadId, 'scan of the page.tiff'));
    assert.equal(sent.status, 200);
    messageId = ((await sent.json()) as { id: string }).id;
  });

  it('comes whole through a line that breaks ten times', async () => {
    await until(async () => (await standingOf(UKR, messageId)) === 'whole', 'whole');
    assert.ok(line.cuts >= TEN_CUTS.length, `${line.cuts} cuts`);
    const [entry] = await federation.entries(UKR, 'attachment.received');
    assert.deepEqual([entry!.body.messageId, entry!.body.bytes], [messageId, content.length]);
    assert.equal(Buffer.from(entry!.body.sha256 as Uint8Array).toString('hex'), sha256);
    assert.equal((await federation.entries(GEO, 'attachment.fetched')).length, 1);
  });

  it('is receipted by a message that the recipient signed', async () => {
    const [row] = await rowsOf(GEO, messageId);
    const whole = async () => (await attachmentDeliveries(readerOf(GEO), row!.no, 1))[0]?.standing === 'whole';
    await until(whole, 'the sender knows');
    const opened = (await (await sender.call('/api/messages/open', { id: messageId })).json()) as Shown;
    assert.deepEqual(
      opened.largeAttachments.map(({ name, sha256: hash, deliveries }) => [name, hash, deliveries![0]!.standing]),
      [['scan of the page.tiff', sha256, 'whole']],
    );
  });

  it('leaves the node verified, as a file that no browser shows, from any mebibyte on, and each time is an entry', async () => {
    const answer = await recipient.call(`/api/attachments/save?id=${messageId}&attachment=1`);
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    assert.equal(answer.headers.get('content-disposition'), "attachment; filename*=UTF-8''scan%20of%20the%20page.tiff");
    assert.match(answer.headers.get('content-security-policy')!, /^default-src 'none'; sandbox$/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(hashOf(new Uint8Array(await answer.arrayBuffer())), sha256);
    const rest = await recipient.call(`/api/attachments/save?id=${messageId}&attachment=1&fromSegment=8`);
    assert.deepEqual(Buffer.from(await rest.arrayBuffer()), content.subarray(8 * 1_048_576));
    assert.equal((await federation.entries(UKR, 'attachment.saved')).length, 2);
    const beyond = await recipient.call(`/api/attachments/save?id=${messageId}&attachment=2`);
    assert.deepEqual([beyond.status, await codeOf(beyond)], [404, 'attachment.not-found']);
  });

  it('is passed on with its message, as its originator signed it, under one name of the disk more', async () => {
    const answer = await recipient.call('/api/messages/forward', { id: messageId, to: [{ state: AZE }] });
    const forwarded = (await answer.json()) as { id: string; status: string };
    assert.deepEqual([answer.status, forwarded.status], [200, 'stored']);
    passedOnId = forwarded.id;
    await until(async () => (await standingOf(AZE, passedOnId)) === 'whole', 'whole at the next holder');
    const third = await federation.signIn(AZE, 'operator.test');
    const shown = await (await third.call('/api/messages/open', { id: passedOnId })).text();
    assert.match(shown, new RegExp(sha256));
    assert.doesNotMatch(shown, /"key"/);
    const saved = await third.call(`/api/attachments/save?id=${passedOnId}&attachment=2`);
    assert.equal(hashOf(new Uint8Array(await saved.arrayBuffer())), sha256);
    const own = await recipient.call(`/api/attachments/save?id=${passedOnId}&attachment=2`);
    assert.equal(hashOf(new Uint8Array(await own.arrayBuffer())), sha256);
    const { node } = await attachmentBytes(readerOf(UKR));
    assert.equal(node, 2 * (await rowsOf(UKR, messageId))[0]!.sealedBytes);
  });

  it('is refused where it is none that the originator named so', async () => {
    const door = federation.messagesOf(UKR);
    const [original] = (await openContent(readerOf(UKR), messageId)).largeAttachments!;
    const { key } = (await openContent(readerOf(UKR), passedOnId)).largeAttachments![0]!;
    const proof = (await openContent(readerOf(UKR), passedOnId)).attachments;
    const { id } = await sendMessage(
      door,
      {
        ...{ kind: 'forwarded', to: [{ state: AZE }], caseRef: 'BG-2026-771', urgency: 'routine' },
        handling: { code: 'H0' },
        fields: { messageId, originator: GEO },
        attachments: proof,
        largeAttachments: [{ ...original!, id: 2, name: 'another name', key: key! }],
      },
      { account: 'operator.test' },
      { source: messageId },
    );
    const refused = async () =>
      (await federation.entries(AZE, 'message.quarantined')).some(({ body }) => body.code === 'handling.not-released');
    await until(refused, 'refused by the next holder');
    assert.equal(await findMessageRow(readerOf(AZE), id), undefined);
  });

  it('is given to no State that it was not sent to', async () => {
    const [row] = await rowsOf(GEO, messageId);
    await federation.stop(AZE);
    const played = federation.play(AZE);
    const { status, bytes } = await played.get(GEO, `/v1/attachments?id=${row!.envelope}&offset=0&length=1000`);
    assert.deepEqual([status, JSON.parse(Buffer.from(bytes).toString()).error.code], [400, 'attachment.not-found']);
  });

  it('goes to each member of a group', async () => {
    const uploadId = await upload(sender, content.subarray(0, 1_000), [{ group: 'all' }]);
    const sent = await sender.call('/api/messages/send', { ...message(uploadId, 'a'), to: [{ group: 'all' }] });
    const { id } = (await sent.json()) as { id: string };
    const [row] = await rowsOf(GEO, id);
    const deliveries = await attachmentDeliveries(readerOf(GEO), row!.no, 1);
    assert.deepEqual(
      deliveries.map(({ state }) => state),
      [AZE, UKR],
    );
  });

  it('is named by nobody but the account that brought it, once, and for the States it was sealed for', async () => {
    const uploadId = await upload(sender, content.subarray(0, 1_000), [UKR]);
    const other = await sender.call('/api/messages/send', { ...message(uploadId, 'a'), to: [{ state: AZE }] });
    assert.equal(await codeOf(other), 'attachment.recipients');
    const stranger = await recipient.call('/api/messages/send', { ...message(uploadId, 'a'), to: [{ state: GEO }] });
    assert.equal(await codeOf(stranger), 'attachment.not-found');
    assert.equal((await sender.call('/api/messages/send', message(uploadId, 'a'))).status, 200);
    assert.equal(await codeOf(await sender.call('/api/messages/send', message(uploadId, 'a'))), 'attachment.not-found');
  });

  it('goes with its key when its message is recalled, and is given no more', async () => {
    const [row] = await rowsOf(UKR, messageId);
    const file = join(federation.directoryOf(UKR), ATTACHMENTS_FOLDER, `in-${row!.no}-1.sealed`);
    assert.ok(existsSync(file));
    const recalled = await sender.call('/api/messages/recall', { id: messageId, ground: 'wrong-recipient' });
    assert.equal(recalled.status, 200);
    await until(async () => (await standingOf(UKR, messageId)) === 'ended', 'ended');
    await until(async () => !existsSync(file), 'the file is gone');
    const answer = await recipient.call(`/api/attachments/save?id=${messageId}&attachment=1`);
    assert.equal(await codeOf(answer), 'message.deleted');
    assert.equal(await standingOf(UKR, passedOnId), 'ended');
    const shared = join(federation.directoryOf(UKR), ATTACHMENTS_FOLDER, `own-${row!.envelope}.sealed`);
    await until(async () => !existsSync(shared), 'what was passed on is gone here');
    await federation.stop(UKR);
    const { status } = await federation.play(UKR).get(GEO, `/v1/attachments?id=${row!.envelope}&offset=0&length=1000`);
    assert.equal(status, 400);
  });
});

interface Shown {
  readonly largeAttachments: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly deliveries?: readonly { readonly standing: string }[];
  }[];
}

async function upload(
  officer: OfficerAtDesk,
  bytes: Uint8Array,
  to: readonly (StateCode | { readonly group: string })[],
): Promise<string> {
  const begun = await officer.call('/api/uploads/begin', { to, bytes: bytes.length });
  const { uploadId } = (await begun.json()) as { uploadId: string };
  for (let offset = 0; offset < bytes.length; offset += PART_BYTES) {
    const part = bytes.subarray(offset, offset + PART_BYTES);
    const path = `/api/uploads/part?uploadId=${uploadId}&offset=${offset}&sha256=${hashOf(part)}`;
    assert.equal((await officer.call(path, part)).status, 200);
  }
  const completed = await officer.call('/api/uploads/complete', { uploadId, sha256: hashOf(bytes) });
  assert.equal(completed.status, 200);
  return uploadId;
}

function message(uploadId: string, name: string) {
  return {
    to: [{ state: UKR }],
    kind: 'free-message',
    caseRef: 'BG-2026-771',
    fields: { subject: 'The page', text: 'Attached.' },
    uploads: [{ uploadId, name, mediaType: 'application/octet-stream' }],
  };
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes from the sender's node between two cuts; the last comes before the end of the file. */
const TEN_CUTS = [50_000, 900_000, 20_000, 1_500_000, 700_000, 100_000, 1_000_000, 1_200_000, 300_000, 800_000];
