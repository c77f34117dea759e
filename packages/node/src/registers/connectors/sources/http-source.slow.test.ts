// SPDX-License-Identifier: Apache-2.0
// What a service may say of pages and positions, and a service that stops speaking HTTP.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { HttpPlan } from '../connector-file.ts';
import { httpSource } from './http-source.ts';
import type { SourcePage, Wanted } from './source.ts';

describe('a service over HTTP', () => {
  let answer: RequestListener;
  let url: string;
  const server = createServer((request, response) => answer(request, response));
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => void server.close());

  const pagesOf = async (plan: Partial<HttpPlan>, wanted: Wanted): Promise<SourcePage[]> => {
    const open = await httpSource({ kind: 'http', url, rows: 'rows', id: 'id', ...plan }).open(['id'], () => undefined);
    const pages: SourcePage[] = [];
    for await (const page of open.pages(wanted)) pages.push(page);
    return pages;
  };
  const says = (body: object) => {
    answer = (_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };
  const changes = { parameter: 'since', position: 'at' };
  const whole = { what: 'whole', position: undefined } as const;

  it('fails where it turns to another protocol, and is not waited for', { timeout: 5_000 }, async () => {
    answer = (request) =>
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    await assert.rejects(pagesOf({}, whole), { code: 'connector.answer' });
  });

  it('is given no token that would be more than one word of a header', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'iims-token-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'token');
    writeFileSync(file, 'secret\nof two lines', { mode: 0o600 });
    says({ rows: [] });
    await assert.rejects(pagesOf({ token: { file } }, whole), { code: 'connector.invalid', field: 'source.token' });
    writeFileSync(file, 'secret\n');
    assert.equal((await pagesOf({ token: { file } }, whole)).length, 1);
  });

  it('names no page and no position longer than an address', async () => {
    says({ rows: [], at: 'a'.repeat(2_001), next: 'b'.repeat(2_001) });
    await assert.rejects(pagesOf({ changes }, whole), { code: 'connector.too-large' });
    await assert.rejects(pagesOf({ page: { parameter: 'page', next: 'next' } }, whole), {
      code: 'connector.too-large',
    });
  });

  it('that says no position keeps the one before; without one all is read again', async () => {
    says({ rows: [] });
    const position = JSON.stringify({ since: 'a' });
    assert.deepEqual(await pagesOf({ changes }, { what: 'changes', position }), [{ rows: [], position }]);
    assert.deepEqual(await pagesOf({ changes }, whole), [{ rows: [] }]);
  });
});
