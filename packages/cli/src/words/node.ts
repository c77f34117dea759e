// SPDX-License-Identifier: Apache-2.0
// The words of a node that is made, run, and locked anew.
import { type Command, Option } from 'commander';
import type { ChangePassphraseOptions, InitNodeOptions, RunNodeOptions } from '../commands/node.ts';
import { type Finish, type Wrap, wrapsOf } from './wrap.ts';

export function describeNode(program: Command, finish: Finish): void {
  const { command } = wrapsOf(finish);
  const node = program.command('node').description('a national node');
  describeRuns(node, command);
  describeCustody(node, command);
}

function describeRuns(node: Command, command: Wrap): void {
  node
    .command('init')
    .description('make the data directory of a node: keys, configuration, root of trust')
    .requiredOption('--dir <dir>', 'directory to make')
    .requiredOption('--state <code>', 'ISO 3166 alpha-3 code of the State')
    .requiredOption('--name <name>', "the State's name")
    .requiredOption('--node-id <id>', 'a host label such as geo-1')
    .requiredOption('--authority <name>', 'the authority in whose name officers ask')
    .requiredOption('--trust-root <file>', 'the root of trust of the federation')
    .requiredOption('--officer-port <port>', "port of the officer's edge")
    .requiredOption('--partner-port <port>', "port of the partners' edge")
    .option('--officer-host <host>', "address of the officer's edge", '127.0.0.1')
    .option('--partner-host <host>', "address on which the partners' edge listens", '0.0.0.0')
    .option('--public-host <host>', 'name or address at which partners reach it, where --partner-host is 0.0.0.0 or ::')
    .option('--passphrase-file <file>', 'keep the keys under the passphrase in this file')
    .option('--credential <name>', 'keep the keys under a credential of systemd')
    .option('--pkcs11-module <file>', "keep the keys in a token: the token's library")
    .option('--pkcs11-token <label>', 'label of the token')
    .option('--pkcs11-pin-file <file>', 'file that holds the PIN')
    .option('--json', 'print JSON')
    .action(command(async (options: InitNodeOptions) => (await import('../commands/node.ts')).initNode(options)));
  node
    .command('start')
    .description('run a node until SIGTERM')
    .requiredOption('--dir <dir>', "the node's data directory")
    .option('--passphrase-file <file>', 'instead of the one that the configuration names; /dev/stdin is one')
    .option('--json', 'print one line of JSON when ready')
    .addOption(new Option('--ends-with-parent', 'end when the channel to the starting process ends').hideHelp())
    .action(command(async (options: RunNodeOptions) => (await import('../commands/node.ts')).runNode(options)));
}

function describeCustody(node: Command, command: Wrap): void {
  node
    .command('change-passphrase')
    .description('lock the keys with another passphrase; no key changes')
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--new-passphrase-file <file>', 'file that holds the new passphrase')
    .option('--passphrase-file <file>', 'the one until now, instead of the one that the configuration names')
    .option('--json', 'print JSON')
    .action(
      command(async (options: ChangePassphraseOptions) =>
        (await import('../commands/node.ts')).changePassphrase(options),
      ),
    );
}
