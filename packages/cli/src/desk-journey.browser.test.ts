// SPDX-License-Identifier: Apache-2.0
// Three bureaus play a case in a browser, from a hit to the closed case, over real nodes: an urgent confirmation in time, one that is
// late and escalates, one refused with its ground, one forwarded against its handling and stopped, one recalled.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enterChanges } from '@iims/node/messages/keep-clocks';
import type { OfficerAtDesk } from '@iims/testbed/federation/officer-at-desk';
import { stolenPassport } from '@iims/testbed/federation/stolen-passport';
import { AZE, GEO, PASSWORD, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import type { StateCode } from '@iims/wire/identifiers';
import type { Browser, Page } from 'playwright-core';
import {
  buildConsole,
  launchBrowser,
  openPage,
  removeConsole,
  SKIP,
  scan,
  signIn,
} from '../../console/test/browser.ts';

const CASE = 'GEO-JOURNEY-1';
const PASSPORT = { ...stolenPassport('X1234567'), id: 'UKR-STD-1234567' };
/** Twice the time of an urgent confirmation, and some. */
const LATER_MS = 21 * 60_000;

let folder: string;
let federation: TestFederation;
let browser: Browser;
const checks: (() => void)[] = [];

before(async () => {
  if (SKIP !== false) return;
  folder = await buildConsole();
  federation = await TestFederation.found({ alerts: { UKR: [PASSPORT] }, consoleFolder: folder });
  await federation.start(GEO, UKR, AZE);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await federation?.close();
  if (folder !== undefined) removeConsole(folder);
});

test('three bureaus take a case from a hit to its end', { skip: SKIP, timeout: 180_000 }, async (t) => {
  const officer = await pageOf(GEO, 'officer.test');
  const georgia = await deskOf(GEO);
  const ukraine = await deskOf(UKR);

  await t.test('an officer hands a hit on, the bureau sends it with one key, and it is confirmed in time', async () => {
    await officer.fill('.header-fields .field input', CASE);
    await officer.focus('textarea');
    await scan(officer, ['X1234567']);
    await officer.waitForSelector('.verdict-hit');
    // While the text in the box is selected whole, letters are keys.
    await officer.waitForFunction(
      "(({ value, selectionStart, selectionEnd }) => value !== '' && selectionEnd - selectionStart === value.length)(document.querySelector('textarea'))",
    );
    await officer.keyboard.press('c');
    await officer.waitForSelector('dialog[open] input:focus');
    await officer.keyboard.press('Enter');
    await officer.waitForSelector('.confirm-waiting');

    await georgia.waitForSelector('.desk-asked');
    await georgia.keyboard.press('s');
    await georgia.waitForSelector('.desk-asked', { state: 'detached' });
    await officer.waitForSelector('.confirm-asked');

    await choose(ukraine, CASE);
    await ukraine.keyboard.press('o');
    await ukraine.waitForSelector('.message-chosen .said');
    await ukraine.keyboard.press('r');
    await ukraine.selectOption('.write-fields select >> nth=0', 'confirmed');
    await ukraine.fill('.write-fields input >> nth=0', PASSPORT.id);
    await ukraine.keyboard.press('Control+Enter');
    await ukraine.waitForSelector('.told:not(:empty)');
    await officer.waitForSelector('.confirm-confirmed');
  });

  await t.test('one that nobody answers is overdue on both desks and escalates at both nodes', async () => {
    const { id } = (await (await operator(GEO)).answerOf('/api/messages/send', CONFIRMATION)).json as { id: string };
    await row(ukraine, 'GEO-LATE-1').waitFor();
    await ukraine.clock.setFixedTime(Date.now() + LATER_MS);
    await ukraine.waitForSelector('.desk-row-overdue');
    assert.match(await ukraine.title(), /^\(.*\d!\)/);
    for (const state of [GEO, UKR]) {
      await enterChanges(federation.messagesOf(state).store, () => Date.now() + LATER_MS);
      const entries = await federation.entries(state, 'message.escalated');
      assert.deepEqual(
        entries.map(({ body }) => body.messageId),
        [id],
        state,
      );
    }
  });

  await t.test('one is refused, and the asker reads its ground', async () => {
    await (await operator(GEO)).answerOf('/api/messages/send', REQUEST);
    const azerbaijan = await deskOf(AZE);
    await choose(azerbaijan, 'GEO-REFUSED-1');
    await azerbaijan.keyboard.press('r');
    await azerbaijan.selectOption('.write .group-row select >> nth=0', 'refusal');
    await azerbaijan.selectOption('.write-fields select >> nth=0', 'court-refused');
    await azerbaijan.selectOption('.write-fields select >> nth=1', 'wholly');
    await azerbaijan.keyboard.press('Control+Enter');
    await azerbaijan.waitForSelector('.told:not(:empty)');
    await georgia.locator('.desk-row-unread', { hasText: 'GEO-REFUSED-1' }).click();
    await georgia.keyboard.press('o');
    await georgia.locator('.said', { hasText: 'A court refused' }).waitFor();
  });

  await t.test('one is stopped where its handling stands against passing it on', async () => {
    await (await operator(GEO)).answerOf('/api/messages/send', KEPT);
    await choose(ukraine, 'GEO-KEPT-1');
    await ukraine.click('.desk-acts summary');
    await ukraine.click('.desk-acts .side-button');
    await ukraine.waitForSelector('.desk-stopped');
    const entries = await federation.entries(UKR, 'message.stored');
    assert.ok(entries.every(({ body }) => body.kind !== 'forwarded'));
  });

  await t.test('one is recalled, and cannot be opened any more', async () => {
    await georgia.locator('.desk-row', { hasText: 'GEO-KEPT-1' }).first().click();
    await georgia.click('.desk-acts summary');
    await georgia.click('.desk-acts .side-button');
    await georgia.waitForSelector('.desk-acts [role=status]:not(:empty)');
    await ukraine.locator('.desk-row', { hasText: 'Recall' }).waitFor();
    await ukraine.locator('.message', { hasText: 'Its sender has taken it back' }).waitFor();
    assert.equal(await ukraine.locator('.message', { hasText: 'taken it back' }).getByRole('button').count(), 0);
  });

  await t.test('old mail becomes part of the case; what is in it is looked at, and runs nowhere', async () => {
    await choose(georgia, CASE);
    const files = [OLD_MAIL, 'no mail'].map((text, place) => ({
      name: `${place}.eml`,
      mimeType: 'message/rfc822',
      buffer: Buffer.from(text),
    }));
    await georgia.setInputFiles('.mail-drop input', files);
    await georgia.locator('.mail-drop + ul li', { hasText: '1.eml is no mail' }).waitFor();
    await georgia.click('article.mail .side-button');
    assert.match((await georgia.textContent('.mail-text')) ?? '', /<img src=x onerror="window.ran=1">/);
    const looks = georgia.locator('article.mail .message-files button');
    for (const place of [0, 1, 2]) await looks.nth(place).click();
    await georgia.locator('article.mail [role=alert]', { hasText: 'Not shown here' }).waitFor();
    const frames = georgia.locator('article.mail iframe');
    assert.deepEqual(await frames.evaluateAll((all) => all.map((one) => one.getAttribute('sandbox'))), ['', '']);
    await georgia.frameLocator('article.mail iframe >> nth=0').getByText(MARKUP).waitFor();
    await georgia.frameLocator('article.mail iframe >> nth=1').locator('img').waitFor();
    const [first] = georgia.frames().slice(1);
    assert.equal(await first!.evaluate('window.ran ?? window.origin'), 'null');
    assert.equal(await georgia.evaluate('window.ran'), undefined);
    assert.equal((await federation.entries(GEO, 'mail.shown')).length, 3);
  });

  await t.test('and the case is closed by the bureau that asked, which has read the answer', async () => {
    await georgia.locator('.desk-row-unread', { hasText: CASE }).first().click();
    await georgia.keyboard.press('o');
    await georgia.waitForSelector('.message-chosen .said');
    await georgia.selectOption('.case-closing select', 'confirmed');
    await georgia.getByRole('button', { name: 'Close the case' }).click();
    await georgia.waitForSelector('.case-standing.case-closed');
    const [closed] = await federation.entries(GEO, 'case.closed');
    assert.deepEqual([closed?.body.caseRef, closed?.body.outcome], [CASE, 'confirmed']);
  });
  for (const check of checks) check();
});

async function pageOf(state: StateCode, user: string): Promise<Page> {
  const { page, checkPage } = await openPage(await browser.newContext({ viewport: { width: 1280, height: 800 } }));
  checks.push(checkPage);
  await signIn(page, federation.urlOf(state), user, PASSWORD);
  await page.waitForSelector('.page-links');
  return page;
}

async function deskOf(state: StateCode): Promise<Page> {
  const page = await pageOf(state, 'operator.test');
  await page.click('.page-links a[href="#desk"]');
  await page.waitForSelector('.desk-list');
  return page;
}

/** The same operator, where what is done stands in no page's way. */
function operator(state: StateCode): Promise<OfficerAtDesk> {
  return federation.signIn(state, 'operator.test');
}

function row(page: Page, text: string) {
  return page.locator('.desk-row', { hasText: text }).first();
}

async function choose(page: Page, text: string): Promise<void> {
  await row(page, text).click();
  await page.waitForSelector('.message-chosen');
}

const MARKUP = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>';
const GIF = 'R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=';
const OLD_MAIL = [
  'From: <script>window.ran=1</script> <desk@uto.example>',
  'Subject: =?utf-8?q?=3Cimg_src=3Dx_onerror=3D=22window=2Eran=3D1=22=3E?=',
  'Date: Mon, 02 Mar 2020 10:00:00 +0400',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'SYNTHETIC: about nobody. <img src=x onerror="window.ran=1">',
  '--b',
  'Content-Type: image/svg+xml; name="<img src=x onerror=window.ran=1>.png"',
  '',
  MARKUP,
  '--b',
  'Content-Type: image/gif; name=page.gif',
  'Content-Transfer-Encoding: base64',
  '',
  GIF,
  '--b',
  'Content-Type: application/pdf; name=act.pdf',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0xLjcKAAE=',
  '--b--',
  '',
].join('\r\n');
const CONFIRMATION = {
  to: [{ state: UKR }],
  kind: 'hit-confirmation',
  caseRef: 'GEO-LATE-1',
  urgency: 'urgent',
  fields: { type: 'document', requestNumber: 1, ownCaseNumber: 'GEO-LATE-1', alertId: PASSPORT.id },
};
const REQUEST = {
  to: [{ state: AZE }],
  kind: 'information-request',
  caseRef: 'GEO-REFUSED-1',
  fields: {
    requestingBody: 'Border police',
    actionAsked: 'Tell what is known.',
    aim: 'Find the holder.',
    reason: 'A stolen passport.',
    legalActs: 'Agreement, art. 4',
    facts: 'SYNTHETIC: about nobody.',
  },
};
const KEPT = {
  to: [{ state: UKR }],
  kind: 'free-message',
  caseRef: 'GEO-KEPT-1',
  handling: { code: 'H2' },
  fields: { subject: 'For you alone', text: 'SYNTHETIC: about nobody.' },
};
