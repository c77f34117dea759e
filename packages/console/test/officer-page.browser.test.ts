// SPDX-License-Identifier: Apache-2.0
// The officer's page with the keyboard alone, in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@iims/wire/until.fixture';
import type { BrowserContext, Page } from 'playwright-core';
import { SINGLE_KEY_HOLD_MS } from '../src/query/single-key.ts';
import { barriersOf, openOfficerPage, openPage, SKIP, scan, signIn } from './browser.ts';
import { type CannedAnswers, type CannedNode, startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { INPUTS, ISSUED_DOUBTED, ISSUED_UNKNOWN, PASSPORT, PERSONS, sampleAnswer } from './sample-answers.ts';

/** Longer than the hold of a single key and than the time in which a second Enter counts as the first. */
const PAUSE_MS = SINGLE_KEY_HOLD_MS + 150;

const suite = consoleSuite();

browserTest('a scanned passport is asked at its last line, once, whatever ends the lines', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, PASSPORT, 2);
  await page.waitForSelector('.verdict-hit');
  assert.deepEqual(node.asked, [INPUTS.hit]);
});

browserTest(
  'a scan right after a verdict is the next input, not a shortcut, wherever the focus is',
  async (page, node) => {
    await openOfficerPage(page, node.url);
    await page.evaluate('window.printed = 0; window.print = () => { window.printed += 1; }');
    for (const focus of ['textarea', '.header-tools button', '.field select']) {
      await scan(page, [INPUTS['no-hit']]);
      await page.waitForSelector('.verdict-no-hit');
      await page.focus(focus);
      // A passport's first letter is also the key that prints.
      await scan(page, PASSPORT);
      await page.waitForSelector('.verdict-hit');
      await page.keyboard.press('Escape');
    }
    assert.equal(node.asked.filter((input) => input === INPUTS.hit).length, 3);
    assert.equal(await page.evaluate('window.printed'), 0);
    assert.equal(await page.inputValue('.field select'), 'border-check');
  },
);

browserTest('the same text scanned again after Esc is a new question, however soon it comes', async (page, node) => {
  await openOfficerPage(page, node.url);
  // All of it within one millisecond.
  await page.evaluate('{ const at = Date.now(); Date.now = () => at; }');
  for (const times of [1, 2, 3]) {
    await scan(page, [INPUTS['no-hit']], 2);
    await asked(node, times);
    await page.waitForSelector('.verdict-no-hit');
    await page.keyboard.press('Escape');
  }
});

browserTest('what is scanned after a verdict is asked, although its line is still open', async (page, node) => {
  await openOfficerPage(page, node.url);
  await page.evaluate('ReadableStreamDefaultReader.prototype.cancel = () => new Promise(() => undefined)');
  await scan(page, [INPUTS['no-hit']]);
  await page.waitForSelector('.verdict-no-hit');
  await scan(page, PASSPORT);
  await page.waitForSelector('.verdict-hit');
  assert.deepEqual(node.asked, [INPUTS['no-hit'], INPUTS.hit]);
});

heldTest(
  'what is scanned under a query waits in sight, and Esc and Enter ask it in its turn',
  async (page, node, release) => {
    await openOfficerPage(page, node.url);
    await scan(page, [HELD]);
    await asked(node, 1);
    await scan(page, PASSPORT, 2);
    await scan(page, [INPUTS.compare]);
    await page.keyboard.press('Escape');
    assert.deepEqual(await page.locator('.waiting li').allInnerTexts(), [
      'UTO L898902C3 ERIKSSON ANNA MARIA',
      INPUTS.compare,
    ]);
    assert.deepEqual(node.asked, [HELD]);
    assert.deepEqual(await barriersOf(page), []);
    release();
    await page.waitForSelector('.verdict-no-hit');
    assert.equal(await page.inputValue('textarea'), HELD);
    await page.keyboard.press('Escape');
    assert.equal(await page.inputValue('textarea'), INPUTS.hit);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.verdict-hit');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.verdict-compare');
    assert.equal(await page.locator('.waiting').count(), 0);
    assert.deepEqual(node.asked, [HELD, INPUTS.hit, INPUTS.compare]);
  },
);

heldTest('what is pasted under a query waits too', async (page, node, release) => {
  await openOfficerPage(page, node.url);
  await scan(page, [HELD]);
  await asked(node, 1);
  for (const key of ['Control+A', 'Control+C', 'Control+V', 'Enter']) await page.keyboard.press(key);
  assert.deepEqual(await page.locator('.waiting li').allInnerTexts(), [HELD]);
  release();
  await page.waitForSelector('.verdict-no-hit');
});

heldTest('a scan is whole also when the answer comes between two of its characters', async (page, node, release) => {
  await openOfficerPage(page, node.url);
  await page.evaluate('{ const at = Date.now(); window.later = 0; Date.now = () => at + window.later; }');
  await scan(page, [HELD]);
  await asked(node, 1);
  await page.keyboard.type(INPUTS.compare.slice(0, 4));
  release();
  await page.waitForSelector('.verdict-no-hit');
  // Long after the first Enter, whose repetition this one is not.
  await page.evaluate('window.later = 10_000');
  await scan(page, [INPUTS.compare.slice(4)], 2);
  assert.deepEqual(await page.locator('.waiting li').allInnerTexts(), [INPUTS.compare]);
  assert.equal(await page.locator('.verdict-no-hit').count(), 1, 'nobody has read the answer yet');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.verdict-compare');
  assert.deepEqual(node.asked, [HELD, INPUTS.compare]);
});

browserTest('an unknown document is checked otherwise: nobody is told to wait for it', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [ISSUED_UNKNOWN]);
  await page.waitForSelector('.verdict-incomplete');
  const next = await page.innerText('.next');
  assert.match(next, /Asking again does not settle whether it was issued/);
  assert.doesNotMatch(next, /Wait a moment/);
  assert.equal(await page.locator('.next button').count(), 0);
  await scan(page, [INPUTS.incomplete]);
  await page.waitForSelector('.next button');
  assert.match(await page.innerText('.next'), /Wait a moment and ask again/);
});

browserTest(
  'a document that its issuer does not know says what to do, and no card calls it a no-hit',
  async (page, node) => {
    await openOfficerPage(page, node.url);
    await scan(page, [ISSUED_DOUBTED]);
    await page.waitForSelector('.verdict-compare');
    assert.match(await page.innerText('.next'), /Read the number on the document again/);
    assert.deepEqual(await page.locator('.state-compare .state-outcome').allInnerTexts(), ['compare']);
    await scan(page, [ISSUED_UNKNOWN]);
    await page.waitForSelector('.verdict-incomplete');
    assert.deepEqual(await page.locator('.state-incomplete .state-outcome').allInnerTexts(), ['incomplete']);
  },
);

browserTest('a compare on a person asks for a second key, and Enter asks again with both', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [PERSONS.three]);
  await page.waitForSelector('.verdict-compare');
  assert.match(await page.innerText('.verdict'), /Not yet a hit: ask for the document number\./);
  assert.equal(await page.locator('.candidate').count(), 3);
  assert.equal(await page.locator('.candidate-hit, .detail').count(), 0);
  const [wanted] = await page.locator('.candidate').allInnerTexts();
  assert.match(
    wanted!,
    /^Armed\s+May flee\s+Compare: not yet a hit\s+Ukraine: wanted for arrest\s+Only if it is the same person/,
  );
  assert.deepEqual(await page.locator('.candidate >> nth=0 >> mark').allInnerTexts(), ['M', '5', '3']);
  await page.getByRole('button', { name: 'Show 1 more person' }).click();
  assert.equal(await page.locator('.candidate').count(), 4);

  await page.focus('textarea');
  await page.waitForTimeout(PAUSE_MS);
  await page.keyboard.press('k');
  await page.waitForSelector('.second-key input:focus');
  await page.keyboard.type('tall');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.second-key [role=alert]');
  await page.fill('.second-key input', 'ZZ 999');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.second-key:has-text("Still not a hit")');
  await page.fill('.second-key input', 'FB123456');
  await page.focus('.second-key input');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.verdict-hit');
  assert.match(await page.innerText('.verdict'), /Asked together with FB123456\./);
  assert.match(await page.innerText('.candidate-hit'), /UKR FB123456\s+equal/);
  assert.deepEqual(node.asked, [PERSONS.three, `${PERSONS.three} + ZZ 999`, `${PERSONS.three} + FB123456`]);

  // Another text is another question, without the key.
  await page.focus('textarea');
  await scan(page, [PERSONS.victim]);
  await page.waitForSelector('.verdict-compare');
  assert.equal(node.asked.at(-1), PERSONS.victim);
  assert.equal(await page.locator('.second-key').count(), 0, 'no key tells the victim from the wanted person');
});

browserTest('A asks again after a moment of silence, and is a letter once single keys are off', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [INPUTS['no-hit']]);
  await page.waitForSelector('.verdict-no-hit');
  await page.waitForTimeout(PAUSE_MS);
  await page.keyboard.press('a');
  await asked(node, 2);
  // While a query is under way, Escape does nothing.
  await page.waitForTimeout(PAUSE_MS);
  await page.waitForSelector('.verdict-no-hit');

  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.click('dialog input >> nth=0');
  await page.keyboard.press('Escape');
  await scan(page, [INPUTS['no-hit']]);
  await page.waitForSelector('.verdict-no-hit');
  await page.keyboard.press('a');
  await page.waitForTimeout(PAUSE_MS);
  assert.equal(node.asked.length, 3);
  assert.equal(await page.inputValue('textarea'), 'a');
});

browserTest(
  'the first change of the text takes its verdict away, and the answer can be brought back',
  async (page, node) => {
    await openOfficerPage(page, node.url);
    await scan(page, PASSPORT);
    await page.waitForSelector('.verdict-hit');
    await page.keyboard.press('7');
    assert.equal(await page.locator('.verdict').count(), 0);
    assert.equal(await page.inputValue('textarea'), '7');
    await page.click('.history button');
    await page.waitForSelector('.verdict-hit');
    assert.equal(await page.inputValue('textarea'), INPUTS.hit);
    assert.equal(node.asked.length, 1);
  },
);

browserTest('a silent State leaves amber and its name, never green', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [INPUTS.incomplete]);
  const words = await page.innerText('.verdict-incomplete');
  assert.match(words, /3 of 4 States answered/);
  assert.match(words, /This is not a “no hit”/);
  assert.match(words, /No answer: Azerbaijan/);
  assert.match(await page.innerText('[aria-live=assertive]'), /3 of 4/);
});

browserTest('a line that breaks before the verdict is said, and Enter asks again', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [INPUTS.failed]);
  await page.waitForSelector('.verdict-failed');
  assert.match(await page.innerText('.verdict-failed'), /console\.answer-broken-off/);
  await page.waitForTimeout(PAUSE_MS);
  await page.keyboard.press('Enter');
  await asked(node, 2);
});

browserTest(
  'a scan over a question that failed is a question of its own, and the other one waits',
  async (page, node) => {
    await openOfficerPage(page, node.url);
    await scan(page, [INPUTS.failed]);
    await page.waitForSelector('.verdict-failed');
    await scan(page, [INPUTS['no-hit']]);
    await page.waitForSelector('.verdict-no-hit');
    assert.deepEqual(node.asked, [INPUTS.failed, INPUTS['no-hit']]);
    assert.deepEqual(await page.locator('.waiting li').allInnerTexts(), [INPUTS.failed]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await asked(node, 3);
    assert.equal(node.asked[2], INPUTS.failed);
  },
);

browserTest('a question that failed waits wherever the focus is when the next one is scanned', async (page, node) => {
  await openOfficerPage(page, node.url);
  await scan(page, [INPUTS.failed]);
  await page.waitForSelector('.verdict-failed');
  await page.focus('.header-tools button');
  // Its first letter is a key of the page, held until the second shows that it is none.
  await scan(page, PASSPORT);
  await page.waitForSelector('.verdict-hit');
  assert.deepEqual(node.asked, [INPUTS.failed, INPUTS.hit]);
  assert.deepEqual(await page.locator('.waiting li').allInnerTexts(), [INPUTS.failed]);
});

browserTest('what was typed outlives the session, for the same account alone', async (page, node) => {
  await openOfficerPage(page, node.url);
  await page.keyboard.type('CD998877');
  for (const [user, found] of [
    ['officer.one', 'CD998877'],
    ['officer.two', ''],
  ] as const) {
    node.endSessions();
    await page.keyboard.press('Enter');
    await page.waitForSelector('input[name=user]:focus');
    await page.keyboard.type(user);
    await page.keyboard.press('Tab');
    await page.keyboard.type('password');
    await page.keyboard.press('Enter');
    await page.waitForSelector('textarea:focus');
    assert.equal(await page.inputValue('textarea'), found);
  }
});

browserTest('without a case reference nothing is asked, and the field asks for it', async (page, node) => {
  await signIn(page, node.url, 'officer.one');
  await page.waitForSelector('textarea:focus');
  await scan(page, [INPUTS['no-hit']]);
  await page.waitForSelector('.field input:focus');
  assert.deepEqual(node.asked, []);
  await scan(page, ['GE-26-11873']);
  await page.waitForSelector('textarea:focus');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.verdict-no-hit');
  assert.deepEqual(node.asked, [INPUTS['no-hit']]);
});

/** What the States say nothing about until they are let go. */
const HELD = INPUTS['no-hit'];

/** Less than a test has, so that it is this that is told. */
const WAITS_MS_MAX = 100_000;

/** Waits until the node was asked so often. */
async function asked(node: CannedNode, times: number): Promise<void> {
  await until(() => node.asked.length >= times, `the node is asked ${times} times`, WAITS_MS_MAX);
  assert.equal(node.asked.length, times);
}

function browserTest(
  title: string,
  run: (page: Page, node: CannedNode) => Promise<void>,
  answers: Partial<CannedAnswers> = {},
): void {
  test(title, { skip: SKIP, timeout: 120_000 }, async () => {
    const node = await startCannedNode(suite.folder, { answer: sampleAnswer, ...answers });
    const context: BrowserContext = await suite.browser.newContext({ locale: 'en-GB' });
    try {
      const { page, checkPage } = await openPage(context);
      await run(page, node);
      checkPage();
    } finally {
      await context.close();
      await node.close();
    }
  });
}

/** The States answer to `HELD` once they are let go, however long that takes. */
function heldTest(title: string, run: (page: Page, node: CannedNode, release: () => void) => Promise<void>): void {
  const gate = Promise.withResolvers<void>();
  const until = (input: string) => (input === HELD ? gate.promise : undefined);
  const waitForever = async (page: Page, node: CannedNode) => {
    await page.addInitScript('AbortSignal.timeout = () => new AbortController().signal');
    await run(page, node, gate.resolve);
  };
  browserTest(title, waitForever, { until });
}
