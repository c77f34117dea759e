// SPDX-License-Identifier: Apache-2.0
// Contact points in a real browser: whom to call, a check whose board fills, and the own directory with its first fault marked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { barriersOf, buildConsole, launchBrowser, openPage, removeConsole, SKIP, signIn } from './browser.ts';
import { cannedContacts, SCHEDULE } from './canned-contacts.ts';
import { startCannedNode } from './canned-node.ts';
import { sampleAnswer } from './sample-answers.ts';

let folder: string;
let browser: Browser;

before(async () => {
  if (SKIP !== false) return;
  folder = await buildConsole();
  browser = await launchBrowser();
});

after(async () => {
  if (SKIP !== false) return;
  await browser.close();
  removeConsole(folder);
});

test('on a phone the cells of tables stand below each other, each with its column, and nothing is cut off', {
  skip: SKIP,
}, async () => {
  const node = await startCannedNode(folder, { answer: sampleAnswer, methods: cannedContacts().methods });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#contacts"]');
    const measures = page.locator('[aria-labelledby=measures-title] .check-table');
    await measures.waitFor();
    await page.waitForSelector('.check-table caption');
    const excess = await page
      .locator('.measures-scroll')
      .evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
    assert.deepEqual(excess, [0, 0]);
    const named = await measures
      .locator('td:not(:empty)')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, '::before').content));
    assert.deepEqual(named, ['"Azerbaijan "', '"Georgia "', '"Ukraine "']);
    assert.deepEqual(await barriersOf(page), []);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});

test('a check is started for a State, late and silent contact points are told apart in words, and the own directory is sent', {
  skip: SKIP,
}, async () => {
  const contacts = cannedContacts();
  const node = await startCannedNode(folder, { answer: sampleAnswer, methods: contacts.methods });
  const context = await browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#contacts"]');
    await page.waitForSelector('.contact-point');
    await page.waitForSelector('.check-standing');
    assert.deepEqual(await page.locator('.check-standing').allTextContents(), ['in time', 'late', 'no answer']);
    assert.match((await page.textContent('.contact-over')) ?? '', /over since/);
    assert.equal(await page.locator('.contacts img').count(), 0, 'text that looks like markup stays text');
    assert.deepEqual(await barriersOf(page), []);

    const whom = await page.locator('.check-form').first().locator('.whom').allInnerTexts();
    assert.deepEqual(
      whom.map((text) => /no contact point is valid/.test(text)),
      [false, true],
      'who cannot be asked is named',
    );

    await page.check('.check-form input[type=checkbox]');
    await page.fill('.check-form input[type=number]', '30');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => !document.querySelector('.check-form input:checked'));
    assert.deepEqual(contacts.started, [{ states: ['UKR'], points: [], withinMinutes: 30 }]);

    await page.click('.whom-points summary');
    assert.equal(await page.locator('.check-form .whom-points input').count(), 2, 'what is over is not offered');
    await page.check('.check-form .whom-points label:nth-of-type(2) input');
    await page.click('.check-form .main-button');
    await page.waitForFunction(() => !document.querySelector('.check-form input:checked'));
    const points = [{ state: 'UKR', id: 'policy' }];
    assert.deepEqual(contacts.started.at(-1), { states: [], points, withinMinutes: 30 });
    assert.deepEqual(await barriersOf(page), []);

    await page.click('#directories-title + .side-button');
    await page.waitForSelector('.directory-form');
    await page.fill('.point-row .field-title input', 'Changed desk');
    await page.click('.directory-form .main-button');
    await page.waitForSelector('.directory-form', { state: 'detached' });
    assert.equal(contacts.kept.length, 1);
    assert.match(JSON.stringify(contacts.kept[0]), /Changed desk/);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});

test('a schedule is changed where it stands: what it says stays, but for what was changed', {
  skip: SKIP,
}, async () => {
  const contacts = cannedContacts();
  const node = await startCannedNode(folder, { answer: sampleAnswer, methods: contacts.methods });
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.click('.page-links a[href="#contacts"]');
    const row = page.locator('.check-schedules li');
    await row.getByRole('button', { name: 'Change' }).press('Enter');
    assert.equal(await row.getByLabel('Name').inputValue(), 'Every other week');
    assert.deepEqual(await barriersOf(page), []);
    await row.getByRole('button', { name: 'Leave as it is' }).press('Enter');
    await row.getByText('every 14 d, at 08:30 UTC').waitFor();

    await row.getByRole('button', { name: 'Change' }).press('Enter');
    await row.getByLabel('Every how many days').fill('7');
    await page.keyboard.press('Enter');
    await row.getByText('every 7 d, at 08:30 UTC').waitFor();
    const { name, states, points, withinMinutes, text, firstDay, at, surpriseMinutes, schedule } = SCHEDULE;
    assert.deepEqual(contacts.scheduled, [
      { schedule, name, states, points, withinMinutes, text, everyDays: 7, firstDay, at, surpriseMinutes },
    ]);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});
