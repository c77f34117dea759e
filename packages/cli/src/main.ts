// SPDX-License-Identifier: Apache-2.0
// `iims`: the command line of administrators, auditors and integrators. Each command is a file of `commands/`.
import { IimsError } from '@iims/wire/errors';
import { Command, CommanderError } from 'commander';
import { verifyAudit } from './commands/audit-verify.ts';
import { demo } from './commands/demo.ts';
import { readMrz } from './commands/mrz.ts';
import { initNode, runNode } from './commands/node.ts';
import { query } from './commands/query.ts';
import { addUser, disableUser, listUsers } from './commands/user.ts';
import type { ExitStatus } from './exit-status.ts';
import { tellFault } from './terminal.ts';

const program = new Command('iims')
  .description('Interstate Information Management System')
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showSuggestionAfterError(false);

program
  .command('demo')
  .description('run four States on this machine, with synthetic data')
  .option('--dir <dir>', 'where the nodes keep their data', './demo-data')
  .option('--port <port>', 'port of the first node; the others follow', '8100')
  .option('--records <n>', 'alerts for each State')
  .option('--seed <n>', 'seed of the synthetic data')
  .option('--json', 'print one line of JSON when all nodes are ready')
  .action(command(demo));

program
  .command('query')
  .description('ask a node as an officer; inputs as arguments, or blank-line-separated on stdin')
  .argument('[input...]')
  .requiredOption('--node <url>', "address of the node's officer's edge")
  .requiredOption('--user <user>', 'account')
  .requiredOption('--password-file <file>', 'file that holds the password')
  .requiredOption('--purpose <purpose>', 'why it is asked, for example border-check')
  .requiredOption('--case <reference>', 'reference of the case')
  .option('--json', 'one line of JSON for each input')
  .action((inputs: string[], options) => run(() => query(inputs, options), options));

program
  .command('mrz')
  .description('read a machine-readable zone from stdin')
  .option('--json', 'print JSON')
  .action(command(readMrz));

const audit = program.command('audit').description('the audit log');
audit
  .command('verify')
  .description("verify the log in a node's data directory, offline, also while the node runs")
  .requiredOption('--dir <dir>', "the node's data directory")
  .option('--trust-root <file>', "the federation's root of trust, to compare with the node's")
  .option('--json', 'print JSON')
  .action(command(verifyAudit));

const node = program.command('node').description('a national node');
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
  .option('--partner-host <host>', "address of the partners' edge", '0.0.0.0')
  .option('--json', 'print JSON')
  .action(command(initNode));
node
  .command('start')
  .description('run a node until SIGTERM')
  .requiredOption('--dir <dir>', "the node's data directory")
  .option('--json', 'print one line of JSON when ready')
  .action(command(runNode));

const user = program.command('user').description('accounts of a node');
user
  .command('add')
  .description('add an account; the password is read from a file or from stdin')
  .requiredOption('--dir <dir>', "the node's data directory")
  .requiredOption('--user <user>', 'account')
  .requiredOption('--role <role>', 'officer, operator, auditor or administrator')
  .option('--password-file <file>', 'file that holds the password')
  .option('--json', 'print JSON')
  .action(command(addUser));
user
  .command('disable')
  .description('close an account and end its sessions')
  .requiredOption('--dir <dir>', "the node's data directory")
  .requiredOption('--user <user>', 'account')
  .option('--json', 'print JSON')
  .action(command(disableUser));
user
  .command('list')
  .description('list the accounts')
  .requiredOption('--dir <dir>', "the node's data directory")
  .option('--json', 'one line of JSON for each account')
  .action(command(listUsers));

await main();

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return;
    const fault = new IimsError('cli.usage', {
      message: thrown.message.replace(/^error: /, ''),
      fix: 'See `iims --help` and `iims <command> --help`.',
    });
    process.exitCode = tellFault(fault, process.argv.includes('--json'));
  }
}

/** Wraps a command that takes its options only. */
function command<Options extends { json: boolean }>(act: (options: Options) => Promise<ExitStatus>) {
  return (options: Options) => run(() => act(options), options);
}

async function run(act: () => Promise<ExitStatus>, options: { json?: boolean }): Promise<void> {
  const json = options.json === true;
  try {
    process.exitCode = await act();
  } catch (fault) {
    process.exitCode = tellFault(fault, json);
  }
}
