// SPDX-License-Identifier: Apache-2.0
// Offline packs from the command line: a device and a secret, a pack from a node, checks without a line, and the log back.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestEdge, PASSWORD, type TestEdge } from '@iims/node/api/officer/officer-edge.fixture';
import { passportAlert, personAlert } from '@iims/node/query/alert.fixture';
import { loadRegister } from '@iims/node/registers/load-register';
import { type RanOnBytes, runOnBytes } from '../offline-federation.fixture.ts';

const SECRETS = ['a device passphrase', 'an officer secret', PASSWORD];

let edge: TestEdge;
let folder: string;
const at = (name: string): string => join(folder, name);
const signedIn = (user: string): string[] => [
  ...['--node', `http://127.0.0.1:${edge.port}`, '--user', user],
  ...['--password-file', at('password'), '--json'],
];
const opening = (): string[] => [
  ...['--pack', at('pack'), '--device', at('device')],
  ...['--passphrase-file', at('passphrase'), '--secret-file', at('secret')],
];
const CHECK = ['--purpose', 'border-check', '--case', 'CASE-1', '--json'];

async function run(
  words: readonly string[],
  variables: Record<string, string> = {},
): Promise<RanOnBytes & { lines: Record<string, unknown>[] }> {
  const ran = await runOnBytes(['pack', ...words], new Uint8Array(0), variables);
  const said = `${ran.stdout}${ran.stderr}`;
  for (const secret of SECRETS) assert.ok(!said.includes(secret), 'no secret in what is said');
  const lines = ran.stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  return { ...ran, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const codeOf = ({ lines }: { lines: Record<string, unknown>[] }) =>
  (lines[0]?.error as { code: string } | undefined)?.code;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iims-pack-'));
  edge = await openTestEdge();
  const now = Date.now();
  const documents = { id: 'documents', kind: 'travel-document', title: 'Stolen', changedAt: now };
  await loadRegister(edge.store, { ...documents, alerts: [passportAlert('AA1234567', 1)] }, now);
  const persons = { id: 'persons', kind: 'person', title: 'Wanted', changedAt: now };
  await loadRegister(
    edge.store,
    { ...persons, alerts: [personAlert(2, { handling: 'H1', cautions: ['armed'] })] },
    now,
  );
  for (const [name, secret] of [
    ['passphrase', SECRETS[0]!],
    ['secret', SECRETS[1]!],
    ['password', PASSWORD],
    ['wrong', 'not the right words'],
  ] as const)
    writeFileSync(at(name), `${secret}\n`, { mode: 0o600 });
  writeFileSync(at('root'), edge.trust.roots[0]!.file);
});

after(async () => {
  await edge.close();
  rmSync(folder, { recursive: true });
});

test('a device is made, a secret set, and a pack comes, each file for its owner alone', async () => {
  const device = ['device', '--out', at('device'), '--name', 'tablet 7', '--trust-root', at('root')];
  const request = await run([...device, '--passphrase-file', at('passphrase'), '--json']);
  assert.equal(request.status, 0);
  writeFileSync(at('request'), request.stdout);
  assert.equal((await run(['secret', ...signedIn('officer'), '--secret-file', at('secret')])).status, 0);
  const make = ['make', '--officer', 'officer', '--request', at('request'), '--out', at('pack'), '--uses', '4'];
  assert.equal((await run([...make, ...signedIn('operator')])).status, 0);
  assert.equal(codeOf(await run([...make, ...signedIn('operator')])), 'keys.exists');
  assert.deepEqual(
    [at('device'), at('pack')].map((path) => statSync(path).mode & 0o777),
    [0o600, 0o600],
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('partial') || name.endsWith('.tmp')),
    [],
  );
});

test('a hit asks for confirmation, a miss is no no-hit, and both say how old the pack is and what is left', async () => {
  const ran = await run(['check', ...opening(), ...CHECK, 'AA1234567', 'KOVAL IVAN 29.02.1980', 'no input ?']);
  assert.equal(ran.status, 2);
  const [hit, person, fault] = ran.lines as { verdict: string; complete: boolean; offline: Record<string, unknown> }[];
  assert.deepEqual([hit!.verdict, hit!.complete, hit!.offline.confirm, hit!.offline.usesLeft], ['hit', false, true, 3]);
  assert.deepEqual([person!.verdict, person!.offline.use], ['hit', 2]);
  assert.ok('error' in fault!, 'what cannot be read uses nothing up');
  const shown = await runOnBytes(
    ['pack', 'check', ...opening(), ...CHECK.slice(0, -1), 'ZZ7654321'],
    new Uint8Array(0),
  );
  assert.equal(shown.status, 3);
  assert.match(
    shown.stdout.toString(),
    /^INCOMPLETE {2}Not in the pack of .* This is not a no-hit\.\n[\s\S]*1 check left;/,
  );
});

test('the wrong secret, passphrase, device file and a pack that was changed open nothing', async () => {
  const without = (name: string, value: string) => opening().map((word) => (word === at(name) ? at(value) : word));
  assert.equal(codeOf(await run(['check', ...without('secret', 'wrong'), ...CHECK, 'AA1234567'])), 'pack.locked');
  const bytes = readFileSync(at('pack'));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(at('changed'), bytes);
  assert.equal(codeOf(await run(['check', ...without('pack', 'changed'), ...CHECK, 'AA1234567'])), 'pack.signature');
  writeFileSync(at('exposed'), SECRETS[0]!, { mode: 0o644 });
  assert.equal(
    codeOf(await run(['check', ...without('passphrase', 'exposed'), ...CHECK, 'AA1234567'])),
    'keys.exposed',
  );
});

test('a process killed between log and answer leaves the check in the log', async () => {
  const kill = join(import.meta.dirname, '../pack/killed-before-answer.fixture.ts');
  const ran = await runOnBytes(['pack', 'check', ...opening(), ...CHECK, 'AA1234567'], new Uint8Array(0), {
    NODE_OPTIONS: `--import=${kill}`,
  });
  assert.deepEqual([ran.status, ran.stdout.length], [null, 0]);
  assert.equal(codeOf(await run(['check', ...opening(), ...CHECK, 'AA1234567'])), 'pack.uses-spent');
});

test('the log comes back with its end, once though it comes twice, the pack is destroyed, and hits wait to be confirmed', async () => {
  const upload = ['upload', ...signedIn('officer'), ...opening()];
  const { packId: _id, ...uploaded } = (await run([...upload, '--end'])).lines[0]!;
  assert.deepEqual(uploaded, { uses: 4, taken: 4, ended: true });
  assert.ok(!existsSync(at('pack')));
  assert.equal((await run(['upload', ...signedIn('officer'), '--pack', at('pack')])).lines[0]!.taken, 0);
  const { hits } = (await run(['hits', ...signedIn('operator')])).lines[0] as { hits: { entry: number }[] };
  assert.equal(hits.length, 3);
  const settle = ['settle', ...signedIn('operator'), '--entry', `${hits[0]!.entry}`, '--stands', 'yes'];
  assert.equal((await run(settle)).status, 0);
  const { packs } = (await run(['list', ...signedIn('auditor')])).lines[0] as { packs: Record<string, unknown>[] };
  const [pack] = packs;
  assert.deepEqual([pack!.standing, pack!.usesTaken, pack!.hitsToSettle], ['returned', 4, 2]);
  const used = (await edge.entries()).filter(({ event }) => event === 'pack.used');
  assert.equal(used.length, 4);
});

test('a pack whose time is over is refused, closed and destroyed', async () => {
  const make = ['make', '--officer', 'officer', '--request', at('request'), '--out', at('pack2'), '--minutes', '1'];
  assert.equal((await run([...make, ...signedIn('operator')])).status, 0);
  const words = opening().map((word) => (word === at('pack') ? at('pack2') : word));
  const late = join(import.meta.dirname, '../pack/two-minutes-late.fixture.ts');
  const ran = await run(['check', ...words, ...CHECK, 'AA1234567'], { NODE_OPTIONS: `--import=${late}` });
  assert.equal(codeOf(ran), 'pack.expired');
  assert.ok(!existsSync(at('pack2')));
  const [uploaded] = (await run(['upload', ...signedIn('officer'), '--pack', at('pack2')])).lines;
  assert.deepEqual([uploaded!.uses, uploaded!.ended], [0, true]);
});
