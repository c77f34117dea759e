// SPDX-License-Identifier: Apache-2.0
// A mail is read elsewhere: what takes more time than its reader has is refused, and the node goes on.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEAD_LINES, mailOf } from './mail.fixture.ts';
import { attachmentInThread, readMailInThread } from './read-in-thread.ts';

const LONG = mailOf([...HEAD_LINES, '', 'word '.repeat(20_000)]);

it('refuses a mail that is not read in time, and reads one that is', async () => {
  const [inTime, read] = await Promise.allSettled([
    readMailInThread(LONG.slice(), 'GEO-1', { msMax: 1, memoryMbMax: 256 }),
    readMailInThread(LONG.slice(), 'GEO-1'),
  ]);
  assert.ok(inTime.status === 'rejected');
  assert.equal(inTime.reason.code, 'mail.too-complex');
  assert.ok(read.status === 'fulfilled');
  assert.ok(read.value.terms.includes('case GEO-1'));
});

it('tells what the reader told, and that there is no such attachment', async () => {
  await assert.rejects(readMailInThread(mailOf(['no mail']), 'GEO-1'), { code: 'mail.malformed' });
  assert.equal(await attachmentInThread(LONG.slice(), 1), undefined);
});
