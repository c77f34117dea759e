// SPDX-License-Identifier: Apache-2.0
// A connector to a service over HTTP: what it takes in, and what a service that is away, huge, slow, elsewhere or another does to the register.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import { connectorFile, openTestRegisters, type TestRegisters } from './connectors.fixture.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const row = (nr: number, more: object = {}) => ({ nr, doc: `X${1_000_000 + nr}`, issuer: 'UTO', state: 'L', ...more });
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i + 1));
const json = (response: ServerResponse, body: unknown, headers: object = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

describe('a connector to a service', () => {
  let answer: Answer;
  let url: string;
  const server = createServer((request, response) => answer(request, response));
  let registers: TestRegisters;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  });
  beforeEach(async () => {
    registers = await openTestRegisters();
    registers.configure(connectorFile({ kind: 'http', url, rows: 'items', id: 'nr' }, { failuresMax: 2 }));
  });
  afterEach(() => registers.close());
  after(async () => {
    server.closeAllConnections();
    server.close();
  });

  test('the first reading waits for a person, later ones apply by themselves, and freshness is measured', async () => {
    let items = rows(40);
    answer = (_, response) => json(response, { items });
    const first = await registers.startApproved();
    assert.deepEqual([first.counts?.read, first.counts?.accepted], [40, 40]);
    const { checkedAt, staleAfterMs } = await registers.source();
    assert.equal(staleAfterMs, 3_600_000);
    items = [...items.slice(1), row(99)];
    await registers.untilHeld(['1', '2', '99'], ['2', '99']);
    await registers.until(({ isRunning }) => !isRunning);
    assert((await registers.source()).checkedAt > checkedAt);
  });

  test('where a row is too long to be taken along, what the State issued is complete for nothing', async () => {
    const mapping = {
      columns: { nr: 'id', doc: 'number' },
      constants: { documentType: 'passport', standing: 'valid' },
    };
    const positive = { completeFor: ['passport'] };
    registers.configure(connectorFile({ kind: 'http', url, rows: 'items', id: 'nr' }, { mapping, positive }));
    let items = rows(2);
    answer = (_, response) => json(response, { items });
    await registers.startApproved();
    items = [...items, row(3, { doc: 'X'.repeat(20_000) })];
    await registers.until(({ counts }) => counts?.reasons['too-long'] === 1);
    const [register] = await listPositiveRegisters(registers.store.reader);
    assert.deepEqual([register?.rows, register?.completeFor], [2, []]);
  });

  test('a source whose rows vanish changes nothing until a person says so', async () => {
    let items = rows(40);
    answer = (_, response) => json(response, { items });
    await registers.startApproved();
    items = rows(20);
    const { waitsFor } = await registers.until((status) => status.waitsFor !== undefined);
    assert.deepEqual(await registers.held('1', '40'), ['1', '40']);
    await registers.imports.abandon(waitsFor!, 'operator');
    const declined = await registers.until(({ standing }) => standing === 'stopped');
    assert.equal(declined.failure?.code, 'connector.declined');
    assert.deepEqual(await registers.held('1', '40'), ['1', '40']);
    items = [];
    await registers.connectors.start('source', 'operator');
    const empty = await registers.until(({ failure }) => failure !== undefined);
    assert.equal(empty.failure?.code, 'import.empty');
    assert.deepEqual(await registers.held('1', '40'), ['1', '40']);
  });

  test('a source that goes away is unavailable, and answers again when it is there', async () => {
    const whole: Answer = (_, response) => json(response, { items: rows(3) });
    answer = whole;
    await registers.startApproved();
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"items":[');
      setTimeout(() => response.destroy(), 10);
    };
    const failed = await registers.until(({ failures }) => failures >= 2);
    assert.equal(failed.failure?.code, 'connector.answer');
    const standing = async () => (await registers.source()).sourceStanding;
    for (const endsAt = Date.now() + 3_000; (await standing()) !== 'unavailable'; ) {
      assert(Date.now() < endsAt);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(await registers.held('1', '3'), ['1', '3']);
    answer = whole;
    await registers.until(({ failures }) => failures === 0);
    assert.equal(await standing(), 'current');
  });

  test('what is no list of this service is a failure with its code, and the test says at which step', async () => {
    const tried: [string, string, Answer][] = [
      [
        'connector.answer',
        'sign-in',
        (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      ],
      [
        'connector.answer',
        'columns',
        (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('{"items":[]}'),
      ],
      ['connector.sign-in', 'sign-in', (_, response) => void response.writeHead(401).end()],
      ['connector.columns', 'columns', (_, response) => json(response, { things: [] })],
      ['connector.columns', 'columns', (_, response) => json(response, { items: [{ number: 1 }] })],
      ['connector.answer', 'columns', (_, response) => json(response, { items: [] }, { 'content-encoding': 'gzip' })],
      ['connector.unreachable', 'address', (request) => request.socket.destroy()],
      [
        'connector.too-large',
        'columns',
        (_, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const more = () => {
            while (!response.destroyed && response.write(MEBIBYTE));
          };
          response.on('drain', more);
          more();
        },
      ],
    ];
    for (const [code, step, how] of tried) {
      answer = how;
      const { outcome, steps, fault } = await registers.connectors.test('source', 'operator');
      assert.deepEqual([outcome, fault?.code], ['failed', code]);
      assert.equal(steps.find((one) => one.outcome === 'failed')?.step, step, code);
    }
  });

  test('a test shows rows beside what they would become, and stores nothing but its entry', async () => {
    const items = [row(1), row(2, { state: 'lost in the sea' }), { ...row(3), nr: 'UKR-DOC-3' }, row(4)];
    answer = (_, response) => json(response, { items });
    const before = await registers.entries();
    const { rows: shown, steps } = await registers.connectors.test('source', 'operator');
    assert(steps.every(({ outcome }) => outcome === 'passed' || outcome === 'unused'));
    assert.equal(shown[0]?.alert?.id, 'GEO-DOC-1');
    assert.equal(shown[0]?.cells.doc, 'X1000001');
    assert.deepEqual(shown[1]?.refused, { reason: 'field', field: 'category' });
    assert.deepEqual(shown[2]?.refused, { reason: 'other-state' });
    const added = (await registers.entries()).slice(before.length);
    assert.deepEqual(
      added.map(({ event }) => event),
      ['connector.tested'],
    );
    assert(!JSON.stringify(added[0]!.body).includes('X1000001'));
  });

  test('changes are taken since the last one, removals included, and a mass removal is not', async () => {
    let items: object[] = rows(60);
    let at = 'a';
    let asked: string | null = null;
    answer = (request, response) => {
      asked = new URL(request.url!, url).searchParams.get('since');
      json(response, { items, at });
    };
    const changing = { parameter: 'since', position: 'at' };
    const removed = { column: 'gone', values: ['true'] };
    registers.configure(connectorFile({ kind: 'http', url, rows: 'items', id: 'nr', changes: changing, removed }));
    await registers.startApproved();
    at = 'b';
    items = [row(61), row(1, { gone: true }), row(2, { state: 'S' }), row(2, { issuer: '' })];
    const status = await registers.until(({ counts }) => counts?.read === 4);
    assert.equal(asked, 'a');
    assert.deepEqual(status.counts?.reasons, { field: 1 });
    assert.deepEqual(await registers.held('1', '2', '61'), ['2', '61']);
    items = Array.from({ length: 30 }, (_, i) => row(i + 3, { gone: true }));
    await registers.until((one) => one.waitsFor !== undefined || one.failure !== undefined);
    assert.deepEqual(await registers.held('3', '32'), ['3', '32']);
  });
});

const MEBIBYTE = Buffer.alloc(1_048_576, 0x20);
