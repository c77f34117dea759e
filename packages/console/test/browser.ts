// SPDX-License-Identifier: Apache-2.0
// The built console and a real browser for the tests that need one. Chromium comes from the system.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Why the browser tests are skipped, or false: the form that `node:test` takes. */
export const SKIP = existsSync(CHROMIUM) ? false : 'no Chromium: apt-get install chromium, or set CHROMIUM_PATH';

/** The folder of `npm test`, which the files of one run share and which is removed after it. */
const RUN_FOLDER = process.env.IIMS_TEST_RUN_FOLDER;

/** The built console: of the whole run where there is one, or in a new folder, which the caller hands to `removeConsole`. */
export async function buildConsole(): Promise<string> {
  const ofTheRun = RUN_FOLDER === undefined ? undefined : join(RUN_FOLDER, 'console');
  if (ofTheRun !== undefined && existsSync(ofTheRun)) return ofTheRun;
  const folder = mkdtempSync(join(RUN_FOLDER ?? tmpdir(), 'iims-console-'));
  const { build } = await import('vite');
  await build({
    root: join(import.meta.dirname, '..'),
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  });
  if (ofTheRun === undefined) return folder;
  try {
    // Whole at once; whoever built it beside this file may have been quicker.
    renameSync(folder, ofTheRun);
  } catch {
    assert.ok(existsSync(ofTheRun), 'the console of the run is built');
  }
  return ofTheRun;
}

export function removeConsole(folder: string): void {
  if (RUN_FOLDER === undefined) rmSync(folder, { recursive: true, force: true });
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

/** A page whose every script error and breach of the content security policy fails the test at `checkPage`. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; checkPage: () => void }> {
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (fault) => complaints.push(String(fault)));
  page.on('console', (message) => {
    // The browser itself reports refused requests, which some tests want.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  return { page, checkPage: () => assert.deepEqual(complaints, []) };
}

/** What of the page is not accessible: the rules of axe that it breaks, each with the elements. */
export async function barriersOf(page: Page): Promise<string[]> {
  // The long way, through a page of its own, is for frames of other origins, which the console has none of; and what holds is
  // not told element by element.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

export async function signIn(page: Page, url: string, user: string, password = 'password'): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('input[name=user]:focus');
  await page.keyboard.type(user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Signs an officer in with a case reference and the focus in the box. */
export async function openOfficerPage(page: Page, url: string, user = 'officer.one'): Promise<void> {
  await signIn(page, url, user);
  await page.waitForSelector('textarea:focus');
  await page.fill('.field input', 'GE-26-11873');
  await page.focus('textarea');
}

/** Types lines as a scanner does: a few milliseconds a character, Enter after each line. */
export async function scan(page: Page, lines: readonly string[], enters = 1): Promise<void> {
  for (const line of lines) {
    await page.keyboard.type(line);
    for (let count = 0; count < enters; count += 1) await page.keyboard.press('Enter');
  }
}
