// SPDX-License-Identifier: Apache-2.0
// Who may call what, tried with every role on the real server and compared with `spec/vectors/access`.
// `IIMS_WRITE_GOLDEN=1` writes the files anew; a change of them is a decision that somebody reads.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { kemPrivateKeyFromSeed, signingKeyFromSeed } from '@iims/crypto/keys';
import { toBase64 } from '@iims/wire/bytes';
import { ROLES } from '../../access/permissions.ts';
import { composeDeviceRequest } from '../../packs/device-request.ts';
import type { Method } from './method.ts';
import { openTestEdge, PASSWORD, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { OFFICER_METHODS } from './officer-methods.ts';

const FOLDER = new URL('../../../../../spec/vectors/access/', import.meta.url);

const NO_IMPORT = '01890000-0000-7000-8000-000000000000';
const KEM = kemPrivateKeyFromSeed(new Uint8Array(32));
const ALERT = { register: 'none', alertId: 'GEO-PER-1' };

/** An input that each POST accepts. A method without a line here is tried with an empty object. */
const INPUTS: Readonly<Record<string, object>> = {
  '/api/login': { user: 'officer', password: PASSWORD },
  '/api/partners/suspend': { state: 'UKR', reason: 'a reason' },
  '/api/partners/resume': { state: 'UKR' },
  '/api/partners/test': { state: 'UKR' },
  '/api/alerts/enter': { register: 'none', alert: {} },
  '/api/alerts/update': { register: 'none', alert: {} },
  '/api/alerts/revalidate': { ...ALERT, reviewOn: '2099-01-01' },
  '/api/alerts/release': { ...ALERT, digest: '00'.repeat(32) },
  '/api/alerts/withdraw': { ...ALERT, ground: 'found' },
  '/api/not-executed/set': { ...ALERT, state: 'UKR', action: 'arrest', ground: 'a ground' },
  '/api/not-executed/end': { ...ALERT, state: 'UKR' },
  '/api/registers/open': { register: 'opened', kind: 'person', title: 'Opened' },
  '/api/registers/revert': { register: 'none' },
  '/api/registers/withdraw': { register: 'none' },
  '/api/registers/resume': { register: 'none' },
  '/api/imports/begin': {
    register: 'none',
    format: 'jsonl',
    files: [{ name: 'list', bytes: 0 }],
    sha256: '00'.repeat(32),
  },
  '/api/imports/try': { register: 'none', format: 'jsonl', head: 'e30=', isWhole: true },
  '/api/imports/preview': { importId: NO_IMPORT },
  '/api/imports/approve': { importId: NO_IMPORT },
  '/api/imports/abandon': { importId: NO_IMPORT },
  '/api/connectors/test': { name: 'none' },
  '/api/connectors/start': { name: 'none' },
  '/api/connectors/stop': { name: 'none' },
  '/api/packs/secret': { publicKey: toBase64(KEM.publicKey), salt: toBase64(new Uint8Array(16)) },
  '/api/packs/make': {
    officer: 'nobody',
    device: composeDeviceRequest('tablet', KEM.publicKey, signingKeyFromSeed('ed25519', new Uint8Array(32))),
  },
  '/api/packs/settle': { entry: 0, stands: true },
  '/api/packs/strike': { device: '00'.repeat(32) },
  '/api/messages/forward': { id: '0192f0c1-7a3b-7c4d-8e5f-00000000000b', to: [{ state: 'UKR' }] },
  '/api/messages/recall': { id: '0192f0c1-7a3b-7c4d-8e5f-00000000000b', ground: 'sent-in-error' },
  '/api/messages/repeat': { id: '0192f0c1-7a3b-7c4d-8e5f-00000000000b' },
  '/api/notices/decline': { number: 'UKR-NOT-000001', ground: 'human-rights' },
  '/api/notices/execute': { number: 'UKR-NOT-000001' },
  '/api/notices/link': { number: 'UKR-NOT-000001', register: 'none', alertId: 'GEO-PER-1' },
  '/api/notices/override': { refusal: 0, item: 'GEO-NOT-000001', reason: 'a reason' },
  '/api/notices/open': { number: 'GEO-NOT-000001' },
  '/api/notices/draft': { reach: 'notice', caseRef: 'TEST-1', fields: {} },
  '/api/notices/review': { number: 'GEO-NOT-000001', digest: '00'.repeat(32), decision: 'publish' },
  '/api/notices/revalidate': { number: 'GEO-NOT-000001', reviewOn: '2099-01-01' },
  '/api/notices/withdraw': { number: 'GEO-NOT-000001', ground: 'found' },
  '/api/messages/send': {
    to: [{ state: 'UKR' }],
    kind: 'free-message',
    caseRef: 'TEST-1',
    fields: { subject: 'a', text: 'b' },
  },
  '/api/messages/open': { id: NO_IMPORT },
  '/api/messages/reply': { id: NO_IMPORT, fields: {} },
  '/api/uploads/begin': { to: ['UKR'], bytes: 1 },
  '/api/mails/begin': { caseRef: 'GEO-1', bytes: 1, sha256: '00'.repeat(32) },
  '/api/mails/show': { mail: '0192f0c1-7a3b-7c4d-8e5f-00000000000b', attachment: 1 },
  '/api/attachments/show': { id: '0192f0c1-7a3b-7c4d-8e5f-00000000000b', attachment: 1 },
  '/api/mails/complete': { mail: '0192f0c1-7a3b-7c4d-8e5f-00000000000b' },
  '/api/mails/open': { mail: '0192f0c1-7a3b-7c4d-8e5f-00000000000b' },
  '/api/uploads/complete': { uploadId: '0192f0c1-7a3b-7c4d-8e5f-00000000000b', sha256: '00'.repeat(32) },
  '/api/uploads/abandon': { uploadId: '0192f0c1-7a3b-7c4d-8e5f-00000000000b' },
  '/api/confirmations/ask': { queryId: NO_IMPORT, state: 'UKR', register: 'r', alertId: 'a', urgency: 'urgent' },
  '/api/confirmations/send': { id: NO_IMPORT },
  '/api/confirmations/decline': { id: NO_IMPORT, ground: 'not-the-same' },
  '/api/drafts/keep': { draftId: 'one', content: 'a draft' },
  '/api/drafts/open': { draftId: 'none' },
  '/api/drafts/drop': { draftId: 'one' },
  '/api/messages/waiting/open': { id: NO_IMPORT },
  '/api/messages/release': { id: NO_IMPORT, digest: '00'.repeat(32) },
  '/api/messages/refuse-release': { id: NO_IMPORT, ground: 'not-needed' },
  '/api/messages/translate': { id: NO_IMPORT, to: 'en' },
  '/api/messages/archive': { id: NO_IMPORT },
  '/api/messages/assign': { id: NO_IMPORT, assignee: null },
  '/api/cases/open': { caseRef: 'TEST-1', title: 'a title' },
  '/api/cases/note': { caseRef: 'TEST-1', text: 'a note' },
  '/api/cases/task': { caseRef: 'TEST-1', text: 'a task' },
  '/api/cases/change-task': { caseRef: 'TEST-1', task: 0, done: true },
  '/api/cases/assign': { caseRef: 'TEST-1', assignee: null },
  '/api/cases/link': { caseRef: 'TEST-1', other: 'TEST-2', reason: 'other' },
  '/api/cases/unlink': { caseRef: 'TEST-1', other: 'TEST-2' },
  '/api/cases/close': { caseRef: 'TEST-1', outcome: 'answered', leavesOpen: true },
  '/api/cases/wait': { caseRef: 'TEST-1' },
  '/api/cases/reopen': { caseRef: 'TEST-1' },
  '/api/cases/hold': { caseRef: 'NO-SUCH-CASE', reason: 'a reason' },
  '/api/cases/lift-hold': { caseRef: 'NO-SUCH-CASE', reason: 'a reason' },
  '/api/cases/export': { caseRef: 'NO-SUCH-CASE', format: 'eml' },
  '/api/templates/keep': { kind: 'free-message', name: 'a name', fields: {} },
  '/api/templates/drop': { template: 0 },
  '/api/directory/keep': { points: [] },
  '/api/checks/start': { states: ['UKR'] },
  '/api/check-schedules/keep': { name: 'weekly', states: ['UKR'], everyDays: 7, firstDay: '2026-01-05', at: '09:00' },
  '/api/check-schedules/drop': { schedule: 0 },
  '/api/query': { input: 'AA1234BB', purpose: 'border-check', caseRef: 'TEST-1' },
  '/api/manifest': { manifest: 'AA1234BB', purpose: 'border-check', caseRef: 'TEST-1' },
};

/** Where the query string is the input, and a call without one is refused before the caller's role is looked at. */
const QUERY_STRINGS: Readonly<Record<string, string>> = {
  '/api/registers/export': '?register=none',
  '/api/imports/part': `?importId=${NO_IMPORT}&offset=0`,
  '/api/receipts': '?queryId=01890000-0000-7000-8000-000000000000',
  '/api/alerts': '?register=none&alertId=GEO-PER-1',
  '/api/alerts/list': '?register=none',
  '/api/alerts/told': '?register=none&alertId=GEO-PER-1',
  '/api/alerts/told/receipts': '?register=none&alertId=GEO-PER-1',
  '/api/uploads/part': `?uploadId=0192f0c1-7a3b-7c4d-8e5f-00000000000b&offset=0&sha256=${'00'.repeat(32)}`,
  '/api/uploads': '?uploadId=0192f0c1-7a3b-7c4d-8e5f-00000000000b',
  '/api/mails/part': '?mail=0192f0c1-7a3b-7c4d-8e5f-00000000000b&offset=0',
  '/api/previews': `?ticket=${'00'.repeat(16)}`,
  '/api/mails/save': '?mail=0192f0c1-7a3b-7c4d-8e5f-00000000000b',
  '/api/attachments/save': '?id=0192f0c1-7a3b-7c4d-8e5f-00000000000b&attachment=1',
  '/api/messages/show': `?id=${NO_IMPORT}`,
  '/api/messages/related': `?id=${NO_IMPORT}`,
  '/api/cases/show': '?caseRef=TEST-1',
  '/api/cases/notes': '?caseRef=TEST-1&before=1',
  '/api/messages/receipt': `?id=${NO_IMPORT}`,
};

test('each role may call exactly the methods that the golden matrix names', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const lines = [HEADING];
  const sessions = new Map<string, SignedIn>();
  // One after the other: who is suspended in one line is resumed in the next.
  for (const method of OFFICER_METHODS) lines.push(await lineOf(edge, method, sessions));
  compareWithGolden('matrix.txt', lines);
});

test('only signing in is open to everyone', () => {
  const open = OFFICER_METHODS.filter(({ permission }) => permission === 'open');
  compareWithGolden('open-methods.txt', open.map(nameOf));
});

test('every refusal of the matrix is an entry that names account, permission and object', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  const auditor = await edge.signIn('auditor');
  const answer = await edge.post('/api/query', auditor, INPUTS['/api/query']!);
  assert.equal(answer.code, 'access.denied');
  const last = (await edge.entries()).at(-1)!;
  assert.equal(last.event, 'access.denied');
  const { at: _at, ...body } = last.body;
  assert.deepEqual(body, {
    event: 'access.denied',
    user: 'auditor',
    role: 'auditor',
    permission: 'query.ask',
    object: 'node',
  });
});

async function lineOf(edge: TestEdge, method: Method<unknown>, sessions: Map<string, SignedIn>): Promise<string> {
  const columns: string[] = [];
  for (const role of ROLES) columns.push((await tryAs(edge, method, role, sessions)).padEnd(COLUMN_WIDTH));
  columns.push(await tryAnonymously(edge, method));
  return `${nameOf(method).padEnd(NAME_WIDTH - 1)} ${columns.join('')}`;
}

/** One session for each role, and another after it has signed out. */
async function tryAs(
  edge: TestEdge,
  { verb, path, bytesMax }: Method<unknown>,
  role: (typeof ROLES)[number],
  sessions: Map<string, SignedIn>,
): Promise<string> {
  const session = sessions.get(role) ?? (await edge.signIn(role));
  if (path === '/api/logout') sessions.delete(role);
  else sessions.set(role, session);
  const place = path + (QUERY_STRINGS[path] ?? '');
  if (bytesMax !== undefined) return outcomeOf(await edge.postBytes(place, session, new Uint8Array(1)));
  const answer = verb === 'GET' ? await edge.get(place, session) : await edge.post(path, session, INPUTS[path] ?? {});
  return outcomeOf(answer);
}

async function tryAnonymously(edge: TestEdge, { verb, path }: Method<unknown>): Promise<string> {
  return outcomeOf(await edge.send({ verb, path, ...(verb === 'GET' ? {} : { json: INPUTS[path] ?? {} }) }));
}

function outcomeOf({ status, code }: { status: number; code: string | undefined }): string {
  return status === 200
    ? 'yes'
    : (code ?? `status ${status}`).replace(
        /^(?:access|receipt|alert|attachment|import|register|connector|message)\./,
        '',
      );
}

function nameOf({ verb, path }: Method<unknown>): string {
  return `${verb} ${path}`;
}

function compareWithGolden(file: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`;
  if (process.env.IIMS_WRITE_GOLDEN === '1') writeFileSync(new URL(file, FOLDER), text);
  assert.equal(text, readFileSync(new URL(file, FOLDER), 'utf8'), file);
}

const NOBODYS_PORT = 1;
/** As the longest error code that stands in one, and a space. */
const COLUMN_WIDTH = 23;
/** As the longest method, and a space. */
const NAME_WIDTH = 34;
const HEADING = `${'method'.padEnd(NAME_WIDTH)}${ROLES.map((role) => role.padEnd(COLUMN_WIDTH)).join('')}anonymous`;
