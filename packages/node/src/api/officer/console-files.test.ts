// SPDX-License-Identifier: Apache-2.0
// The console as files: strict headers, nothing outside the folder, and the right ones kept by the browser.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { METHODS } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exchangeBytes } from './http-exchange.fixture.ts';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';

// Below a folder that is called as the one of the hashed names.
const outside = mkdtempSync(join(tmpdir(), 'iims-console-'));
const folder = join(outside, 'assets', 'dist');
const PAGE = '<!doctype html><title>page</title>';
let edge: TestEdge;
before(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'assets', 'page-abc.js'), 'export {};');
  writeFileSync(join(folder, '.env'), 'secret');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(outside, 'assets', 'dist-secret.txt'), 'secret');
  edge = await openTestEdge({ consoleFolder: folder });
});
after(async () => {
  await edge.close();
  rmSync(outside, { recursive: true });
});

test('every answer carries exactly these headers', async () => {
  const expected = {
    'content-security-policy':
      "default-src 'none';script-src 'self';style-src 'self';font-src 'self';img-src 'self';connect-src 'self';frame-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  };
  for (const path of ['/', '/assets/page-abc.js', '/nothing', '/%zz', '/api/session', '/api/nothing']) {
    const { headers } = await edge.send({ verb: 'GET', path });
    const protection = Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]]));
    assert.deepEqual(protection, expected, path);
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
      assert.equal(headers[name], undefined);
  }
});

test('names with a hash are kept for ever, the page is asked for anew, and what is secret is not kept', async () => {
  const kept = async (path: string) => (await edge.send({ verb: 'GET', path })).headers['cache-control'];
  assert.equal(await kept('/assets/page-abc.js'), 'public, max-age=31536000, immutable');
  assert.equal(await kept('/'), 'no-cache');
  assert.equal(await kept('/index.html'), 'no-cache');
  assert.equal(await kept('/nothing'), 'no-store');
  assert.equal(await kept('/api/session'), 'no-store');
});

test('files are read with GET and HEAD, and changed with nothing', async () => {
  assert.equal((await edge.send({ verb: 'GET', path: '/' })).text, PAGE);
  const head = await edge.send({ verb: 'HEAD', path: '/' });
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', String(PAGE.length)]);
  for (const verb of METHODS.filter((verb) => !['GET', 'HEAD', 'CONNECT'].includes(verb))) {
    const answer = await edge.send({ verb, path: '/' });
    assert.deepEqual([answer.status, answer.code], [404, 'access.not-found'], verb);
  }
});

test('no path leads out of the folder or to what is hidden in it', async () => {
  const paths = [
    '/../secret.txt',
    '/../../secret.txt',
    '/assets/../../../secret.txt',
    '/%2e%2e/%2e%2e/secret.txt',
    '/..%2f..%2fsecret.txt',
    '/..%5c..%5csecret.txt',
    '/....//....//secret.txt',
    '/%252e%252e/secret.txt',
    '/../dist-secret.txt',
    '/..%2fdist-secret.txt',
    '/%00/../secret.txt',
    '/secret.txt%00.js',
    '/.env',
    '/assets/%2e%2e/.env',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/%zz',
  ];
  for (const path of paths) {
    const answer = await exchangeBytes(
      edge.port,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${edge.port}\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 40[034] /, `${path} gave ${answer.slice(0, 200)}`);
    assert.doesNotMatch(answer, /secret|root:|Location/i, path);
  }
});
