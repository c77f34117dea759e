// SPDX-License-Identifier: Apache-2.0
// What another State may write is shown as it was signed, and does nothing: markup, addresses and formulas in every field that takes
// text, of every kind, and in the names of files. Only what the wire lets through is tried; controls that turn the direction of a
// line it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { parseFields } from '@iims/wire/message';
import type { Field, Fields } from '@iims/wire/message-field';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { openPage, SKIP, signIn } from './browser.ts';
import { startCannedNode } from './canned-node.ts';
import { consoleSuite } from './console-suite.ts';
import { sampleAnswer } from './sample-answers.ts';

const suite = consoleSuite();

const MARKUP = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
const FORMULA = '=HYPERLINK("https://x.test","javascript:window.ran=1")';
const FILE_NAME = '<svg onload=window.ran=1>=cmd|x.html';
const KINDS = Object.values(MESSAGE_KINDS).flatMap(({ kind, writtenBy }) => (writtenBy === 'officer' ? [kind] : []));

const HOSTILE_FIELDS = new Map(KINDS.map((kind) => [kind, acceptedOf(kind)]));

test('what a hostile State writes is text in every field of every kind, and its files are opened by nobody', {
  skip: SKIP,
}, async () => {
  const rows = KINDS.map((kind, place) => rowOf(kind, place));
  const contentOf = (kind: MessageKind) => ({
    handling: { code: 'H3', condition: MARKUP },
    fields: HOSTILE_FIELDS.get(kind),
    attachments: [
      { id: 1, name: FILE_NAME, mediaType: 'text/html', bytes: 4, sha256: '00'.repeat(32), content: 'PGI+Cg==' },
    ],
  });
  const node = await startCannedNode(suite.folder, {
    answer: sampleAnswer,
    methods: {
      '/api/messages': () => ({ messages: rows }),
      '/api/messages/news': () => ({ mark: 'same' }),
      '/api/messages/open': ({ id }) => {
        const row = rows.find((one) => one.id === id)!;
        return { ...row, ...contentOf(row.kind) };
      },
      '/api/drafts': () => ({ drafts: [] }),
    },
  });
  const context = await suite.browser.newContext();
  try {
    const { page, checkPage } = await openPage(context);
    await signIn(page, node.url, 'operator.one');
    await page.waitForSelector('.page-links a[href="#desk"]');
    await page.click('.page-links a[href="#desk"]');
    await page.waitForSelector('.desk-row');
    for (const [place, kind] of KINDS.entries()) {
      await page.locator('.desk-row').nth(place).click();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.message-chosen .said');
      const said = (await page.textContent('.message-chosen')) ?? '';
      for (const text of [...textsOf(HOSTILE_FIELDS.get(kind)), FILE_NAME]) {
        assert.ok(said.includes(text), `${kind} shows what was signed`);
      }
    }
    const live = await page.evaluate(() => ({
      ran: 'ran' in window,
      elements: document.querySelectorAll('img, iframe, object, embed, main script, [onerror], [onload]').length,
      links: [...document.querySelectorAll('a')].filter(({ href }) => !href.startsWith(location.origin)).length,
    }));
    assert.deepEqual(live, { ran: false, elements: 0, links: 0 });
    checkPage();
  } finally {
    await context.close();
    await node.close();
  }
});

function rowOf(kind: MessageKind, place: number) {
  return {
    id: `0190a000-0000-7000-8000-0000000001${String(place).padStart(2, '0')}`,
    kind,
    direction: 'in',
    status: 'received',
    from: { state: 'UKR', authority: MARKUP },
    to: [{ state: 'GEO' }],
    deliveries: [],
    urgency: 'routine',
    // Each a case of its own.
    caseRef: `UA-26-${place}`,
    at: new Date(Date.now() - place * 60_000).toISOString(),
  };
}

/** Every field filled in, with as much of what is hostile as it takes. */
function hostileValues(form: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).map(([name, field]) => [name, hostileValue(field)]));
}

function hostileValue(field: Field): unknown {
  switch (field.shown) {
    case 'line':
      return MARKUP.slice(0, field.charactersMax).trim();
    case 'text':
      return `${FORMULA}\n${MARKUP}`;
    case 'choice':
      return field.codes![0];
    case 'choices':
      return [field.codes![0]];
    case 'number':
      return field.range![0];
    case 'day':
      return '2026-11-22';
    case 'part-of-day':
      return '1974';
    case 'time':
      return 1_795_000_000_000;
    case 'state':
      return 'UTO';
    case 'alert':
      return 'UKR-WP-000417';
    case 'query':
    case 'message':
      return '0192f0c1-7a3b-7c4d-8e5f-0123456789ab';
    case 'list':
      return [hostileValues(field.items!)];
  }
}

/** As `hostileValues`, without what may not stand beside the rest. */
function acceptedOf(kind: MessageKind): Readonly<Record<string, unknown>> {
  const values = hostileValues(MESSAGE_KINDS[kind].form);
  for (;;) {
    try {
      return parseFields(kind, values);
    } catch (fault) {
      assert.ok(fault instanceof IimsError);
      const name = fault.field?.split('.')[1] ?? '';
      assert.ok(Object.hasOwn(values, name), `${kind} refuses ${fault.field}`);
      delete values[name];
    }
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('<') ? value.split('\n') : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
