// SPDX-License-Identifier: Apache-2.0
// What careless and hostile people send: each refusal names field, rule and fix, and nothing of the input comes back or stays anywhere.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyKeyOf } from '@iims/crypto/keys';
import { startPublisher } from '../../audit/publisher.ts';
import { LOG_FOLDER } from '../../data-directory.ts';
import { describeFault, errorJson } from './fault.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

/** Stands in everything that is sent here; it must come back from nowhere. */
const MARK = 'Zaphod';

let edge: TestEdge;
let officer: SignedIn;
const unknownFaults: unknown[] = [];
before(async () => {
  edge = await openTestEdge({ onUnknownFault: (fault) => unknownFaults.push(fault) });
  officer = await edge.signIn('officer');
});
after(() => edge.close());

const QUERY = { input: 'AA1234BB', purpose: 'border-check', caseRef: 'CASE-1' };

test('bytes that are no strict JSON are refused by name', async () => {
  const bodies: readonly (readonly [string, string | Uint8Array])[] = [
    ['json.syntax', `{"input":"${MARK}"`],
    ['json.syntax', `{"input":"${MARK}"} {}`],
    ['json.syntax', `input=${MARK}`],
    ['json.duplicate-key', `{"input":"${MARK}","input":"x"}`],
    ['json.forbidden-key', `{"__proto__":{"role":"${MARK}"}}`],
    ['json.forbidden-key', `{"constructor":{"prototype":"${MARK}"}}`],
    ['json.lone-surrogate', `{"input":"${MARK}\\ud800"}`],
    ['json.number-range', `{"input":1e400,"x":"${MARK}"}`],
    ['json.number-range', `{"input":9007199254740993,"x":"${MARK}"}`],
    ['json.too-deep', `${'['.repeat(100)}"${MARK}"${']'.repeat(100)}`],
    ['json.too-deep', '['.repeat(60_000)],
    ['json.encoding', `\ufeff{"input":"${MARK}"}`],
    ['json.encoding', Buffer.from(`{"input":"${MARK}"}`, 'utf16le')],
    ['json.encoding', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['json.too-large', `{"input":"${MARK.repeat(11_000)}"}`],
  ];
  for (const [code, body] of bodies) await refuses(code, { body, headers: { 'content-type': 'application/json' } });
});

test('only JSON is read', async () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    MARK,
  ];
  for (const type of types) {
    const refused = await refuses('input.invalid', { body: JSON.stringify(QUERY), headers: { 'content-type': type } });
    assert.deepEqual([refused.field, refused.rule], ['content-type', 'application/json'], type);
  }
});

test('a field that is missing, unknown or of another kind is named, an unknown one without its name', async () => {
  const inputs: readonly (readonly [string, string, object])[] = [
    ['query.case-reference', 'caseRef', { ...QUERY, caseRef: undefined }],
    ['query.case-reference', 'caseRef', { ...QUERY, caseRef: '' }],
    ['query.case-reference', 'caseRef', { ...QUERY, caseRef: `${MARK}<script>` }],
    ['query.case-reference', 'caseRef', { ...QUERY, caseRef: `${MARK}\n` }],
    ['query.case-reference', 'caseRef', { ...QUERY, caseRef: MARK.repeat(20) }],
    ['query.purpose', 'purpose', { ...QUERY, purpose: undefined }],
    ['query.purpose', 'purpose', { ...QUERY, purpose: MARK }],
    ['query.purpose', 'purpose', { ...QUERY, purpose: [MARK] }],
    ['input.invalid', 'input', { ...QUERY, input: { text: MARK } }],
    ['input.invalid', 'input', { ...QUERY, input: undefined }],
    ['input.invalid', 'request', { ...QUERY, [MARK]: 1 }],
    ['input.invalid', 'request', { ...QUERY, toString: MARK }],
    ['input.invalid', 'request', { ...QUERY, hasOwnProperty: MARK }],
    ['input.invalid', 'request', [MARK]],
  ];
  for (const [code, field, json] of inputs) {
    assert.equal((await refuses(code, { json })).field, field, JSON.stringify(json));
  }
});

test('lines that cannot be read are refused, and SQL and HTML are only text', async () => {
  const inputs: readonly (readonly [string, string])[] = [
    ['input.empty', '   '],
    ['input.control-character', `${MARK}\u0000`],
    ['input.control-character', `${MARK}\u001b[2J`],
    ['input.control-character', `${MARK}\u202e1234`],
    ['input.too-long', MARK.repeat(1_700)],
    ['input.unreadable', `${MARK}'; drop table entry; --`],
    ['input.unreadable', `<img src=x onerror=alert("${MARK}")>`],
    ['input.unreadable', `=HYPERLINK("http://${MARK}")`],
    ['input.unreadable', MARK],
    ['mrz.unreadable', `P<UTO${MARK.toUpperCase()}<<${'<'.repeat(33)}\nL898902C36UTO`],
  ];
  for (const [code, input] of inputs) await refuses(code, { json: { ...QUERY, input } });
});

test('query strings are held to the method as bodies are', async () => {
  const auditor = await edge.signIn('auditor');
  const wrong = [
    'limit=0',
    'limit=1e9',
    `limit=${MARK}`,
    'limit=1&limit=2',
    `${MARK}=1`,
    'toString=1',
    '__proto__=1',
    'before=-1',
  ];
  for (const query of wrong) {
    const answer = await edge.get(`/api/entries?${query}`, auditor);
    assert.deepEqual([answer.status, answer.code], [400, 'input.invalid'], query);
    assert.ok(!answer.text.includes(MARK), answer.text);
  }
});

test('sign-in refuses what is no name and no password before anything is counted', async () => {
  const wrong: readonly object[] = [
    {},
    { user: 'officer' },
    { user: '', password: 'x' },
    { user: 'a\u0000b', password: 'x' },
    { user: 'x'.repeat(65), password: 'x' },
    { user: 'officer', password: 'x'.repeat(257) },
    { user: 'officer', password: ['x'] },
    { user: 'officer', password: 'x', toString: 1 },
  ];
  const before = (await edge.entries()).length;
  for (const json of wrong) {
    const answer = await edge.send({ verb: 'POST', path: '/api/login', json });
    assert.deepEqual([answer.status, answer.code], [400, 'input.invalid'], JSON.stringify(json));
  }
  assert.equal((await edge.entries()).length, before);
});

test('nothing refused leaves an entry, and nothing read stands in clear in the published log', async () => {
  const before = (await edge.entries()).length;
  await refuses('input.unreadable', { json: { ...QUERY, input: MARK } });
  assert.equal((await edge.entries()).length, before);

  const asked = await edge.post('/api/query', officer, { ...QUERY, input: `${MARK}, ANNA 1974-08-12` });
  assert.equal(asked.status, 200);
  const { directory, store, keys } = edge;
  const logKeys = {
    origin: 'iims/GEO/audit/1',
    keys: [{ ed25519: verifyKeyOf(keys.log[0]!.ed25519), mldsa44: verifyKeyOf(keys.log[0]!.mldsa44) }],
  };
  const publisher = await startPublisher({ directory, keys: () => logKeys, signers: () => keys.log[0]!, store });
  await publisher.stop();
  const files = readdirSync(join(directory, LOG_FOLDER), { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, LOG_FOLDER, name))
    .filter((path) => statSync(path).isFile());
  assert.ok(files.length >= 3, 'checkpoint, tiles and entries');
  for (const file of files) {
    const text = readFileSync(file, 'latin1').toUpperCase();
    for (const secret of [MARK, QUERY.caseRef, 'OFFICER', 'BORDER-CHECK']) {
      assert.ok(!text.includes(secret.toUpperCase()), `${file} holds ${secret}`);
    }
  }
});

test('a fault that nobody foresaw shows a constant text, and its place but not its words to the administrator', async () => {
  assert.deepEqual(unknownFaults, [], 'no bad input is such a fault');
  const fault = new TypeError(`cannot read ${MARK}\n    at ${MARK} (x.ts:1:1)`);
  assert.equal(errorJson(fault).code, 'node.fault');
  assert.doesNotMatch(JSON.stringify(errorJson(fault)), /Zaphod/);
  assert.match(describeFault(fault), /^TypeError at .*bad-input\.test\.ts:\d+:\d+/);
  assert.doesNotMatch(describeFault(fault), /Zaphod/);
  assert.equal(describeFault(MARK), 'string');
});

async function refuses(
  code: string,
  sent: { json?: unknown; body?: string | Uint8Array; headers?: Record<string, string> },
): Promise<Record<string, string>> {
  const { cookie, csrf } = officer;
  const headers = { cookie, 'x-csrf-token': csrf, ...sent.headers };
  const answer = await edge.send({ verb: 'POST', path: '/api/query', ...sent, headers });
  const about = `${code}: ${String(sent.body ?? JSON.stringify(sent.json)).slice(0, 80)} gave ${answer.text.slice(0, 300)}`;
  assert.equal(answer.code, code, about);
  assert.ok(answer.status >= 400 && answer.status < 500, about);
  assert.ok(!answer.text.toLowerCase().includes(MARK.toLowerCase()), about);
  const { error } = answer.json as { error: Record<string, string> };
  assert.ok(error.message && error.rule, about);
  if (!code.startsWith('json.')) assert.ok(error.field && error.fix, about);
  return error;
}
