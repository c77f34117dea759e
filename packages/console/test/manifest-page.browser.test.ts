// SPDX-License-Identifier: Apache-2.0
// A list of travellers in a real browser: dropped as a file, read back, asked, hits first, and asked again where it was not complete.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateOutcome, verdictOf } from '@iims/wire/verdict';
import type { Page } from 'playwright-core';
import { barriersOf, openOfficerPage, openPage, SKIP, signIn } from './browser.ts';
import { type CannedNode, startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { INPUTS, PERSONS, sampleAnswer } from './sample-answers.ts';

const LIST = [
  'Surname;Given;Birth date;Number',
  'CLEAR;ANNA;1974-08-12;AB100001',
  `LATE;BENGT;1975-08-12;${INPUTS.incomplete}`,
  'BROKEN;CARL;31.02.1976;',
  'WANTED;DORA;1977-08-12;L898902C3',
  'CLEAR;ANNA;12.08.1974;AB100001',
].join('\r\n');
const LIST_LINES = { clear: 2, late: 3, broken: 4, wanted: 5 };

const suite = consoleSuite();

test('a dropped list is read back, asked with the keyboard, and shown hits first; what was late is asked again alone', {
  skip: SKIP,
}, async () => {
  const bodies: string[] = [];
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    manifest: (text) => {
      bodies.push(text);
      return answersFor(bodies.length === 1);
    },
  });
  await onPage(node, async (page) => {
    await signIn(page, node.url, 'officer.one');
    await toLists(page);
    await drop(page, LIST);
    await page.waitForSelector('.refused-lines');
    const understood = (await page.textContent('.list-understood')) ?? '';
    assert.match(understood, /3 travellers/);
    assert.match(understood, /Line 4/);
    assert.match(understood, /repeats an earlier one: 6/);
    assert.equal(bodies.length, 0, 'nothing is asked before the officer says so');

    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('#case-missing');
    await page.keyboard.type('FERRY-1');
    await page.focus('.list-text');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.list-verdict.verdict-hit .side-button');
    assert.deepEqual(await page.locator('.list-group h2').allTextContents(), [
      'Hits: 1',
      'Not complete: 1',
      'Lines not asked: 1',
      'No hit: 1',
    ]);
    await page.focus('.list-row-hit summary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.list-row-hit .detail-hit');
    assert.equal(await page.locator('.list-group-no-hit .list-row').count(), 0, 'what is clear is not drawn');
    assert.deepEqual(await barriersOf(page), []);

    const slip = (await page.textContent('.list-slip')) ?? '';
    assert.match(slip, /Line 5 · log entry 5/);
    assert.doesNotMatch(slip, /WANTED|DORA|L898902C3/);

    await page.click('.list-again');
    await page.waitForSelector('.list-group-incomplete', { state: 'detached' });
    assert.deepEqual(
      bodies[1]!.split('\n').map((line) => line !== ''),
      [true, false, true, false, false, false],
      'the header and the one that was late',
    );
  });
});

test('a file that is no text says so, and leaves nothing to ask that the officer could take for it', {
  skip: SKIP,
}, async () => {
  const node = await startCannedNode(suite.folder, { answer: sampleAnswer });
  await onPage(node, async (page) => {
    await signIn(page, node.url, 'officer.one');
    await toLists(page);
    await drop(page, LIST);
    await page.waitForSelector('.refused-lines');
    await page.setInputFiles('input[type=file]', {
      name: 'list.csv',
      mimeType: 'text/csv',
      // «Прізвище» as an old Excel writes it.
      buffer: Buffer.from([0xcf, 0xf0, 0xb3, 0xe7, 0xe2, 0xe8, 0xf9, 0xe5]),
    });
    await page.waitForSelector('.list-box .fault');
    assert.match((await page.textContent('.list-box .fault')) ?? '', /CSV UTF-8/);
    assert.equal(await page.inputValue('.list-text'), '');
    assert.equal(await page.locator('.list-buttons .main-button[aria-disabled=true]').count(), 1);
  });
});

test('a traveller of a list is compared with what the list says, and goes to the one box for a second key; the result stays', {
  skip: SKIP,
}, async () => {
  const states = sampleAnswer(PERSONS.three) as readonly StateOutcome[];
  const verdict = { queryId: 'q', ...verdictOf(states), states, elapsedMs: 1, logIndex: 2 };
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    manifest: () => [
      { type: 'manifest', logIndex: 1, travellers: 1, refused: 0, duplicates: 0, asked: [] },
      { type: 'traveller', line: 2, ...verdict },
      { type: 'summary' },
    ],
  });
  await onPage(node, async (page) => {
    await openOfficerPage(page, node.url);
    await page.keyboard.type('AB1');
    await toLists(page);
    await drop(page, 'Surname;Given;Birth date;Number;Sex\nBOICHENKO;OLEKSII;03.05.1974;AB123456;M');
    await page.waitForSelector('.list-facts');
    await page.focus('.list-text');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.list-row-compare');
    const row = page.locator('.list-row-compare').first();
    assert.match((await row.textContent()) ?? '', /If it is the same:.*Armed/, 'dangers before anything is opened');
    await page.focus('.list-row-compare summary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.list-alone button');
    const asked = (await page.textContent('.list-row-compare .asked')) ?? '';
    assert.match(asked, /BOICHENKO, OLEKSII.*03\.05\.1974.*man.*AB123456/);
    assert.ok((await page.locator('.list-row-compare .compared-held mark').count()) > 0, 'differences are marked');

    await page.focus('.list-alone button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.ask textarea:focus');
    assert.equal(await page.inputValue('.ask textarea'), 'BOICHENKO, OLEKSII 1974-05-03');
    assert.match((await page.textContent('.waiting')) ?? '', /AB1/, 'what stood in the box is the next');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.second-key');
    await page.goBack();
    await page.waitForSelector('.list-row-compare');
  });
});

async function onPage(node: CannedNode, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await work(page);
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
}

async function toLists(page: Page): Promise<void> {
  await page.click('.page-links a[href="#manifest"]');
  await page.waitForSelector('.list-text:focus');
}

/** As if a file was let go over the box. */
async function drop(page: Page, text: string): Promise<void> {
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'ferry.csv', { type: 'text/csv' }));
    return transfer;
  }, text);
  await page.dispatchEvent('.list-box', 'drop', { dataTransfer: files });
}

function answersFor(isFirst: boolean): readonly object[] {
  const line = (number: number, input: string) => {
    const states = sampleAnswer(input) as readonly StateOutcome[];
    return {
      type: 'traveller',
      line: number,
      queryId: 'q',
      ...verdictOf(states),
      states,
      elapsedMs: 1,
      logIndex: number,
    };
  };
  const begun = { type: 'manifest', logIndex: 1, travellers: 3, refused: 1, duplicates: 1, asked: [] };
  if (!isFirst) return [begun, line(LIST_LINES.late, 'AB100002'), { type: 'summary' }];
  return [
    begun,
    line(LIST_LINES.clear, 'AB100001'),
    line(LIST_LINES.late, INPUTS.incomplete),
    line(LIST_LINES.wanted, INPUTS.hit),
    { type: 'summary' },
  ];
}
