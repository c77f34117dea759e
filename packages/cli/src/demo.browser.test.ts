// SPDX-License-Identifier: Apache-2.0
// The pages of a real demonstration in a real browser, with the keyboard alone: what a newcomer does after `npm start`.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type DemoState, PROFILES } from '@iims/testbed/demo/states';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, SKIP, scan, signIn } from '../../console/test/browser.ts';
import { killDemos, type RunningDemo, startDemo } from './demo.fixture.ts';

const PORT = 8800;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Together with what the tests before it ask, enough for a tile of 256 entries, whose file does not change any more. */
const QUERIES_TO_FILL_TILE = 125;
const NOBODY = 'F<<NOBODY<<SYNTHETIC 1980-02-29';

let demo: RunningDemo;
let browser: Browser;

before(async () => {
  if (SKIP !== false) return;
  demo = await startDemo({ port: PORT, records: 300 });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.end();
  await killDemos();
});

keyboardTest(
  'every sample of the demonstration gives its verdict and the State that holds it',
  DESKTOP,
  async (page, t) => {
    await openBox(page);
    assert.ok(demo.ready.samples.length >= 8);
    for (const { input, expect, from } of demo.ready.samples) {
      const elapsedMs = await ask(page, input);
      t.diagnostic(`${input.split('\n')[0]}: ${expect} ${elapsedMs.toFixed(0)} ms after the last key`);
      assert.equal(await page.locator(`.verdict-${expect}`).count(), 1, await wordsOf(page));
      const holders = await page.locator('.state-hit h3').allInnerTexts();
      assert.deepEqual(holders, expect === 'hit' ? [PROFILES[from as DemoState].name] : [], input);
      assert.equal(await page.locator('.state').count(), demo.ready.nodes.length);
    }
  },
);

keyboardTest('a phone signs in and asks', PHONE, async (page) => {
  await openBox(page);
  await ask(page, 'UTO L898902C3');
  assert.deepEqual(await page.locator('.state-hit h3').allInnerTexts(), [PROFILES.UKR.name]);
});

keyboardTest('the auditor reads yes, no after one flipped byte, and yes when it is put back', DESKTOP, async (page) => {
  await demo.query('GEO', Array(QUERIES_TO_FILL_TILE).fill(NOBODY));
  await openAs(page, 'auditor');
  await page.waitForSelector('.log .main-button:focus');
  const tile = join(demo.directory, 'GEO/log/tile/0/000');
  const whole = readFileSync(tile);
  const flipped = Buffer.from(whole);
  flipped[1_000]! ^= 1;
  for (const [bytes, said] of [
    [whole, 'Yes. The log is whole.'],
    [flipped, 'No. The log is damaged.'],
    [whole, 'Yes. The log is whole.'],
  ] as const) {
    writeFileSync(tile, bytes);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.log .verdict');
    assert.equal(await page.innerText('.verdict h2'), said);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.entries');
  assert.equal(await page.locator('.card-head button:focus').count(), 1);
});

// The last one: the State stays down.
keyboardTest('a State killed with kill -9 leaves amber, its name, and no "no hit"', DESKTOP, async (page) => {
  await openBox(page);
  process.kill(demo.pidOf('AZE'), 'SIGKILL');
  await ask(page, NOBODY, 1);
  const words = await page.innerText('.verdict-incomplete');
  assert.match(words, /3 of 4 States answered/);
  assert.match(words, /This is not a “no hit”/);
  assert.match(words, /No answer: Azerbaijan/);
});

/** A test on a page of Georgia's node that asks no other host, breaks no policy, and sees no mouse and no finger. */
function keyboardTest(
  title: string,
  viewport: { readonly width: number; readonly height: number },
  run: (page: Page, t: TestContext) => Promise<void>,
): void {
  test(title, { skip: SKIP }, async (t) => {
    const context = await browser.newContext({ locale: 'en-GB', viewport });
    const pointed: string[] = [];
    const origins = new Set<string>();
    try {
      await context.exposeFunction('tellPointing', (type: string) => pointed.push(type));
      await context.addInitScript(
        `for (const type of ${JSON.stringify(POINTING)}) addEventListener(type, () => tellPointing(type), true);`,
      );
      const { page, checkPage } = await openPage(context);
      page.on('request', (request) => origins.add(new URL(request.url()).origin));
      await run(page, t).catch(async (fault) => {
        t.diagnostic(`the page says: ${await wordsOf(page)}`);
        throw fault;
      });
      checkPage();
      assert.deepEqual([...origins], [demo.urlOf('GEO')]);
      assert.deepEqual(pointed, []);
    } finally {
      await context.close();
    }
  });
}

/** A keyboard clicks, too; these it never does. */
const POINTING = ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'wheel', 'touchstart'];

/** Signs the officer in; Enter leads to the field of the case reference and back to the box. */
async function openBox(page: Page): Promise<void> {
  await openAs(page, 'officer');
  await page.waitForSelector('textarea:focus');
  await scan(page, ['X1']);
  await page.waitForSelector('.field input:focus');
  await scan(page, ['GE-26-11873']);
  await page.waitForSelector('textarea:focus');
  await page.keyboard.press('Escape');
}

async function openAs(page: Page, role: string): Promise<void> {
  const { user, password } = demo.ready.accounts.find((each) => each.state === 'GEO' && each.role === role)!;
  await signIn(page, demo.urlOf('GEO'), user, password);
}

/**
 * Scans the lines, and resolves with the time from the last key to the verdict, in ms. On a busy machine a State that is
 * up may miss its second; then it asks again, as an officer would.
 */
async function ask(page: Page, input: string, silentStates = 0): Promise<number> {
  const lines = input.split('\n');
  for (let turn = 1; ; turn++) {
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.verdict').count(), 0);
    await scan(page, lines.slice(0, -1));
    await page.keyboard.type(lines.at(-1)!);
    const pressedAt = performance.now();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.verdict:not(.verdict-asking)');
    const elapsedMs = performance.now() - pressedAt;
    if (turn === TURNS_MAX || (await page.locator('.state-incomplete').count()) <= silentStates) return elapsedMs;
  }
}

async function wordsOf(page: Page): Promise<string> {
  return (await page.innerText('body')).replace(/\s+/g, ' ');
}

const TURNS_MAX = 5;
