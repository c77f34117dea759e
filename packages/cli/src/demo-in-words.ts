// SPDX-License-Identifier: Apache-2.0
// What the demonstration tells a newcomer at a terminal of 80 columns: where it is, who to be, what to try.
import { relative } from 'node:path';
import { type Demo, PASSWORDS_FOLDER } from '@iims/testbed/demo/demo-directory';
import type { Sample } from '@iims/testbed/demo/samples';
import { DEMO_STATES, type DemoState, PROFILES } from '@iims/testbed/demo/states';

export interface RunningDemoNode {
  readonly state: DemoState;
  readonly url: string;
  readonly pid: number;
}

export function demoInWords(demo: Demo, nodes: readonly RunningDemoNode[], directory: string): readonly string[] {
  const shown = shortest(directory);
  const [first] = nodes;
  const last = nodes.find(({ state }) => state === 'AZE');
  return [
    '',
    'Four States run on this machine. Everything in them is made up.',
    '',
    ...nodes.map(({ state, url, pid }) => `  ${PROFILES[state].name.padEnd(12)}${url}   process ${pid}`),
    '',
    `Open ${first!.url} and sign in as somebody of ${PROFILES[first!.state].name}:`,
    '',
    ...demo.accounts
      .filter(({ state }) => state === first!.state)
      .map(({ user, password, role }) => `  ${user.padEnd(20)}${password}   ${MAY[role]}`),
    '',
    `Passwords of all four States: ${shown}/${PASSWORDS_FOLDER}`,
    '',
    'Lines worth trying, for any purpose, with a case reference such as GE-26-1:',
    ...demo.samples.flatMap(sampleInWords),
    '',
    'From another terminal',
    '  ask:',
    `    npx iims query --node ${first!.url} --user officer.geo \\`,
    `      --password-file ${shown}/${PASSWORDS_FOLDER}/officer.geo \\`,
    `      --purpose border-check --case GE-26-1 '${oneLineInput(demo.samples)}'`,
    '  switch Azerbaijan off and ask again; the verdict is incomplete:',
    `    kill -9 ${last?.pid ?? ''}`,
    '  verify a log, while it grows:',
    `    npx iims audit verify --dir ${shown}/${DEMO_STATES[0]}`,
    '',
    'Ctrl-C stops all four. The next start goes on where this one ended.',
  ];
}

function sampleInWords({ input, expect, from, about }: Sample): string[] {
  const head = expect === 'no-hit' ? 'no hit' : `${expect.toUpperCase()} from ${PROFILES[from].name}`;
  return ['', `  ${head}: ${about}`, ...input.split('\n').map((line) => `    ${line}`)];
}

/** As it is typed from here. */
function shortest(directory: string): string {
  const fromHere = relative('.', directory) || '.';
  return fromHere.startsWith('..') ? directory : fromHere;
}

/** The first hit that fits into quotes on one line. */
function oneLineInput(samples: readonly Sample[]): string {
  return samples.find(({ input, expect }) => expect === 'hit' && !/['\n]/.test(input))?.input ?? 'L898902C3';
}

const MAY = {
  officer: 'asks, one by one and whole lists',
  operator: 'asks; alerts, imports, messages, cases',
  auditor: 'verifies the log and reads its entries',
  administrator: 'keys, partners, connectors, verifies',
} as const;
