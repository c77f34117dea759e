// SPDX-License-Identifier: Apache-2.0
// What a newcomer reads: no line wider than a terminal, and everything that is needed to begin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLES } from '@iims/node/access/permissions';
import type { Demo } from '@iims/testbed/demo/demo-directory';
import { chooseSamples } from '@iims/testbed/demo/samples';
import { DEMO_STATES } from '@iims/testbed/demo/states';
import { syntheticRegisters } from '@iims/testbed/demo/synthetic-alerts';
import { demoInWords } from './demo-in-words.ts';

const registers = new Map(
  DEMO_STATES.map((state) => [state, syntheticRegisters({ state, records: 500, seed: 1, today: 0 })]),
);
const demo: Demo = {
  port: 8100,
  records: 500,
  seed: 1,
  accounts: DEMO_STATES.flatMap((state) =>
    ROLES.map((role) => ({ state, role, user: `${role}.${state.toLowerCase()}`, password: 'sixteen-letters-' })),
  ),
  samples: chooseSamples(registers),
};
const nodes = DEMO_STATES.map((state, place) => ({
  state,
  url: `http://127.0.0.1:${8100 + place}`,
  pid: 4_000_000 + place,
}));
const lines = demoInWords(demo, nodes, './demo-data');
const text = lines.join('\n');

test('no line is wider than 80 columns', () => {
  for (const line of lines) assert.ok([...line].length <= 80, line);
});

test('it names every node, every sample line, and how to ask, switch off, verify and stop', () => {
  for (const { url } of nodes) assert.ok(text.includes(url));
  for (const { input } of demo.samples) for (const line of input.split('\n')) assert.ok(text.includes(line));
  for (const words of ['iims query', 'kill -9', 'audit verify', 'Ctrl-C']) assert.ok(text.includes(words), words);
});

test('of an operator it names what most of the pages are for', () => {
  const line = lines.find((one) => one.includes('operator.geo'));
  for (const word of ['asks', 'alerts', 'imports', 'messages', 'cases']) assert.ok(line?.includes(word), word);
});

test('what it tells to type has no sign that the shell would take for its own', () => {
  const typed = /border-check --case GE-26-1 '(.*)'$/m.exec(text)?.[1];
  assert.match(typed ?? '', /^[^']+$/);
});
