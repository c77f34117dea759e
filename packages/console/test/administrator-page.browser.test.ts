// SPDX-License-Identifier: Apache-2.0
// The administrator's page with the keyboard, in a real browser: what needs attention, the test of a partner, and its suspension.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, SKIP, signIn } from './browser.ts';
import { type CannedNode, startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';
import { SampleNode } from './sample-node.ts';

const suite = consoleSuite();

pageTest('what is wrong is told, the worst first, each with what to do', new SampleNode(), async (page) => {
  const matters = await page.locator('.matter').allInnerTexts();
  const wanted = [
    /A checkpoint that this node’s keys signed is not of its log/,
    /does not reach its keys\.\s+Put the token back/,
    /needs 2 witnesses and has 1/,
    /Azerbaijan: its log has two pasts/,
    /Ukraine: its log shows less than it has signed/,
    /Ukraine: expired \(root of trust\)/,
    /Ukraine: brought a document of the trust list that was refused\. It is forged.*\s+Root of trust · 64 different documents · 1.064 times · last: .*\s+What is in force stays/,
    /Key of the line: ended on .*\s+iims keys rotate --use tls/,
    /Register Imported list: not compared with its source in time/,
    /Register Imported list is not in your State’s trust document: partners are refused\.\s+Name it/,
    /Ukraine asks more than its quota allows: 12.345 questions refused/,
    /Azerbaijan: out of date/,
    /Azerbaijan: silent as a witness/,
    /Ukraine: brought .* It is older than .*\s+Document of Azerbaijan, version 1 · and 1 more document · 3 times · last: .*\s+What is in force stays in force\. A single time/,
    /Administrator of this machine: brought .* Versions before it are missing.*\s+Root of trust, version 9 · .*\s+It came by hand/,
    /Azerbaijan: brought .* It cannot be read\./,
    /Signing key: ends on .*, in 5 days\.\s+iims keys rotate --use signing/,
    /This State’s document: ends on .*, in 29 days\.\s+iims trust draft-state/,
    /Root of trust: ends on .*, in 80 days/,
  ];
  assert.equal(matters.length, wanted.length, matters.join('\n'));
  for (const [i, pattern] of wanted.entries()) assert.match(matters[i]!, pattern);
  assert.doesNotMatch(matters.join(), /Moldova/, 'a suspended partner is left alone');
});

pageTest(
  'what was refused of the trust list stands beside it, with who brought it and why',
  new SampleNode(),
  async (page) => {
    const list = page.locator('section:has(#trust-list)');
    assert.equal(await list.locator('.refusal:visible').count(), 3);
    const [forged, older] = await list.locator('.refusal').allInnerTexts();
    assert.match(
      forged!,
      /^Root of trust\s+It is forged, or too few .*\s+Brought by: Ukraine · 64 different documents · 1.064 times · last: .*\s+Log entry 1.021 · trust\.threshold$/,
    );
    assert.match(
      older!,
      /^Document of Azerbaijan, version 1\s+It is older than .*\s+Brought by: Ukraine · 3 times · last: /,
    );
    await list.locator('summary').press('Enter');
    assert.equal(await list.locator('.refusal:visible').count(), 7);
    assert.match(await list.innerText(), /936 more refusals have no entries of their own/);
  },
);

pageTest(
  'a node that is well says plainly that nothing needs attention',
  new SampleNode({ well: true }),
  async (page) => {
    assert.equal(await page.locator('.matter').count(), 0);
    assert.match(await page.innerText('section:has(#attention)'), /Nothing needs your attention\./);
    assert.match(await page.innerText('section:has(#trust-list)'), /Refused\s+Nothing has been refused\./);
  },
);

const testing = new SampleNode();
pageTest('a test by key shows its layers one by one, and what to do where one fails', testing, async (page) => {
  await page.locator('.partner', { hasText: 'Ukraine' }).getByRole('button', { name: 'Test' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.partner:has-text("Ukraine") .layers');
  assert.deepEqual(testing.acts, [{ test: { state: 'UKR' } }]);
  const layers = await page.locator('.partner:has-text("Ukraine") .layer').allInnerTexts();
  assert.equal(layers.length, 8);
  assert.match(layers[2]!, /Encryption\s+holds\s+TLSv1\.3, X25519MLKEM768\s+31 ms/);
  assert.match(
    layers[3]!,
    /Certificate\s+fails\s+key c275 7a0e 746d 2d54 belongs to: Azerbaijan\s+<1 ms\s+Another certificate/,
  );
  assert.match(layers[3]!, /partner\.not-trusted/);
  assert.match(layers[4]!, /not tried/);
  assert.match(await page.innerText('section:has(#attention)'), /Ukraine: the last test failed at “Certificate”/);
});

const suspending = new SampleNode({ well: true });
pageTest(
  'a partner is suspended with a reason and resumed, and nothing happens without one',
  suspending,
  async (page) => {
    const ukraine = page.locator('.partner', { hasText: 'Ukraine' });
    await ukraine.getByRole('button', { name: 'Suspend…' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog input:focus');
    await page.keyboard.press('Enter');
    await page.keyboard.type('   ');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.deepEqual(suspending.acts, []);

    await ukraine.getByRole('button', { name: 'Suspend…' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog input:focus');
    await page.keyboard.type('a stolen key');
    await page.keyboard.press('Enter');
    await ukraine.getByRole('button', { name: 'Resume' }).waitFor();
    assert.match(
      await ukraine.innerText(),
      /Suspended by this State\s+since .*, by administrator\.one\s+Reason: a stolen key/,
    );
    assert.equal(await ukraine.getByRole('button', { name: 'Test' }).count(), 0, 'nothing goes to it, a test neither');

    await ukraine.getByRole('button', { name: 'Resume' }).press('Enter');
    await ukraine.getByRole('button', { name: 'Test' }).waitFor();
    assert.deepEqual(suspending.acts, [
      { suspend: { state: 'UKR', reason: 'a stolen key' } },
      { resume: { state: 'UKR' } },
    ]);
  },
);

pageTest('the words of the page follow the language that is chosen', new SampleNode({ well: true }), async (page) => {
  await page.selectOption('select.tool', 'uk');
  await page.waitForSelector('html[lang=uk]');
  assert.match(await page.innerText('main'), /Ніщо не потребує вашої уваги\./);
  assert.match(await page.innerText('.page-header'), /Грузія/);
});

function pageTest(title: string, sample: SampleNode, run: (page: Page, node: CannedNode) => Promise<void>): void {
  test(title, { skip: SKIP }, async () => {
    const node = await startCannedNode(suite.folder, { answer: sampleAnswer, methods: sample.methods });
    const context = await suite.browser.newContext({ locale: 'en-GB' });
    try {
      const { page, checkPage } = await openPage(context);
      await signIn(page, node.url, 'administrator.one');
      await page.waitForSelector('#partners');
      await run(page, node);
      checkPage();
    } finally {
      await context.close();
      await node.close();
    }
  });
}
