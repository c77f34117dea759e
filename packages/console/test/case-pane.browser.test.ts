// SPDX-License-Identifier: Apache-2.0
// The pane of a case in a real browser: a note by keys alone, the case taken over, and what waits released after it was looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriersOf, openPage, SKIP, signIn } from './browser.ts';
import { cannedCase } from './canned-case.ts';
import { cannedDesk } from './canned-desk.ts';
import { startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';

const suite = consoleSuite();

test('a case is kept by keys alone, and what waits is released as it was looked at', { skip: SKIP }, async () => {
  const [desk, kept] = [cannedDesk(), cannedCase()];
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: { ...desk.methods, ...kept.methods },
  });
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#desk"]');
    await page.locator('.desk-list .desk-row').first().focus();
    await page.keyboard.press('j');
    await page.waitForSelector('.case-pane .case-check');
    assert.match((await page.textContent('.case-check')) ?? '', /<b>Call<\/b> the post/);
    assert.deepEqual(await barriersOf(page), []);
    // The key of the M under a Cyrillic layout.
    const underCyrillic = { key: 'ь', code: 'KeyM', bubbles: true };
    await page.evaluate((pressed) => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', pressed));
    }, underCyrillic);
    await page.keyboard.press('n');
    await page.waitForSelector('.case-pane [name=note]:focus');
    await page.keyboard.type('Called back.');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.case-note');
    assert.deepEqual(kept.done, [
      ['assign', { caseRef: 'UA-26-4417', assignee: 'operator.one' }],
      ['note', { caseRef: 'UA-26-4417', text: 'Called back.' }],
    ]);

    await page.selectOption('.case-export select >> nth=0', 'own-organisation');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('.case-export button')]);
    assert.equal(file.suggestedFilename(), 'case.asice');
    const exported = { caseRef: 'UA-26-4417', reader: 'own-organisation', format: 'asice' };
    assert.deepEqual(kept.done.at(-1), ['export', exported]);
    await page.waitForSelector('.case-export + [role=status]:not(:empty)');

    await page.click('.waiting-list .desk-row');
    await page.waitForSelector('.waiting-acts');
    assert.match((await page.textContent('.message-chosen .said')) ?? '', /<img src=x onerror=alert\(1\)>/);
    assert.match((await page.textContent('.waiting-head')) ?? '', /Ukraine · Customs · drugs/i);
    assert.equal(await page.textContent('.message-files .file-hash'), 'cd'.repeat(32));
    assert.deepEqual(await barriersOf(page), []);
    await page.click('.waiting-acts .main-button');
    await page.waitForSelector('.told:not(:empty)');
    const released = ['release', { id: '0190a000-0000-7000-8000-0000000000aa', digest: 'ab'.repeat(32) }];
    assert.deepEqual(kept.done.at(-1), released);
    await page.waitForSelector('.waiting-list', { state: 'detached' });
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});
