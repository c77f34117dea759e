// SPDX-License-Identifier: Apache-2.0
// The words of lists of travellers.
import type { Command } from 'commander';
import type { CheckManifestOptions } from '../commands/manifest-check.ts';
import { groupOf, type WrapFiles } from './wrap.ts';

export function describeManifest(program: Command, withFiles: WrapFiles): void {
  groupOf(program, 'manifest', 'lists of travellers: a bus, a ferry, a flight')
    .command('check')
    .description('ask a node about a list of travellers, as an officer')
    .argument('<file>', 'machine-readable zones, CSV with a header, or NAME, given, date; - is stdin')
    .requiredOption('--node <url>', "address of the node's officer's edge")
    .requiredOption('--user <user>', 'account')
    .requiredOption('--password-file <file>', 'file that holds the password')
    .requiredOption('--purpose <purpose>', 'why it is asked, for example border-check')
    .requiredOption('--case <reference>', 'reference of the case')
    .option('--json', 'one line of JSON for each traveller, then one with the summary')
    .action((path: string, options: CheckManifestOptions) =>
      withFiles(async ([given], all: CheckManifestOptions) =>
        (await import('../commands/manifest-check.ts')).checkManifest(given!, all),
      )([path], options),
    );
}
