// SPDX-License-Identifier: Apache-2.0
// A large file that a page was bringing when it was closed: the draft asks for the same file again, takes no other, and goes on where it
// broke off, over real nodes. Nothing of it stands in the browser.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { GEO, PASSWORD, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import type { Browser, Page } from 'playwright-core';
import {
  barriersOf,
  buildConsole,
  launchBrowser,
  openPage,
  removeConsole,
  SKIP,
  signIn,
} from '../../console/test/browser.ts';

const PART_BYTES = 1_048_576;
const PARTS = 5;
const NAME = 'scan.tiff';
const content = Buffer.alloc(PARTS * PART_BYTES - 1_000);
for (let at = 0; at < content.length; at += 4_096) content.writeUInt32BE(at, at);
const other = Buffer.from(content).fill(7, 10, 20);

let folder: string;
let files: string;
let federation: TestFederation;
let browser: Browser;

before(async () => {
  if (SKIP !== false) return;
  folder = await buildConsole();
  files = mkdtempSync(join(tmpdir(), 'iims-upload-'));
  federation = await TestFederation.found({ consoleFolder: folder });
  await federation.start(GEO, UKR);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await federation?.close();
  if (folder !== undefined) removeConsole(folder);
  if (files !== undefined) rmSync(files, { recursive: true });
});

test('an upload outlives the reload of its page', { skip: SKIP, timeout: 240_000 }, async () => {
  const put = (name: string, bytes: Uint8Array, under: string) => {
    mkdirSync(join(files, under), { recursive: true });
    writeFileSync(join(files, under, name), bytes);
    return join(files, under, name);
  };
  const [file, wrong, short] = [
    put(NAME, content, ''),
    put(NAME, other, 'wrong'),
    put(NAME, content.subarray(1), 'short'),
  ];
  const [next, renamed] = [put('scan-2.tiff', other, ''), put('renamed.tiff', content, '')];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const { page, checkPage } = await openPage(context);
  let sent = 0;
  let partsMax = 2;
  await page.route('**/api/uploads/part?**', (route) => {
    if (sent >= partsMax) return route.abort();
    sent += 1;
    return route.continue();
  });
  await signIn(page, federation.urlOf(GEO), 'operator.test', PASSWORD);
  await page.waitForSelector('.page-links');
  await page.click('.page-links a[href="#desk"]');
  await page.waitForSelector('.desk-list');
  await page.keyboard.press('c');
  await page.waitForSelector('.write');
  await page.locator('.write .check', { hasText: 'Ukraine' }).locator('input').check();
  await page.fill('.write .group-row input', 'GEO-LARGE-1');
  await page.fill('.write-fields input', 'A scan');
  await page.fill('.write-fields textarea', 'SYNTHETIC: about nobody.');
  await page.setInputFiles('.write input[type=file]', file);
  await page.keyboard.press('Control+Enter');
  while (sent < partsMax) await setTimeout(50);
  await page.locator('.write [role=status]', { hasText: 'Draft kept' }).waitFor();

  await page.reload();
  await openDraft(page);
  await page.locator('.message-files', { hasText: '40 % of it is on the node' }).waitFor();
  assert.equal(await page.locator('.write .message-files bdi').textContent(), NAME);
  assert.deepEqual(await barriersOf(page), []);
  await page.keyboard.press('Control+Enter');
  await page.locator('.write [role=alert]', { hasText: 'is to be chosen again' }).waitFor();
  await chooseAgain(page, short);
  await page.locator('.message-files [role=alert]', { hasText: 'another file' }).waitFor();
  partsMax = Number.POSITIVE_INFINITY;
  for (const refused of [wrong, next]) {
    await chooseAgain(page, refused);
    await page.locator('.message-files [role=alert]').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Enter');
    await page.locator('.message-files [role=alert]', { hasText: 'another file' }).waitFor();
  }
  assert.equal(sent, 2, 'nothing of another file leaves');
  assert.deepEqual(await held(page), [], 'nothing of the file is held by the browser');
  await takeLooks(page);

  // Its name decides nothing; what leaves has the name of the file whose bytes these are.
  await chooseAgain(page, renamed);
  const sending = page.waitForRequest((request) => request.url().endsWith('/api/messages/send'));
  await page.keyboard.press('Control+Enter');
  const { uploads } = (await sending).postDataJSON() as { readonly uploads: readonly { readonly name: string }[] };
  assert.deepEqual(
    uploads.map(({ name }) => name),
    ['renamed.tiff'],
  );
  await page.waitForSelector('.told:not(:empty)');
  assert.equal(sent, PARTS, 'what came is not sent again');
  checkPage();
  const [uploaded] = await federation.entries(GEO, 'attachment.uploaded');
  const sha256 = createHash('sha256').update(content).digest('hex');
  assert.equal(Buffer.from(uploaded!.body.sha256 as Uint8Array).toString('hex'), sha256);
  assert.equal((await federation.entries(GEO, 'attachment.uploaded')).length, 1);
});

async function openDraft(page: Page): Promise<void> {
  await page.click('.desk-drafts .desk-row');
  await page.waitForSelector('.write .message-files li');
}

/** The one button of the list, behind that which adds files. */
async function chooseAgain(page: Page, path: string): Promise<void> {
  await page.setInputFiles('.write .message-files input[type=file]', path);
  await page.focus('.write-fields input');
}

/** Whatever the browser keeps of this page that names the file. */
function held(page: Page): Promise<string[]> {
  return page.evaluate(`(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
    ...[localStorage, sessionStorage].flatMap((store) => Object.values(store)).filter((text) => text.includes('${NAME}')),
  ])()`);
}

/** For people to look at, where `IIMS_SCREENSHOTS` names a folder. */
async function takeLooks(page: Page): Promise<void> {
  const into = process.env.IIMS_SCREENSHOTS;
  if (into === undefined) return;
  for (const [size, viewport] of [
    ['desktop', { width: 1280, height: 800 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await page.locator('.write .message-files').last().scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(into, `upload-${size}-${theme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
