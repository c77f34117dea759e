// SPDX-License-Identifier: Apache-2.0
// What every store must do with imported mail; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { headOf, listCaseFiles } from './cases.ts';
import {
  MAIL_PIECE_BYTES,
  mailFile,
  mailReading,
  mailRow,
  mailsByNumber,
  mailsOfCase,
  mailsToRetire,
  mailsUnderWay,
  mailsWithContent,
} from './imported-mails.ts';
import { findMessages } from './message-terms.ts';
import type { Store } from './store.ts';

const DATED = Date.UTC(2019, 4, 1, 12);

export function describeImportedMails(fixture: () => { readonly store: Store }): void {
  const stage = async (bytes: number) => {
    const id = systemRandom(16);
    for (let piece = 0; piece * MAIL_PIECE_BYTES < bytes; piece += 1) {
      const content = new Uint8Array(Math.min(MAIL_PIECE_BYTES, bytes - piece * MAIL_PIECE_BYTES)).fill(piece + 1);
      await fixture().store.stage({ name: 'stage-mail-piece', args: { id, piece, content } });
    }
    return id;
  };
  const importMail = (id: Uint8Array, bytes: number, { sha256 = toHex(systemRandom(32)), caseRef = 'MAILS-1' } = {}) =>
    fixture().store.write(
      { event: 'mail.imported', body: {} },
      {
        name: 'import-mail',
        args: {
          id,
          head: { caseRef, from: 'somebody', sha256, attachments: 0 },
          reading: encodeCbor({ text: 'said' }),
          bytes,
          datedAt: DATED,
          by: 'operator',
          terms: [440_001, 440_002],
          isCut: false,
        },
      },
    );
  const search = async (from: number, before: number) => {
    const { reader } = fixture().store;
    const pattern = { groups: [[440_001]], span: { from, before } };
    const wide = { before: Number.MAX_SAFE_INTEGER, limit: 10, rest: async () => undefined };
    return (await findMessages(reader, pattern, wide)).numbers;
  };

  test('an imported mail begins its case, is found on the day it bears, and comes back byte for byte', async () => {
    const { reader } = fixture().store;
    const bytes = MAIL_PIECE_BYTES + 5;
    const id = await stage(bytes);
    const sha256 = toHex(systemRandom(32));
    const { index } = await importMail(id, bytes, { sha256 });
    const [row] = await mailsOfCase(reader, 'mails-1');
    assert.deepEqual(
      [row!.no, row!.id, row!.datedAt, row!.importedBy, row!.head?.sha256],
      [index, uuidFromBytes(id), DATED, 'operator', sha256],
    );
    const file = await mailFile(reader, row!);
    assert.deepEqual([file.length, file[0], file.at(-1)], [bytes, 1, 2]);
    assert.deepEqual(await mailReading(reader, row!), { text: 'said' });
    assert.deepEqual(await search(DATED - 1, DATED + 1), [index]);
    assert.deepEqual(await search(DATED + 1, Number.MAX_SAFE_INTEGER), []);
    assert.equal((await mailsByNumber(reader, [index])).length, 1);
    assert.deepEqual(
      (await mailsWithContent(reader, sha256)).map(({ no }) => no),
      [index],
    );
    const files = await listCaseFiles(reader, { which: 'open', user: '', before: Number.MAX_SAFE_INTEGER, limit: 1 });
    assert.equal((await headOf(reader, files[0]!)).caseRef, 'MAILS-1');
    const again = await stage(3);
    await assert.rejects(importMail(again, 3, { sha256, caseRef: 'Mails-1' }), {
      code: 'mail.already-here',
      rule: row!.id,
    });
    await assert.rejects(importMail(systemRandom(16), 3), { code: 'mail.not-found' });
  });

  test('pieces that became part of no case are known, and go by themselves', async () => {
    const { store } = fixture();
    const [kept, under, left] = [await stage(3), await stage(3), await stage(MAIL_PIECE_BYTES + 1)];
    await importMail(kept, 3);
    const known = await mailsUnderWay(store.reader);
    assert.ok(!known.includes(uuidFromBytes(kept)));
    assert.ok([under, left].every((id) => known.includes(uuidFromBytes(id))));
    for (const id of [kept, left]) await store.stage({ name: 'drop-mail-pieces', args: { id } });
    assert.ok(!(await mailsUnderWay(store.reader)).includes(uuidFromBytes(left)));
    const held = async (id: Uint8Array) =>
      (await store.reader.all('select piece from imported_mail_piece where mail_id = ?', [id])).length;
    assert.deepEqual([await held(kept), await held(under), await held(left)], [1, 1, 0]);
  });

  test('a mail whose period has ended leaves its number and times', async () => {
    const { reader } = fixture().store;
    const due = await mailsToRetire(reader, Number.MAX_SAFE_INTEGER, 10);
    assert.ok(due.length >= 2);
    await fixture().store.write(
      { event: 'mail.retired', body: {} },
      { name: 'retire-mails', args: { numbers: due.map(({ no }) => no) } },
    );
    assert.deepEqual(await mailsToRetire(reader, Number.MAX_SAFE_INTEGER, 10), []);
    assert.deepEqual(await mailsOfCase(reader, 'MAILS-1'), []);
    assert.deepEqual(await search(DATED - 1, DATED + 1), []);
    await assert.rejects(mailRow(reader, due[0]!.id), { code: 'mail.not-found' });
    await assert.rejects(mailFile(reader, { id: due[0]!.id, bytes: 3 }), { code: 'mail.not-found' });
  });
}
