// SPDX-License-Identifier: Apache-2.0
// A case leaves the node: what may not leave is named and nothing of it is there, the container verifies with OpenSSL alone and with
// a root of trust, and nothing in it can be changed.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@iims/crypto/primitives';
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { systemRandom } from '../../clock.ts';
import { type CaseList, VERIFY_COMMANDS } from '../../export/case-list.ts';
import { writeCasePdf } from '../../export/case-pdf.ts';
import type { ExportAsked } from '../../export/export-case.ts';
import { NO_MAILS } from '../../export/gather-mails.ts';
import { gatherMessages, rowsToExport } from '../../export/gather-messages.ts';
import { verifyContainer } from '../../export/verify-container.ts';
import { readZip, writeZip } from '../../export/zip.ts';
import { signReceipts } from '../../messages/receipt.ts';
import { signedFileOf } from '../../receipts/receipt-trust.ts';
import { skipOrFail } from '../../store/skip-or-fail.fixture.ts';
import { GEO, openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const CASE = 'GEO-7';
const SECRET = 'only for our own eyes';
const NAME = "Протокол'; filename=x.exe; მოწმე ".repeat(5).concat('.html');

describe('the export of a case', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  let container: Uint8Array;
  const ids: Record<'sent' | 'open' | 'restricted' | 'unopened', string> = {
    sent: '',
    open: '',
    restricted: '',
    unopened: '',
  };
  const make = async (changes: Partial<ExportAsked> = {}) =>
    edge.edge.exports.exportCase({
      of: { caseRef: CASE },
      format: 'asice',
      reader: 'court',
      by: 'operator',
      ...changes,
    });
  const rootOfTrust = () => signedFileOf(edge.trust.roots[0]!);
  const listIn = (zip: Uint8Array) =>
    JSON.parse(Buffer.from(readZip(zip)!.find(({ name }) => name === 'case.json')!.bytes).toString()) as CaseList;

  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
    operator = await edge.signIn('operator');
    const bytes = utf8('<script>alert(1)</script>');
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    const sent = await edge.post('/api/messages/send', operator, {
      to: [{ state: UKR }],
      kind: 'free-message',
      caseRef: CASE,
      fields: { subject: 'Who is it? =?UTF-8?B?Qg==?= Bcc: all@example.org', text: '=1+1 "\' <b> ჟ' },
      attachments: [{ name: NAME, mediaType: 'text/html', sha256: hash, content: toBase64(bytes) }],
    });
    ids.sent = (sent.json as { id: string }).id;
    assert.ok(ids.sent, sent.text);
    const came = (code: 'H0' | 'H1' | 'H2', text: string) =>
      receiveMessage(edge, UKR, {
        kind: 'free-message',
        caseRef: CASE,
        handling: { code },
        fields: { subject: 'answer', text },
      });
    ids.open = await came('H0', 'nobody we know');
    ids.restricted = await came('H2', SECRET);
    ids.unopened = await came('H0', 'not read yet');
    for (const id of [ids.open, ids.restricted]) await edge.post('/api/messages/open', operator, { id });
    container = (await make()).bytes;
  });
  after(() => edge.close());

  it('holds a file that went beside its message, read as it leaves, verified, and changed by nobody', async () => {
    const bytes = systemRandom(2_300_000);
    const hash = toHex(sha256(bytes));
    const { attachments } = edge.edge;
    const { uploadId } = await attachments.begin('operator', [UKR], bytes.length);
    for (let offset = 0; offset < bytes.length; offset += 1_000_000) {
      const part = bytes.subarray(offset, offset + 1_000_000);
      await attachments.take('operator', uploadId, { offset, sha256: toHex(sha256(part)), bytes: part });
    }
    await attachments.complete('operator', uploadId, hash);
    const sent = await edge.post('/api/messages/send', operator, {
      ...{ to: [{ state: UKR }], kind: 'free-message', caseRef: 'GEO-LARGE' },
      fields: { subject: 'A recording', text: 'Beside it.' },
      uploads: [{ uploadId, name: 'recording.bin', mediaType: 'video/mp4' }],
    });
    assert.equal(sent.status, 200, sent.text);
    const answer = await fetch(`http://127.0.0.1:${edge.port}/api/cases/export`, {
      method: 'POST',
      headers: { cookie: operator.cookie, 'x-csrf-token': operator.csrf, 'content-type': 'application/json' },
      body: JSON.stringify({ caseRef: 'GEO-LARGE', format: 'asice' }),
    });
    assert.equal(answer.status, 200);
    const zip = new Uint8Array(await answer.arrayBuffer());
    assert.equal(Number(answer.headers.get('content-length')), zip.length);
    const [listed] = listIn(zip).messages[0]!.attachments;
    assert.deepEqual(listed, {
      name: 'recording.bin',
      bytes: bytes.length,
      sha256: hash,
      file: 'attachments/0001-1.bin',
    });
    const held = readZip(zip)!.find(({ name }) => name === 'attachments/0001-1.bin')!;
    assert.equal(toHex(sha256(held.bytes)), hash);
    assert.equal(verifyContainer({ file: zip, rootOfTrust: rootOfTrust() }).messages.length, 1);
    const entry = (await edge.entries()).findLast(({ event }) => event === 'case.exported')!;
    assert.equal(toHex(entry.body.sha256 as Uint8Array), toHex(sha256(zip)));
    const mail = await make({ of: { caseRef: 'GEO-LARGE' }, format: 'eml' });
    assert.equal(listIn(mail.bytes).messages[0]!.attachments[0]!.apart, true);
    const files = readZip(zip)!.map((file) =>
      file.name === held.name
        ? { ...file, bytes: file.bytes.map((byte, place) => (place === 9 ? byte ^ 1 : byte)) }
        : file,
    );
    assert.throws(() => verifyContainer({ file: writeZip(files), rootOfTrust: rootOfTrust() }), {
      code: 'container.changed',
    });
  });

  it('names what may not leave with its reason, and holds nothing of it', () => {
    const list = listIn(container);
    assert.deepEqual(
      list.messages.map(({ id }) => id),
      [ids.sent, ids.open],
    );
    assert.deepEqual(
      list.withheld.map(({ id, because }) => [id, because]),
      [
        [ids.restricted, 'h2-dissemination'],
        [ids.unopened, 'not-opened'],
      ],
    );
    for (const secret of [SECRET, 'not read yet']) {
      const hidden = [secret, toBase64(utf8(secret))].some((text) => Buffer.from(container).includes(text));
      assert.ok(!hidden, secret);
    }
  });

  it('lets the own organisation see what no court may', async () => {
    const { bytes } = await make({ reader: 'own-organisation' });
    assert.deepEqual(
      listIn(bytes).messages.map(({ id }) => id),
      [ids.sent, ids.open, ids.restricted],
    );
  });

  it('verifies by the root of trust, and says what it proved', () => {
    const { messages, certificate, exportedAt, ...shown } = verifyContainer({
      file: container,
      rootOfTrust: rootOfTrust(),
    });
    assert.deepEqual(shown, {
      federation: 'demo-officer-edge',
      state: 'GEO',
      node: 'geo-1',
      exercise: false,
      files: 9,
      importedMails: 0,
      withheld: 2,
      receipts: 0,
    });
    assert.match(certificate, /^[0-9a-f]{64}$/);
    assert.ok(exportedAt > 0);
    assert.deepEqual(
      messages.map(({ id, from }) => [id, from]),
      [
        [ids.sent, 'GEO'],
        [ids.open, 'UKR'],
      ],
    );
  });

  testWithOpenSsl(
    'verifies with OpenSSL and nothing else, by the lines that stand in it, and no more when a file is changed',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'iims-container-'));
      try {
        for (const { name, bytes } of readZip(container)!) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          writeFileSync(join(folder, name), bytes);
        }
        const run = (command: string) =>
          execFileSync('/bin/sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
        for (const command of VERIFY_COMMANDS) run(command);
        writeFileSync(join(folder, 'messages/0002.eml'), 'another');
        assert.throws(() => run(VERIFY_COMMANDS[2]!));
        writeFileSync(join(folder, 'SHA256SUMS'), '');
        assert.throws(() => run(VERIFY_COMMANDS[1]!));
        writeFileSync(join(folder, 'META-INF/ASiCManifest001.xml'), '<asic/>');
        assert.throws(() => run(VERIFY_COMMANDS[0]!));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('cannot be changed in any file, added to or taken from', () => {
    const files = readZip(container)!;
    const refuses = (changed: readonly { name: string; bytes: Uint8Array }[], code: string) =>
      assert.throws(() => verifyContainer({ file: writeZip(changed), rootOfTrust: rootOfTrust() }), { code });
    for (const [place, { name, bytes }] of files.entries()) {
      const flipped = bytes.slice();
      flipped[flipped.length >> 1]! ^= 1;
      const changed = files.with(place, { name, bytes: flipped });
      assert.throws(
        () => verifyContainer({ file: writeZip(changed), rootOfTrust: rootOfTrust() }),
        ({ code }: { code: string }) => /^(?:container|receipt)\./.test(code),
        name,
      );
    }
    refuses(files.toSpliced(2, 1), 'container.changed');
    refuses(files.toSpliced(2, 0, { name: 'messages/0003.eml', bytes: utf8('added') }), 'container.changed');
    refuses(files.slice(0, -1), 'container.malformed');
    const signature = files.findIndex(({ name }) => name.endsWith('.p7s'));
    const other = files[signature]!.bytes.slice();
    other[other.length - 1]! ^= 1;
    refuses(files.with(signature, { name: files[signature]!.name, bytes: other }), 'container.signature');
    assert.throws(() => verifyContainer({ file: container.slice(1), rootOfTrust: rootOfTrust() }), {
      code: 'container.malformed',
    });
  });

  it('names a receipt that verifies no more with its reason, and holds no file of it', async () => {
    const at = edge.edge.door.clock.now();
    const messageId = uuidToBytes(ids.sent);
    const hash = new Uint8Array(32);
    const hashes = { envelope: hash, header: hash, entry: hash };
    const said = { messageId, sender: GEO, recipient: UKR, sequence: 1, receivedAt: at, ...hashes };
    // By a key that is none of the recipient's: as one that a later document does not list.
    const { ed25519, mldsa65 } = edge.keys.signing[0]!;
    const signers = { ed25519, mldsa65 };
    const [receipt] = await signReceipts([said], { signers, now: at, random: systemRandom });
    await edge.store.write(
      { event: 'message.receipted', body: { state: UKR, messageId: ids.sent, sequence: 1, receipt: hash } },
      { name: 'take-message-receipt', args: { messageId, state: UKR, receivedAt: at, receipt: receipt! } },
    );
    const { bytes } = await make();
    const [sent] = listIn(bytes).messages;
    assert.deepEqual([sent!.receipts, sent!.unverifiedReceipts], [[], [{ state: UKR, because: 'receipt.message' }]]);
    assert.equal(verifyContainer({ file: bytes, rootOfTrust: rootOfTrust() }).receipts, 0);
  });

  it('is a mail that no content can break out of', async () => {
    const { bytes, mediaType } = await make({ of: { messageId: ids.sent }, format: 'eml' });
    assert.equal(mediaType, 'message/rfc822');
    const mail = Buffer.from(bytes).toString('latin1');
    assert.ok(
      mail.split('\r\n').every((line) => line.length <= 78 && /^[\x20-\x7e]*$/.test(line)),
      'lines of ASCII that any mail program takes',
    );
    assert.ok(!/^(?:Bcc|Content-Type: text\/html)/im.test(mail));
    assert.equal(mail.match(/^Content-Type:/gim)!.length, 3);
    assert.ok(mail.includes(toBase64(utf8('<script>alert(1)</script>'))));
  });

  it('is a paper with the letters of every member State, the same bytes for the same time', async () => {
    const { bytes, mediaType } = await make({ format: 'pdf' });
    assert.equal(mediaType, 'application/pdf');
    const text = Buffer.from(bytes).toString('latin1');
    assert.ok(text.startsWith('%PDF-1.7'));
    assert.ok(!text.includes(CASE) && !text.includes('operator'), 'nothing of the case in the clear metadata');
    const { reader } = edge.store;
    const rows = await rowsToExport(reader, CASE);
    const gathered = await gatherMessages(reader, rows, { own: GEO, today: '2026-12-01', reader: 'court' });
    const about = {
      state: GEO,
      nodeId: 'geo-1',
      authority: 'Border Guard',
      exercise: true,
      exportedAt: 1_795_000_000_000,
    };
    const write = () =>
      writeCasePdf({
        ...NO_MAILS,
        ...gathered,
        ...about,
        case: CASE,
        aim: { reader: 'court' },
        receipts: new Map(),
      });
    assert.deepEqual(await write(), await write());
  });

  it('leaves as bytes with an entry that holds their hash', async () => {
    const sent = await edge.post('/api/cases/export', operator, { caseRef: CASE, format: 'asice' });
    assert.equal(sent.status, 200, sent.text.slice(0, 200));
    assert.equal(sent.headers['content-type'], 'application/vnd.etsi.asic-e+zip');
    const { event, body } = (await edge.entries()).at(-1)!;
    assert.equal(event, 'case.exported');
    const { sha256, at: _at, event: _event, ...said } = body as { sha256: Uint8Array; at: number; event: string };
    assert.equal(sha256.length, 32);
    const usual = { caseRef: CASE, by: 'operator', format: 'asice', reader: 'court', messages: 2, withheld: 2 };
    assert.deepEqual(said, { ...usual });
    assert.equal(sent.headers['x-iims-withheld'], '2');
  });

  it('refuses one message against its handling, an empty case, both or neither', async () => {
    const refused = async (input: object, code: string, field: string) => {
      const { json } = await edge.post('/api/cases/export', operator, { format: 'eml', ...input });
      const { error } = json as { error: { code: string; field: string } };
      assert.deepEqual([error.code, error.field], [code, field]);
    };
    await refused({ id: ids.restricted }, 'handling.refused', 'id');
    await refused({ id: ids.unopened }, 'handling.refused', 'id');
    await refused({ caseRef: 'NO-SUCH' }, 'export.nothing', 'caseRef');
    await refused({}, 'input.invalid', 'id');
    await refused({ id: ids.sent, caseRef: CASE }, 'input.invalid', 'id');
    await refused({ caseRef: CASE, format: 'docx' }, 'input.invalid', 'format');
  });
});

function testWithOpenSsl(title: string, act: () => void): void {
  if (spawnSync('openssl', ['version']).status === 0) it(title, act);
  else skipOrFail(title, 'no openssl: apt-get install openssl');
}
