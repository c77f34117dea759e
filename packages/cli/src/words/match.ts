// SPDX-License-Identifier: Apache-2.0
// The words of comparing names without a node.
import type { Command } from 'commander';
import type { MatchOptions } from '../commands/match.ts';
import type { Wrap } from './wrap.ts';

export function describeMatch(program: Command, command: Wrap): void {
  program
    .command('match')
    .description(
      'compare pairs of names in any script: a line of JSON for each pair on stdin, an answer for each on stdout',
    )
    .requiredOption('--jsonl', 'lines {"id":…,"a":{"name":"…","lang":"uk"},"b":{"name":"…"}}; lang may be left out')
    .addHelpText('after', EXAMPLE)
    .action((options: MatchOptions) =>
      // What it prints are lines of JSON, a fault included.
      command(async (given: MatchOptions & { readonly json: boolean }) =>
        (await import('../commands/match.ts')).match(given),
      )({ ...options, json: true }),
    );
}

const EXAMPLE = `
Answers: {"id":…,"score":0..1,"band":"hit|compare|no","rules":["a","e"],"why":[…]}
Found is a pair from 0.750 on: hit or compare. Rules are the letters of (EU) 2023/333, Annex II, 3.1.`;
