// SPDX-License-Identifier: Apache-2.0
// The operator's way with an offline pack, in a real browser and by keyboard: the device's file, a pack that does not come whole, an alert to
// settle, and a device that is struck off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { THEMES } from '../src/look/settings.ts';
import { barriersOf, openPage, SKIP, signIn } from './browser.ts';
import { startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';

const suite = consoleSuite();

test('a pack is asked for, what is no whole pack is not kept, a hit is settled and a device struck off', {
  skip: SKIP,
}, async () => {
  const said: unknown[] = [];
  let hits: readonly object[] = [HIT];
  let struck = false;
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: {
      '/api/packs': () => ({ packs: [{ ...PACK, struck }] }),
      '/api/packs/hits': () => ({ hits }),
      '/api/packs/make': (body) => {
        said.push(body);
        return {};
      },
      '/api/packs/settle': (body) => {
        said.push(body);
        hits = [];
        return body;
      },
      '/api/packs/strike': (body) => {
        said.push(body);
        struck = true;
        return body;
      },
    },
  });
  const context = await suite.browser.newContext({ locale: 'en-GB' });
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.waitForSelector('.page-header');
    await page.goto(`${node.url}#packs`);
    const choose = (text: string) =>
      page
        .getByLabel('File of the device')
        .setInputFiles({ name: 'tablet', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await choose('the passphrase');
    await page.getByText('This is no file of a device').waitFor();
    await choose(JSON.stringify(REQUEST));
    await page.getByText('Compare this with what the device shows').waitFor();
    for (const theme of THEMES) {
      await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
      assert.deepEqual(await barriersOf(page), [], theme);
    }
    await page.getByLabel('Officer (account)').fill('olena');
    await page.getByRole('button', { name: 'Make and save' }).press('Enter');
    await page.getByText('The pack did not come whole').waitFor();
    await page.getByRole('button', { name: 'It does not stand' }).press('Enter');
    await page.waitForSelector('.pack-hits', { state: 'detached' });
    await page.getByRole('button', { name: 'Strike the device off' }).press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel');
    await page.getByRole('button', { name: 'Strike off' }).press('Enter');
    await page.getByText('The device is struck off').waitFor();
    assert.deepEqual(said, [
      { officer: 'olena', device: REQUEST, minutes: 360, uses: 500 },
      { entry: 42, stands: false },
      { device: PACK.deviceId },
    ]);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});

const REQUEST = { format: 'iims-pack-device/1', name: 'Tablet 7', kem: 'a', signing: 'b', proof: 'c' };
const HIT = {
  entry: 42,
  packId: 'p',
  user: 'olena',
  usedAt: '2026-11-22T21:00:00.000Z',
  hits: [{ register: 'vehicles', alertId: 'GEO-VEH-000002', band: 'hit' }],
};
const PACK = {
  packId: 'p',
  standing: 'out',
  user: 'olena',
  deviceId: 'ab'.repeat(32),
  deviceName: 'Tablet 7',
  madeBy: 'operator.one',
  createdAt: '2026-11-22T20:15:00.000Z',
  notAfter: '2026-11-23T02:15:00.000Z',
  alerts: 156,
  usesTaken: 2,
  usesMax: 500,
  hitsToSettle: 1,
};
