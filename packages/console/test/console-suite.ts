// SPDX-License-Identifier: Apache-2.0
// The built console and one browser for all tests of a file: made before the first, ended after the last.
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { buildConsole, launchBrowser, removeConsole, SKIP } from './browser.ts';

export interface ConsoleSuite {
  /** The folder of the built console. */
  readonly folder: string;
  readonly browser: Browser;
}

/** What it holds is there while a test runs; where there is no Chromium there is nothing, and tests say `SKIP`. */
export function consoleSuite(): ConsoleSuite {
  const suite = {} as { folder: string; browser: Browser };
  before(async () => {
    if (SKIP !== false) return;
    suite.folder = await buildConsole();
    suite.browser = await launchBrowser();
  });
  after(async () => {
    if (SKIP !== false) return;
    await suite.browser.close();
    removeConsole(suite.folder);
  });
  return suite;
}
