// SPDX-License-Identifier: Apache-2.0
// The scripts that need nodes: all against one demonstration.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openNodeStore } from '@iims/node/open-node-store';
import { listRegisters } from '@iims/node/store/alerts';
import { killDemos, type RunningDemo, startDemo } from './demo.fixture.ts';
import { runIims } from './run-iims.fixture.ts';
import { testScripts } from './run-script.fixture.ts';

const PORT = 8680;
let demo: RunningDemo;

before(async () => {
  demo = await startDemo({ port: PORT, records: 300 });
});

after(async () => {
  await demo?.end();
  await killDemos();
});

// Before the scripts, some of which leave alerts.
test('each State holds as many alerts as were asked for', async () => {
  for (const { state } of demo.ready.nodes) assert.equal(await countAlerts(join(demo.directory, state)), 300);
});

testScripts(join(import.meta.dirname, 'scripts/with-demo'), () => {
  const operatorOf = (state: string) =>
    `--node ${demo.urlOf(state)} --user operator.${state.toLowerCase()} --password-file ${demo.directory}/passwords/operator.${state.toLowerCase()}`;
  const urls = demo.ready.nodes.map(({ state, url }) => [`${state}_URL`, url]);
  const query = `iims query --node ${demo.urlOf('GEO')} --user officer.geo --password-file ${demo.directory}/passwords/officer.geo --purpose border-check --case A-1`;
  return {
    ...Object.fromEntries(urls),
    DIR: demo.directory,
    ASK: `${query} --json`,
    ASK_IN_WORDS: query,
    GEO_OPERATOR: operatorOf('GEO'),
    UKR_OPERATOR: operatorOf('UKR'),
    AS_OPERATOR: operatorOf('MDA'),
    PORT: String(PORT),
    FREE_PORT: String(PORT + 20),
    NEXT_FREE_PORT: String(PORT + 21),
  };
});

test('every sample gives what it says, from every State', async () => {
  const { samples, nodes } = demo.ready;
  assert.ok(samples.length >= 8);
  for (const { state } of nodes) {
    const { status, lines } = await demo.query(
      state,
      samples.map(({ input }) => input),
    );
    assert.equal(status, 0, lines.join('\n'));
    assert.equal(lines.length, samples.length);
    for (const [index, { input, expect, from }] of samples.entries()) {
      const verdict = JSON.parse(lines[index]!) as Verdict;
      const told = `${state} asked ${input}: ${lines[index]}`;
      assert.equal(verdict.complete, true, told);
      assert.equal(verdict.verdict, expect, told);
      assert.equal(verdict.states.find((each) => each.state === from)?.outcome, expect, told);
    }
  }
});

test('the line of a ready demonstration holds what scripts rely on, and nothing else', async () => {
  const { ready } = demo;
  assert.deepEqual(Object.keys(ready), ['ready', 'pid', 'nodes', 'accounts', 'samples']);
  assert.deepEqual(
    ready.nodes.map(({ state }) => state),
    ['GEO', 'UKR', 'AZE', 'MDA'],
  );
  for (const node of ready.nodes) assert.deepEqual(Object.keys(node), ['state', 'url', 'pid']);
  assert.equal(ready.accounts.length, 16);
  for (const account of ready.accounts) assert.deepEqual(Object.keys(account), ['state', 'role', 'user', 'password']);
  for (const sample of ready.samples) {
    assert.deepEqual(Object.keys(sample), ['input', 'expect', 'from']);
    assert.match(sample.expect, /^(hit|no-hit)$/);
  }
});

test('passwords stay out of the talk and off the command lines', async () => {
  const { stdout } = await runIims(['user', 'list', '--json', '--dir', join(demo.directory, 'GEO')]);
  for (const { password } of demo.ready.accounts) {
    assert.ok(!stdout.includes(password));
    assert.ok(!demo.stderr().includes(password));
  }
});

async function countAlerts(nodeDirectory: string): Promise<number> {
  const store = await openNodeStore(nodeDirectory);
  try {
    return (await listRegisters(store.reader)).reduce((sum, { rows }) => sum + rows, 0);
  } finally {
    await store.close();
  }
}

interface Verdict {
  readonly verdict: string;
  readonly complete: boolean;
  readonly states: readonly { readonly state: string; readonly outcome: string }[];
}
