// SPDX-License-Identifier: Apache-2.0
// Notices in a real browser: one is drafted with a file, a second person reads it and publishes it; what partners wrote stays text.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { barriersOf, openPage, SKIP, signIn } from './browser.ts';
import { startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';

const suite = consoleSuite();
const NUMBER = 'GEO-NOT-000007';
const FIELDS = {
  number: NUMBER,
  reach: 'notice',
  purpose: 'imminent-threat',
  subject: 'A dangerous powder <img src=x onerror=alert(1)>',
  actionAsked: 'Tell your posts.',
  legalActs: 'Article 1',
  text: 'Do not open the packets.',
  reviewOn: '2030-01-01',
  validUntil: '2031-01-01',
};

test('a notice is drafted with a file, and published by a second person who has read it', { skip: SKIP }, async () => {
  const said: object[] = [];
  const reviewed: object[] = [];
  const waiting: object[] = [];
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: {
      '/api/notices': () => ({ notices: [] }),
      '/api/notices/refused': () => ({ refused: [] }),
      '/api/notices/waiting': () => ({ waiting }),
      '/api/notices/draft': (body) => {
        said.push(body);
        const { subject, purpose } = FIELDS;
        waiting.push({ number: NUMBER, digest: 'ab', purpose, subject, to: [], draftedBy: 'other', own: false });
        return { number: NUMBER };
      },
      '/api/notices/open': () => ({
        caseRef: 'GE-26-7',
        content: { fields: FIELDS, attachments: [{ name: '<b>page</b>.txt', content: 'YWJj' }] },
      }),
      '/api/notices/review': (body) => {
        reviewed.push(body);
        waiting.length = 0;
        return { number: NUMBER };
      },
    },
  });
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#notices"]');
    await page.click('.notice-head .main-button');
    await page.fill('.write .group-row input', 'GE-26-7');
    await page.selectOption('.write-fields select', FIELDS.purpose);
    const texts = page.locator('.write-fields textarea');
    await page.getByLabel('Subject', { exact: true }).fill(FIELDS.subject);
    for (const [at, text] of [FIELDS.actionAsked, FIELDS.legalActs, FIELDS.text].entries())
      await texts.nth(at).fill(text);
    for (const [at, day] of [FIELDS.reviewOn, FIELDS.validUntil].entries())
      await page.locator('.write-fields input[type=date]').nth(at).fill(day);
    const name = 'scan of <b>page</b>.txt';
    await page.setInputFiles('.write input[type=file]', { name, mimeType: 'text/plain', buffer: Buffer.from('abc') });
    await page.waitForSelector('.message-files li');
    assert.match((await page.textContent('.message-files li')) ?? '', /<b>page<\/b>.*3 bytes/);
    assert.deepEqual(await barriersOf(page), []);
    await page.click('.write button[type=submit]');
    await page.waitForSelector('.notice-card');
    const { number: _number, reach, ...fields } = FIELDS;
    const sha256 = createHash('sha256').update('abc').digest('hex');
    assert.deepEqual(said, [
      {
        reach,
        to: [],
        caseRef: 'GE-26-7',
        handling: { code: 'H1' },
        fields,
        attachments: [{ name, mediaType: 'text/plain', sha256, content: 'YWJj' }],
      },
    ]);

    assert.equal(await page.locator('.notice-acts').count(), 0, 'nobody decides on what he has not read');
    await page.click('.notice-card .side-button');
    await page.waitForSelector('.notice-acts');
    assert.match((await page.textContent('.notice-card')) ?? '', /<img src=x onerror=alert\(1\)>/);
    assert.deepEqual(await barriersOf(page), []);
    await page.click('.notice-acts .main-button');
    await page.waitForFunction(() => document.querySelector('.notice-card') === null);
    assert.equal(reviewed.length, 1);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});
