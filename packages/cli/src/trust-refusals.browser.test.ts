// SPDX-License-Identifier: Apache-2.0
// An old and a forged trust list, brought to a real node: both are refused, and the administrator reads so in a real browser,
// with who brought them and why, as the log has it. Ukraine is played by hand; Georgia and Azerbaijan run.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { openSignedDocument, signBodyBytes } from '@iims/crypto/trust-document';
import { holderSigner } from '@iims/node/keys/seed-files';
import type { HandPlayedState } from '@iims/testbed/federation/hand-played-state';
import { AZE, GEO, PASSWORD, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import { toBase64, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, launchBrowser, openPage, removeConsole, SKIP, signIn } from '../../console/test/browser.ts';
import { callNode } from './admin-client.ts';

const TIMES = 25;
let folder: string;
let browser: Browser;
let federation: TestFederation;
let ukraine: HandPlayedState;

before(async () => {
  if (SKIP !== false) return;
  folder = await buildConsole();
  browser = await launchBrowser();
  federation = await TestFederation.found({ consoleFolder: folder });
  ukraine = federation.play(UKR);
  await ukraine.serve((asked, response) => void response.end(ukraine.sealAnswers(asked)));
  await federation.start(GEO, AZE);
});

after(async () => {
  if (SKIP !== false) return;
  await federation.close();
  await browser.close();
  removeConsole(folder);
});

pageTest('a node that was brought nothing wrong says that nothing was refused', async (page) => {
  assert.match(await trustPanel(page).innerText(), /Refused\s+Nothing has been refused\./);
  assert.doesNotMatch(await page.innerText('section:has(#attention)'), /refused\./);
});

pageTest('an older list and a forged one are refused, with the reason on the page and in the log', async (page) => {
  await federation.bring(ukraine, GEO, federation.withNode(UKR, {}));
  for (let i = 0; i < TIMES; i++) await federation.bring(ukraine, GEO, federation.founded.trust);
  for (let i = 0; i < TIMES; i++) await ukraine.post(GEO, '/v1/trust', bundle({ roots: [toBase64(forgedRoot())] }));
  await ukraine.post(GEO, '/v1/trust', bundle({ states: { UKR: toBase64(forgedDocument()) } }));

  const entries = await refusedOf(GEO);
  assert.deepEqual(
    entries.map(({ body }) => [body.by, body.type, body.version, body.code]),
    [
      ['UKR', 'state', 1, 'trust.rollback'],
      ['UKR', 'root', undefined, 'trust.threshold'],
      ['UKR', 'state', undefined, 'trust.threshold'],
    ],
    'each once, however often it is brought',
  );

  await readAgain(page);
  const [document, root, older] = (await refusals(page).allInnerTexts()).map(inOneLine);
  const [olderEntry, rootEntry, documentEntry] = entries.map(({ index }) => index);
  const forged = 'It is forged, or too few of those who may sign it did. Brought by: Ukraine';
  assert.match(
    document!,
    new RegExp(`^Document of Ukraine ${forged} · .* Log entry ${documentEntry} · trust.threshold$`),
  );
  assert.match(root!, new RegExp(`^Root of trust ${forged} · ${TIMES} times · .* Log entry ${rootEntry} `));
  assert.match(
    older!,
    new RegExp(`^Document of Ukraine, version 1 It is older .* Log entry ${olderEntry} · trust.rollback$`),
  );
  const matters = (await page.locator('.matter', { hasText: 'that was refused' }).allInnerTexts()).map(inOneLine);
  assert.equal(matters.length, 2, matters.join('\n'));
  assert.match(matters[0]!, /^Ukraine: brought a document of the trust list that was refused\. It is forged/);
  assert.match(matters[0]!, /Document of Ukraine · and 1 more document · .*its node may be in other hands/);
  assert.match(
    matters[1]!,
    /^Ukraine: brought .* It is older than what was accepted before\. Document of Ukraine, version 1/,
  );
  assert.match(
    inOneLine(await trustPanel(page).innerText()),
    /Ukraine version 2, until/,
    'what is in force stays in force',
  );
});

pageTest('what somebody brings by hand on the machine is told as well', async (page) => {
  const older = toBase64(trustBundleOf(federation.founded.trust));
  await callNode(federation.directoryOf(GEO), { verb: 'POST', path: '/trust/bring', body: { bundle: older } });
  await readAgain(page);
  const [latest] = (await refusals(page).allInnerTexts()).map(inOneLine);
  assert.match(latest!, /^Document of Ukraine, version 1 .* Brought by: Administrator of this machine/);
  assert.match(
    inOneLine(await page.locator('.matter', { hasText: 'Administrator of this machine' }).innerText()),
    /It came by hand, on this machine\./,
  );
});

test('a restart forgets no refusal', { skip: SKIP }, async () => {
  await federation.stop(GEO);
  await federation.start(GEO);
  await onPage(async (page) => {
    await showAll(page);
    const texts = (await refusals(page).allInnerTexts()).map(inOneLine);
    assert.equal(texts.filter((text) => /Brought by: (Ukraine|Administrator)/.test(text)).length, 4, texts.join('\n'));
    assert.equal(await page.locator('.matter', { hasText: 'that was refused' }).count(), 3);
  });
});

/** Root 2, which Ukraine alone has signed. */
function forgedRoot(): Uint8Array {
  const root = JSON.parse(Buffer.from(openSignedDocument(federation.founded.rootFile).body).toString());
  const signer = holderSigner(federation.founded.states.get(UKR)!.rootHolder);
  return signBodyBytes('root', utf8(JSON.stringify({ ...root, version: 2, threshold: 2 })), [signer]);
}

/** Version 3 of Ukraine's document, in the names of its officers and with other people's keys. */
function forgedDocument(): Uint8Array {
  const { states, trust } = federation.founded;
  const body = JSON.parse(Buffer.from(trust.states.get(UKR)!.document.body).toString());
  const names = states.get(UKR)!.officers.map((officer) => holderSigner(officer).holder);
  const others = states.get(AZE)!.officers.map(holderSigner);
  const signers = others.map((signer, i) => ({ ...signer, holder: names[i]! }));
  return signBodyBytes('state', utf8(JSON.stringify({ ...body, version: 3 })), signers);
}

function bundle(documents: object): Uint8Array {
  return utf8(JSON.stringify({ roots: [], states: {}, attestations: {}, ...documents }));
}

/** What the State's log says of refused roots and documents: attestations that cross on the way are another matter. */
async function refusedOf(state: StateCode) {
  const entries = await federation.entries(state, 'trust-list.refused');
  return entries.filter(({ body }) => body.type !== 'attestation' && body.by === UKR);
}

function pageTest(title: string, run: (page: Page) => Promise<void>): void {
  test(title, { skip: SKIP }, () => onPage(run));
}

/** On the administrator's page of Georgia's node. */
async function onPage(run: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, federation.urlOf(GEO), 'administrator.test', PASSWORD);
    await page.waitForSelector('#trust-list');
    await run(page);
    checkPage();
  } finally {
    await context.close();
  }
}

async function readAgain(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/partners'));
  await page.getByRole('button', { name: 'Read again' }).press('Enter');
  await answered;
  await page.locator('.read-head [aria-live]', { hasText: 'As of' }).waitFor();
  await showAll(page);
}

/** Those behind the line as well. */
async function showAll(page: Page): Promise<void> {
  const more = page.locator('.refusals-part summary');
  if ((await more.count()) > 0) await more.press('Enter');
}

function trustPanel(page: Page) {
  return page.locator('section:has(#trust-list)');
}

function refusals(page: Page) {
  return trustPanel(page).locator('.refusal');
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
