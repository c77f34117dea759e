// SPDX-License-Identifier: Apache-2.0
// A list of travellers at the officer's edge: its lines and entries, and what ends it early. A partner is silent, another cannot be reached.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { until } from '@iims/wire/until.fixture';
import { ManifestPlaces } from '../../query/manifest-places.ts';
import type { Entry } from '../../store/entries.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

const silent: Server = createServer(() => undefined);
let edge: TestEdge;
before(async () => {
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  edge = await openTestEdge({ partners: { UKR: (silent.address() as AddressInfo).port, AZE: 1 } });
  // Few places, so that a short list has to wait as a long one does.
  Object.assign(edge.edge.asking, {
    manifestPlaces: new ManifestPlaces(() => performance.now(), FEW),
  });
});
after(async () => {
  await edge.close();
  silent.close();
});

const FEW = { listsMax: 2, placesFirst: 2, placesMin: 2, placesMax: 2, underWayMax: 8 };

interface Line {
  readonly type: string;
  readonly line?: number;
  readonly [key: string]: unknown;
}

const travellers = (count: number) => Array.from({ length: count }, (_, i) => `AB${100_000 + i}`);

test('each traveller is a query of its own; what is refused or stands twice is named first, the summary comes last', async () => {
  const officer = await edge.signIn('officer');
  const text = ['number,surname', 'AB100000,', ',', 'ab 100000,', 'AB100001,', ...travellers(8).slice(2)].join('\r\n');
  const answer = await edge.post('/api/manifest', officer, bodyOf(text));
  assert.equal(answer.headers['content-type'], 'application/x-ndjson');
  assert.equal(answer.headers['cache-control'], 'no-store');
  const [begun, ...lines] = linesOf(answer.text);
  const { logIndex, ...told } = begun as Line & { logIndex: number };
  assert.deepEqual(told, {
    type: 'manifest',
    travellers: 8,
    refused: 1,
    duplicates: 1,
    asked: ['GEO', 'AZE', 'UKR'],
  });
  assert.deepEqual(
    lines.slice(0, 2).map(({ type, line, sameAs }) => [type, line, sameAs]),
    [
      ['refused', 3, undefined],
      ['duplicate', 4, 2],
    ],
  );
  const verdicts = lines.filter(({ type }) => type === 'traveller');
  assert.deepEqual(verdicts.map(({ line }) => line).sort(), [10, 11, 2, 5, 6, 7, 8, 9]);
  assert.ok(verdicts.every(({ verdict, complete }) => verdict === 'incomplete' && complete === false));
  const { elapsedMs: _, ...summary } = lines.at(-1)!;
  const none = { hit: 0, compare: 0, refused: 0, noHit: 0, faults: 0, notAsked: 0 };
  assert.deepEqual(summary, {
    type: 'summary',
    ...none,
    incomplete: 8,
    refusedLines: 1,
    duplicates: 1,
    complete: false,
  });

  const entries = await entriesFrom(logIndex);
  assert.equal(entries[0]!.event, 'manifest.asked');
  assert.deepEqual(
    [entries[0]!.body.purpose, entries[0]!.body.caseRef, entries[0]!.body.travellers],
    ['border-check', 'FERRY-1', 8],
  );
  assert.doesNotMatch(JSON.stringify(entries[0]!.body), /AB1000/);
  const asked = entries.filter(({ event }) => event === 'query.asked');
  assert.equal(asked.length, 8);
  assert.ok(asked.every(({ body }) => body.manifest === logIndex));
  assert.equal(entries.filter(({ event }) => event === 'query.closed').length, 8);
  // There are two places; who waits for a State that was late before gives the place up.
  assert.ok(mostUnderWay(entries) > 2);
  const closed = entries.at(-1)!;
  assert.deepEqual([closed.event, closed.body.manifest, closed.body.complete], ['manifest.closed', logIndex, false]);
});

test('a list ends when its session does, and an account has one list at once', async () => {
  const operator = await edge.signIn('operator');
  const answering = edge.post('/api/manifest', operator, bodyOf(travellers(20).join('\n')));
  await untilAsked('operator', 1);
  const second = await edge.post('/api/manifest', operator, bodyOf('AB123456'));
  assert.deepEqual([second.status, second.code], [503, 'manifest.busy']);
  await edge.post('/api/logout', operator, {});
  const last = linesOf((await answering).text).at(-1)!;
  assert.deepEqual([last.type, (last.error as { code: string }).code], ['error', 'access.not-signed-in']);
  const closed = (await edge.entries()).at(-1)!;
  assert.equal(closed.event, 'manifest.closed');
  assert.ok((closed.body.notAsked as number) >= 18, String(closed.body.notAsked));
});

test('a page that goes away ends its list: what was asked closes, nothing more is asked', async () => {
  const officer = await edge.signIn('officer');
  const before = await countOf('query.asked');
  await new Promise<void>((resolve, reject) => {
    const sending = request({ ...sendTo(officer), method: 'POST', path: '/api/manifest' }, (response) => {
      response.once('data', () => {
        response.destroy();
        resolve();
      });
    });
    sending.once('error', reject);
    sending.end(JSON.stringify(bodyOf(travellers(20).join('\n'))));
  });
  await until(async () => (await edge.entries()).at(-1)!.event === 'manifest.closed', 'the list is closed');
  const asked = (await countOf('query.asked')) - before;
  assert.ok(asked <= 3, `${asked} were asked`);
  assert.equal(edge.edge.asking.underWay.count, 0);
});

test('a list beyond a bound is refused whole', async () => {
  const officer = await edge.signIn('officer');
  const before = await countOf('manifest.asked');
  const refusals: [text: string, status: number, code: string][] = [
    [' \n', 400, 'input.empty'],
    [travellers(1_001).join('\n'), 400, 'manifest.too-many'],
    ['x'.repeat(524_289), 413, 'manifest.too-large'],
    ['x'.repeat(1_048_576), 413, 'json.too-large'],
    ['number,number\nAB123456,1', 400, 'manifest.columns'],
  ];
  for (const [text, status, code] of refusals) {
    const answer = await edge.post('/api/manifest', officer, bodyOf(text));
    assert.deepEqual([answer.status, answer.code], [status, code]);
  }
  const noCase = await edge.post('/api/manifest', officer, { ...bodyOf('AB123456'), caseRef: '' });
  assert.equal(noCase.code, 'query.case-reference');
  assert.equal(await countOf('manifest.asked'), before);
});

test('one traveller who cannot be asked is a fault of that line alone', async () => {
  const officer = await edge.signIn('officer');
  const { underWay } = edge.edge.asking;
  underWay.count = 511;
  const lines = linesOf((await edge.post('/api/manifest', officer, bodyOf(travellers(2).join('\n')))).text);
  underWay.count = 0;
  const fault = lines.find(({ type }) => type === 'fault')!;
  assert.deepEqual([fault.line, (fault.error as { code: string }).code], [2, 'query.busy']);
  const { incomplete, faults, complete } = lines.at(-1)!;
  assert.deepEqual([incomplete, faults, complete], [1, 1, false]);
});

function bodyOf(manifest: string): object {
  return { manifest, purpose: 'border-check', caseRef: 'FERRY-1' };
}

function linesOf(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function mostUnderWay(entries: readonly Entry[]): number {
  let underWay = 0;
  return Math.max(
    ...entries.map(({ event }) => {
      underWay += event === 'query.asked' ? 1 : event === 'query.closed' ? -1 : 0;
      return underWay;
    }),
  );
}

function sendTo({ cookie, csrf }: SignedIn) {
  const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' };
  return { host: '127.0.0.1', port: edge.port, agent: false, headers } as const;
}

async function entriesFrom(index: number): Promise<Entry[]> {
  return (await edge.entries()).filter((entry) => entry.index >= index);
}

async function countOf(event: string): Promise<number> {
  return (await edge.entries()).filter((entry) => entry.event === event).length;
}

async function untilAsked(user: string, count: number): Promise<void> {
  await until(async () => {
    const entries = await edge.entries();
    return entries.filter(({ event, body }) => event === 'query.asked' && body.user === user).length >= count;
  }, `${user} has asked ${count} times`);
}
