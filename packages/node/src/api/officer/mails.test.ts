// SPDX-License-Identifier: Apache-2.0
// Old mail at the officer's edge: it becomes part of a case byte for byte, is found, told when it is there already, and ends with its
// period; nothing of what it says stands in the log or in clear on the disk.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import type { ExportFormat, ExportReader } from '@iims/wire/case-codes';
import { systemRandom } from '../../clock.ts';
import { STORE_FILE } from '../../data-directory.ts';
import { verifyContainer } from '../../export/verify-container.ts';
import { readZip, writeZip } from '../../export/zip.ts';
import { retireMails } from '../../mails/keep-mails.ts';
import { encryptedMail, HEAD_LINES, mailOf, multipartLines } from '../../mails/mail.fixture.ts';
import { MailUploads } from '../../mails/mail-uploads.ts';
import { signedFileOf } from '../../receipts/receipt-trust.ts';
import type { Answered } from './http-exchange.fixture.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

const CASE = 'GEO/2026-44';
const DAY = 86_400_000;
const PIECE = 262_144;
const ARMOURED = '-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----';
/** Longer than one piece. */
const LETTER = mailOf([
  ...HEAD_LINES,
  ...multipartLines('mixed', [
    ['Content-Type: text/plain; charset=utf-8', '', 'Lisichka was seen in AA 1234 BB there.', 'x'.repeat(PIECE)],
    ['Content-Type: text/plain; name=note.txt', '', 'beside'],
  ]),
]);

interface Begun {
  readonly mail: string;
  readonly standing: string;
}

describe('imported mail', { timeout: 240_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge();
    operator = await edge.signIn('operator');
  });
  after(() => edge.close());

  const post = async (path: string, body: object) => {
    const { status, json, text } = await edge.post(path, operator, body);
    assert.equal(status, 200, text);
    return json as Record<string, unknown>;
  };
  const codeOf = ({ json }: Answered) => (json as { error: { code: string } }).error.code;
  const begin = (file: Uint8Array, caseRef = CASE, sha256 = hash('sha256', file)) =>
    post('/api/mails/begin', { caseRef, bytes: file.length, sha256 }) as unknown as Promise<Begun>;
  const part = (mail: string, offset: number, bytes: Uint8Array) =>
    edge.postBytes(`/api/mails/part?${new URLSearchParams({ mail, offset: `${offset}` })}`, operator, bytes);
  const bring = async (file: Uint8Array, caseRef = CASE, sha256 = hash('sha256', file)) => {
    const { mail } = await begin(file, caseRef, sha256);
    for (let at = 0; at < file.length; at += PIECE) {
      assert.equal((await part(mail, at, file.subarray(at, at + PIECE))).status, 200);
    }
    return edge.post('/api/mails/complete', operator, { mail });
  };
  const show = async (caseRef = CASE) => {
    const { json } = await edge.get(`/api/cases/show?${new URLSearchParams({ caseRef })}`, operator);
    return json as { standing: string; mails: Record<string, unknown>[] };
  };
  const found = async (conditions: object) =>
    ((await post('/api/messages/search', conditions)).mails as { mail: string }[]).map(({ mail }) => mail);
  const pieces = async () =>
    (await edge.store.reader.all<{ count: number }>('select count(*) as count from imported_mail_piece'))[0]!.count;
  let letter = '';

  it('begins a case, is listed by its date without what it says, and is read as an entry', async () => {
    const { status, json, text } = await bring(LETTER);
    assert.equal(status, 200, text);
    const imported = json as Record<string, unknown>;
    letter = imported.mail as string;
    assert.deepEqual([imported.alsoIn, imported.bytes, imported.attachmentCount], [[], LETTER.length, 1]);
    const { standing, mails } = await show(CASE.toLowerCase());
    assert.deepEqual(
      [standing, mails.length, mails[0]!.mail, mails[0]!.datedAt, mails[0]!.importedBy, mails[0]!.sha256],
      ['open', 1, letter, '2020-03-02T06:00:00.000Z', 'operator', hash('sha256', LETTER)],
    );
    assert.ok(!JSON.stringify(mails).includes('Sarpi'), 'a list says nothing of what a mail says');
    const opened = await post('/api/mails/open', { mail: letter });
    assert.equal(opened.subject, 'A line at Sarpi');
    assert.match(opened.text as string, /^Lisichka was seen/);
    const events = (await edge.entries()).map(({ event }) => event);
    assert.deepEqual(
      events.filter((event) => event.startsWith('mail.')),
      ['mail.imported', 'mail.opened'],
    );
  });

  it('leaves byte for byte, the whole or an attachment, as bytes of no type', async () => {
    const whole = await edge.get(`/api/mails/save?mail=${letter}`, operator);
    assert.equal(whole.headers['x-iims-sha256'], hash('sha256', LETTER));
    assert.equal(hash('sha256', whole.text), hash('sha256', LETTER));
    const { text, headers } = await edge.get(`/api/mails/save?mail=${letter}&attachment=1`, operator);
    assert.deepEqual(
      [text, headers['content-type'], headers['content-disposition'], headers['x-content-type-options']],
      ['beside', 'application/octet-stream', "attachment; filename*=UTF-8''note.txt", 'nosniff'],
    );
    assert.equal(codeOf(await edge.get(`/api/mails/save?mail=${letter}&attachment=2`, operator)), 'mail.not-found');
    const saved = (await edge.entries()).filter(({ event }) => event === 'mail.saved').map(({ body }) => body.place);
    assert.deepEqual(saved, [0, 1]);
  });

  it('is read by one thread at a time, however many take attachments out, and tells those who are too many', async () => {
    const path = `/api/mails/save?mail=${letter}&attachment=1`;
    const wanted = { mail: letter, attachment: 1 };
    const [underWay, most] = await threadsDuring(async () => {
      const { leave } = await edge.edge.importedMails.takeAttachment('operator', wanted, new AbortController().signal);
      const busy: unknown[] = [];
      const asked = Array.from({ length: 12 }, async () => {
        const answer = await edge.get(path, operator);
        if (answer.status === 503 && busy.push(codeOf(answer)) === 8) leave();
        return answer;
      });
      const answers = await Promise.all(asked);
      assert.deepEqual(new Set(busy), new Set(['access.busy']));
      assert.equal(answers.filter(({ status, text }) => status === 200 && text === 'beside').length, 4);
    });
    assert.deepEqual([underWay, most], [0, 1]);
    const saved = await edge.get(path, operator);
    assert.equal(saved.status, 200, 'and has its place for the next');
  });

  it('is found by its words in any script, its numbers, its case and the day it bears', async () => {
    for (const conditions of [
      { words: 'Лисичка' },
      { number: 'AA1234BB' },
      { words: 'note' },
      { words: '"was seen" lis*' },
      { caseRef: CASE },
      { direction: 'imported' },
      { from: '2020-03-02', to: '2020-03-02' },
    ]) {
      assert.deepEqual(await found(conditions), [letter], JSON.stringify(conditions));
    }
    for (const conditions of [
      { words: 'other' },
      { words: '"seen was"' },
      { from: '2020-03-03' },
      { direction: 'in' },
      { kind: 'free-message' },
    ]) {
      assert.deepEqual(await found(conditions), [], JSON.stringify(conditions));
    }
  });

  it('tells the same file, in this case and in others', async () => {
    assert.deepEqual(await begin(LETTER, CASE.toLowerCase()), { mail: letter, standing: 'here' });
    const { json } = await bring(LETTER, 'GEO/OTHER');
    assert.deepEqual((json as { alsoIn: string[] }).alsoIn, [CASE]);
    const same = await Promise.all([bring(encryptedMail(ARMOURED)), bring(encryptedMail(ARMOURED))]);
    assert.deepEqual(
      same.map((answer) => (answer.status === 200 ? 200 : codeOf(answer))),
      [200, 'mail.already-here'],
    );
    assert.deepEqual((await show()).mails.length, 2);
  });

  it('leaves with its case byte for byte, for own organisation and court, and is named for others', async () => {
    const file = async (format: ExportFormat, reader: ExportReader) =>
      (await edge.edge.exports.exportCase({ of: { caseRef: CASE }, by: 'operator', format, reader })).bytes;
    const container = await file('asice', 'court');
    const rootOfTrust = signedFileOf(edge.trust.roots[0]!);
    const { importedMails, messages } = verifyContainer({ file: container, rootOfTrust });
    assert.deepEqual([importedMails, messages.length], [2, 0]);
    const files = readZip(container)!;
    const first = files.find(({ name }) => name === 'imported/0001.eml')!;
    assert.equal(hash('sha256', first.bytes), hash('sha256', LETTER));
    const changed = files.map((one) => (one === first ? { ...one, bytes: encryptedMail(ARMOURED) } : one));
    assert.throws(() => verifyContainer({ file: writeZip(changed), rootOfTrust }), { code: 'container.changed' });
    assert.equal(readZip(await file('eml', 'own-organisation'))!.length, 3);
    const open = readZip(await file('eml', 'public'))!;
    assert.deepEqual(
      open.map(({ name }) => name),
      ['case.json'],
    );
    const { withheldMails } = JSON.parse(Buffer.from(open[0]!.bytes).toString());
    assert.deepEqual([withheldMails.length, withheldMails[0].because], [2, 'imported']);
    assert.ok((await file('pdf', 'court')).length > 1_000);
  });

  it('keeps nothing of what is damaged, out of step, no mail or too large', async () => {
    const before = await pieces();
    assert.equal(codeOf(await bring(LETTER, 'GEO/3', '0'.repeat(64))), 'attachment.incomplete');
    assert.equal(codeOf(await bring(Buffer.from('no mail'), 'GEO/3')), 'mail.malformed');
    const many = mailOf([...HEAD_LINES, ...multipartLines('mixed', Array(300).fill(['', 'x']))]);
    assert.equal(codeOf(await bring(many, 'GEO/3')), 'mail.too-complex');
    const { mail } = await begin(LETTER, 'GEO/3');
    for (const [offset, length] of [
      [1, PIECE],
      [0, 10],
      [PIECE, 10],
    ] as const) {
      assert.equal(
        codeOf(await part(mail, offset, LETTER.subarray(offset, offset + length))),
        'attachment.out-of-step',
      );
    }
    for (let time = 0; time < 2; time += 1) {
      const { json } = await part(mail, 0, LETTER.subarray(0, PIECE));
      assert.deepEqual(json, { mail, received: PIECE });
    }
    await begin(LETTER, 'GEO/4');
    assert.equal(
      codeOf(await edge.post('/api/mails/begin', operator, { caseRef: 'GEO/5', bytes: 9, sha256: '0'.repeat(64) })),
      'attachment.too-many',
    );
    assert.equal(codeOf(await edge.post('/api/mails/complete', operator, { mail })), 'attachment.incomplete');
    const tooLarge = { caseRef: CASE, bytes: 26_214_401, sha256: '0'.repeat(64) };
    assert.equal(codeOf(await edge.post('/api/mails/begin', operator, tooLarge)), 'mail.too-large');
    assert.equal(await pieces(), before);
    assert.equal(codeOf(await edge.get('/api/cases/show?caseRef=GEO/3', operator)), 'case.not-found');
  });

  it('lets go of what a node that died left behind, and of nothing else', async () => {
    const before = await pieces();
    const { mail } = await begin(LETTER, 'GEO/LEFT');
    assert.equal((await part(mail, 0, LETTER.subarray(0, PIECE))).status, 200);
    assert.equal(await pieces(), before + 1);
    await new MailUploads({ store: edge.store, clock: edge.edge.door.clock, random: systemRandom }).dropLeft();
    assert.equal(await pieces(), before);
    assert.equal(codeOf(await edge.post('/api/mails/complete', operator, { mail })), 'attachment.incomplete');
  });

  it('lies in clear neither in the log nor on the disk', async () => {
    const log = JSON.stringify(await edge.entries());
    const disk =
      readFileSync(join(edge.directory, STORE_FILE)).toString('latin1') +
      readFileSync(join(edge.directory, `${STORE_FILE}-wal`)).toString('latin1');
    for (const said of ['Lisichka', 'Sarpi', 'desk@uto.example']) {
      assert.ok(!log.includes(said) && !disk.includes(said), said);
    }
  });

  it('ends with its period, as an entry, and is found by nothing', async () => {
    edge.forward(31 * DAY);
    operator = await edge.signIn('operator');
    const { now } = edge.edge.door.clock;
    const look = (isConfirmed: boolean) =>
      retireMails({ store: edge.store, keepDays: { mails: 30 }, now, isConfirmed: () => isConfirmed });
    await look(false);
    assert.equal((await found({ words: 'Lisichka' })).length, 2);
    await retireMails(
      { store: edge.store, keepDays: { mails: 30 }, now, isConfirmed: () => true },
      2 * LETTER.length - 1,
    );
    assert.deepEqual([await found({ words: 'Lisichka' }), await pieces(), (await show()).mails], [[], 0, []]);
    assert.equal(codeOf(await edge.post('/api/mails/open', operator, { mail: letter })), 'mail.not-found');
    const retired = (await edge.entries()).filter(({ event }) => event === 'mail.retired');
    const counts = retired.map(({ body }) => (body.mails as string[]).length);
    assert.deepEqual(counts, [1, 2], 'so many bytes of files in one transaction, and one mail at least');
    assert.equal((await begin(LETTER)).standing, 'begun');
  });

  it('takes no empty part, and none that waited until its mail had ended', async () => {
    const before = await pieces();
    const whole = await begin(LETTER, 'GEO/EMPTY');
    for (let at = 0; at < LETTER.length; at += PIECE) await part(whole.mail, at, LETTER.subarray(at, at + PIECE));
    assert.equal(codeOf(await part(whole.mail, LETTER.length, Buffer.alloc(0))), 'attachment.out-of-step');
    assert.equal((await edge.post('/api/mails/complete', operator, { mail: whole.mail })).status, 200);
    const kept = await pieces();
    assert.equal(kept, before + 2);
    const { mail } = await begin(LETTER, 'GEO/LATE');
    assert.equal((await part(mail, 0, LETTER.subarray(0, PIECE))).status, 200);
    const { importedMails } = edge.edge;
    const completed = importedMails.complete('operator', mail);
    const late = importedMails.take('operator', mail, { offset: PIECE, bytes: LETTER.subarray(PIECE) });
    await assert.rejects(completed, { code: 'attachment.incomplete' });
    await assert.rejects(late, { code: 'attachment.not-found' });
    assert.equal(await pieces(), kept);
  });
});

/** Threads of this process that are left behind the act, and how many there were at once. */
async function threadsDuring(act: () => Promise<void>): Promise<readonly [left: number, most: number]> {
  let underWay = 0;
  let most = 0;
  const onWorker = (worker: Worker) => {
    underWay += 1;
    most = Math.max(most, underWay);
    worker.once('exit', () => {
      underWay -= 1;
    });
  };
  process.on('worker', onWorker);
  await act();
  process.off('worker', onWorker);
  return [underWay, most];
}
