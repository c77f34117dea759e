// SPDX-License-Identifier: Apache-2.0
// The desk in a real browser: a hit is to be confirmed, the bureau opens the request, answers with the keyboard alone, and no draft is lost.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { until } from '@iims/wire/until.fixture';
import type { Page } from 'playwright-core';
import { barriersOf, openPage, SKIP, signIn } from './browser.ts';
import { cannedCase } from './canned-case.ts';
import { cannedDesk, REQUEST_ID } from './canned-desk.ts';
import { type CannedAnswers, startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';

const suite = consoleSuite();

test('a request is found, opened and answered by keys alone; text stays text, and the draft outlives the browser', {
  skip: SKIP,
}, async () => {
  const desk = cannedDesk();
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: { ...desk.methods, ...cannedCase().methods },
  });
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.waitForSelector('.page-links a[href="#desk"]');
    await page.click('.page-links a[href="#desk"]');
    await page.waitForSelector('.desk-row');
    assert.equal(await page.locator('.desk-row-unread').count(), 2);
    assert.equal(desk.opened.length, 0, 'a list opens nothing');

    await page.locator('.desk-row').first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.waitForSelector('.message-chosen');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.message-chosen .said');
    assert.deepEqual(desk.opened, [REQUEST_ID]);
    assert.match((await page.textContent('.message-chosen .said')) ?? '', /<img src=x onerror=alert\(1\)>/);
    assert.deepEqual(await barriersOf(page), []);

    await page.keyboard.press('r');
    await page.waitForSelector('.write');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.write [aria-invalid="true"]');
    assert.equal(desk.sent.length, 0, 'what is not whole is not sent');
    await page.selectOption('.write-fields select', 'confirmed');
    await page.fill('.write-fields input', 'UKR-VEH-000001');
    await page.waitForFunction(() =>
      /Draft kept/.test(document.querySelector('.write [role=status]')?.textContent ?? ''),
    );
    const name = 'scan of <b>page</b>.txt';
    await page.setInputFiles('.write input[type=file]', { name, mimeType: 'text/plain', buffer: Buffer.from('abc') });
    await page.waitForSelector('.message-files li');
    assert.match((await page.textContent('.message-files li')) ?? '', /<b>page<\/b>.*3 bytes.*ba7816bf8f01cfea…/);
    await until(
      () => [...desk.drafts.keys()].some((id) => id.endsWith('-file-1')),
      'the node keeps the file of the draft',
    );
    checkPage();
    await page.close();

    const again = await openPage(context);
    await again.page.goto(`${node.url}#desk`);
    await again.page.click('.desk-drafts .desk-row');
    assert.equal(await again.page.inputValue('.write-fields input'), 'UKR-VEH-000001');
    await again.page.focus('.write-fields input');
    await again.page.keyboard.press('Control+Enter');
    await again.page.waitForSelector('.told:not(:empty)');
    assert.deepEqual(desk.sent, [
      {
        path: 'reply',
        id: REQUEST_ID,
        kind: 'hit-confirmation-answer',
        urgency: 'urgent',
        handling: { code: 'H0' },
        fields: { answer: 'confirmed', alertId: 'UKR-VEH-000001' },
        attachments: [
          { name, mediaType: 'text/plain', sha256: createHash('sha256').update('abc').digest('hex'), content: 'YWJj' },
        ],
      },
    ]);
    await until(() => desk.drafts.size === 0, 'the node keeps no draft');
    again.checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});

test('two drafts of one sitting that say the same are kept both, and one that nobody can read is dropped from the list', {
  skip: SKIP,
}, async () => {
  const desk = cannedDesk();
  desk.drafts.set('draft-of-another-release', { content: 'not as this release writes it' });
  await withDesk(desk, {}, async (page) => {
    await page.click('.desk-drafts .desk-row');
    await page.click('.desk-drafts .quiet-button');
    await page.waitForSelector('.desk-drafts', { state: 'detached' });
    assert.equal(desk.drafts.size, 0);

    for (const kept of [1, 2]) {
      await page.keyboard.press('c');
      await page.fill('.write .group-row input', 'GEO-SAME-1');
      await page.keyboard.press('Escape');
      await until(() => desk.drafts.size === kept, `the node keeps ${kept} drafts`);
    }
    assert.equal(new Set([...desk.drafts.values()].map(({ content }) => content)).size, 1);
  });
});

test('a translation stands below the original as text, and E takes the message out of the list and goes on', {
  skip: SKIP,
}, async () => {
  await withDesk(cannedDesk(), {}, async (page) => {
    await page.waitForSelector('.desk-row');
    const count = await page.locator('.desk-list .desk-row').count();
    await page.locator('.desk-list .desk-row').last().click();
    await page.keyboard.press('o');
    await page.click('.message-chosen .translation button');
    await page.waitForSelector('.translation h4');
    assert.match((await page.textContent('.translation h4')) ?? '', /Bureau MT/);
    assert.match((await page.textContent('.translation dl')) ?? '', /<img src=x onerror=alert\(2\)>/);
    assert.equal(await page.locator('.message-chosen .said').count(), 2, 'beside the original');
    assert.deepEqual(await barriersOf(page), []);
    await page.keyboard.press('e');
    await page.waitForFunction((left) => document.querySelectorAll('.desk-list .desk-row').length === left, count - 1);
    assert.equal(await page.locator('.desk-row[aria-current]').count(), 1, 'the one beside it is chosen');
    assert.match((await page.textContent('.told')) ?? '', /Archived/);
  });
});

test('what was changed while its files were brought is not sent before somebody has looked at it', {
  skip: SKIP,
}, async () => {
  const desk = cannedDesk();
  const part = Promise.withResolvers<void>();
  const isAsked = Promise.withResolvers<void>();
  const bytes = Buffer.alloc(800_000, 'x');
  const methods = {
    '/api/uploads/begin': () => ({ uploadId: 'upload' }),
    '/api/uploads/part': async () => {
      isAsked.resolve();
      await part.promise;
      return { received: bytes.length };
    },
    '/api/uploads/complete': () => ({ logIndex: 1 }),
  };
  try {
    await withDesk(desk, methods, async (page) => {
      await page.waitForSelector('.desk-row');
      await page.keyboard.press('c');
      for (const state of ['Ukraine', 'Moldova']) await page.getByLabel(state).check();
      await page.fill('.write .group-row input', 'GEO-LARGE-1');
      await page.fill('.write-fields input', 'A scan');
      await page.fill('.write-fields textarea', 'SYNTHETIC: about nobody.');
      await page.setInputFiles('.write input[type=file]', { name: 'scan.tiff', mimeType: 'image/tiff', buffer: bytes });
      await page.locator('.message-files bdi', { hasText: 'scan.tiff' }).waitFor();
      await page.focus('.write-fields input');
      await page.keyboard.press('Control+Enter');
      await isAsked.promise;
      await page.fill('.write-fields textarea', 'SYNTHETIC: about nobody else.');
      part.resolve();
      await page.getByText('The message was changed while its files were sent.').waitFor();
      assert.deepEqual(desk.sent, []);
      assert.deepEqual(await barriersOf(page), []);
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('.told:not(:empty)');
      const fields = desk.sent.map((sent) => (sent as { fields: { text: string } }).fields.text);
      assert.deepEqual(fields, ['SYNTHETIC: about nobody else.']);
    });
  } finally {
    part.resolve();
  }
});

/** The desk of an operator who has signed in at a node with these methods besides. */
async function withDesk(
  desk: ReturnType<typeof cannedDesk>,
  methods: CannedAnswers['methods'],
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: { ...desk.methods, ...cannedCase().methods, ...methods },
  });
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#desk"]');
    await run(page);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
}
