// SPDX-License-Identifier: Apache-2.0
// How the screens look: accessible in every theme and size, no wider than the screen, readable at a metre, small to load.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { LANGUAGES } from '../src/language/languages.ts';
import { THEMES } from '../src/look/settings.ts';
import { barriersOf, openOfficerPage, openPage, SKIP, scan, signIn } from './browser.ts';
import { type CannedAnswers, type CannedNode, startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { INPUTS, ISSUED_DOUBTED, ISSUED_UNKNOWN, PERSONS, REGISTER_BEHIND, sampleAnswer } from './sample-answers.ts';
import { SampleNode } from './sample-node.ts';

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const OFFICER_PAGE_GZIP_BYTES_MAX = 150_000;
const VERDICT_PIXELS_MIN = 32;
const LOG: Partial<CannedAnswers> = {
  logVerdict: { ok: false, index: 4711, reason: 'entry-changed' },
  entries: [{ index: 9, at: '2026-11-22T10:00:00Z', event: 'query.asked', actor: 'officer.one' }],
};

const suite = consoleSuite();

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of THEMES) {
    test(`every screen is accessible and fits in the ${theme} theme on a ${size}`, { skip: SKIP }, async () => {
      await withPage({ theme, language: 'en', viewport }, async (page, { url, endSessions }) => {
        await page.goto(url);
        await page.waitForSelector('input[name=user]:focus');
        await checkScreen(page, 'sign-in');
        await openOfficerPage(page, url);
        await checkScreen(page, 'empty');
        for (const [word, input] of [...Object.entries(INPUTS), ['incomplete', REGISTER_BEHIND] as const]) {
          await showVerdict(page, word, input);
          await checkScreen(page, word);
        }
        await showVerdict(page, 'compare', PERSONS.three);
        await checkScreen(page, 'persons side by side');
        endSessions();
        await signIn(page, url, 'auditor.one');
        await page.click('.log .main-button');
        await page.click('.card-head button');
        await page.waitForSelector('.entries');
        await checkScreen(page, 'log');
        endSessions();
        await signIn(page, url, 'administrator.one');
        await openNodePage(page);
        await checkScreen(page, 'node');
        await page.click('.partner:nth-child(3) button:nth-child(2)');
        await page.waitForSelector('dialog[open]');
        await checkScreen(page, 'suspend');
      });
    });
  }
}

for (const language of LANGUAGES) {
  test(`the words of ${language} fit a phone`, { skip: SKIP }, async () => {
    await withPage({ theme: 'light', language, viewport: SIZES.phone }, async (page, { url }) => {
      await openOfficerPage(page, url);
      for (const word of ['hit', 'incomplete'] as const) {
        await showVerdict(page, word, INPUTS[word]);
        await checkScreen(page, word);
      }
      await showVerdict(page, 'hit', PERSONS.document);
      await checkScreen(page, 'person');
      assert.ok(await isInSight(page, '.verdict .cautions'), 'dangers are told before anybody scrolls');
      await showVerdict(page, 'compare', PERSONS.three);
      await checkScreen(page, 'persons');
      assert.ok(await isInSight(page, '.verdict .cautions-if-same'), 'dangers of a compare too');
      await showVerdict(page, 'compare', ISSUED_DOUBTED);
      await page.waitForFunction(() => document.querySelectorAll('.next .steps li').length === 3);
      await checkScreen(page, 'doubted');
      await showVerdict(page, 'incomplete', ISSUED_UNKNOWN);
      await page.waitForFunction(() => document.querySelectorAll('.next .steps li').length === 2);
      await checkScreen(page, 'unknown');
    });
    await withPage({ theme: 'light', language, viewport: SIZES.phone }, async (page, { url }) => {
      await signIn(page, url, 'administrator.one');
      await openNodePage(page);
      await checkScreen(page, 'node');
    });
  });
}

test('the officer page loads at most 150 kB gzip without fonts', { skip: SKIP }, async () => {
  await withPage({ theme: 'light', language: 'en', viewport: SIZES.desktop }, async (page, { url }) => {
    const files = new Set<string>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (/\.(js|css|svg)$/.test(pathname)) files.add(pathname);
    });
    await openOfficerPage(page, url);
    const sizes = [...files, 'index.html'].map((file) => gzipSync(readFileSync(join(suite.folder, file))).length);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(files.size > 3 && total <= OFFICER_PAGE_GZIP_BYTES_MAX, `${total} bytes in ${files.size} files`);
  });
});

async function showVerdict(page: Page, word: string, input: string): Promise<void> {
  await page.keyboard.press('Escape');
  await scan(page, input.split('\n'));
  await page.waitForSelector(`.verdict-${word}`);
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const { height } = page.viewportSize()!;
  const box = await page.locator(selector).first().boundingBox();
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

/** Every part of the administrator's page, with all that can be opened open. */
async function openNodePage(page: Page): Promise<void> {
  await page.waitForSelector('#partners');
  for (const summary of await page.locator('.node summary').all()) await summary.click();
}

async function checkScreen(page: Page, screen: string): Promise<void> {
  assert.deepEqual(await barriersOf(page), [], screen);
  const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(excess <= 0, `${screen} is ${excess} pixels wider than the screen`);
  const title = page.locator('.verdict h2');
  if ((await title.count()) === 0) return;
  const pixels = await title.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  assert.ok(pixels >= VERDICT_PIXELS_MIN, `${screen}: ${pixels} pixels`);
}

interface Look {
  readonly theme: string;
  readonly language: string;
  readonly viewport: { readonly width: number; readonly height: number };
}

async function withPage(look: Look, run: (page: Page, node: CannedNode) => Promise<void>): Promise<void> {
  const node = await startCannedNode(suite.folder, { answer: sampleAnswer, ...LOG, methods: new SampleNode().methods });
  const context = await suite.browser.newContext({ viewport: look.viewport });
  try {
    const { page, checkPage } = await openPage(context);
    const settings = JSON.stringify({ theme: look.theme, language: look.language, soundOn: false });
    await page.addInitScript(`localStorage.setItem('iims.settings', ${JSON.stringify(settings)})`);
    await run(page, node);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
}
