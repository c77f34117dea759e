// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIL_LANGUAGES } from '../announced-events.ts';
import { composeMail } from './mail-text.ts';

const MAIL = {
  from: 'node@iims.example',
  to: ['a@desk.example', 'b@desk.example'],
  exercise: false,
  id: 'GEO-7-1',
  at: 0,
};
const WAITING = { unopened: 7, isMore: false, urgent: 2, caseReferences: [] };

function read(text: string): { header: string; subject: string; body: string } {
  const [header, body] = text.split('\r\n\r\n') as [string, string];
  const words = [...header.matchAll(/=\?utf-8\?B\?([^?]+)\?=/g)].map(([, word]) => Buffer.from(word!, 'base64'));
  return { header, subject: Buffer.concat(words).toString(), body: Buffer.from(body, 'base64').toString() };
}

test('the mail says how many messages wait in each language, and every line is short ASCII', () => {
  const subjects = MAIL_LANGUAGES.map((language) => {
    const text = composeMail({ ...MAIL, language }, WAITING);
    assert.ok(
      text.split('\r\n').every((line) => line.length <= 78 && /^[\x20-\x7e]*$/.test(line) && !line.startsWith('.')),
    );
    const { subject, body } = read(text);
    assert.ok(!subject.includes('\ufffd') && /: 7\r\n.*: 2\r\n/.test(body));
    return subject;
  });
  assert.equal(new Set(subjects).size, MAIL_LANGUAGES.length);
});

test('what stands in a header is configured or fixed, whatever a case is called', () => {
  const evil = 'X\r\nBcc: everybody@elsewhere.example\r\n\r\n.\r\nQUIT';
  const text = composeMail({ ...MAIL, language: 'en' }, { ...WAITING, isMore: true, caseReferences: [evil, 'GE-1'] });
  assert.ok(!text.includes('Bcc') && !text.includes('QUIT'));
  const { header, body } = read(text);
  assert.deepEqual(
    header.split(/\r\n(?! )/).map((line) => line.split(':')[0]),
    [
      'From',
      'To',
      'Date',
      'Message-ID',
      'Subject',
      'Auto-Submitted',
      'MIME-Version',
      'Content-Type',
      'Content-Transfer-Encoding',
    ],
  );
  assert.ok(header.includes('Date: Thu, 01 Jan 1970 00:00:00 +0000') && header.includes('<GEO-7-1@iims.example>'));
  assert.ok(body.includes('7+') && body.includes('GE-1'));
});

test('an exercise is marked in subject and text', () => {
  const { subject, body } = read(composeMail({ ...MAIL, exercise: true, language: 'en' }, WAITING));
  assert.ok(subject.startsWith('EXERCISE ') && body.startsWith('EXERCISE EXERCISE EXERCISE'));
});
