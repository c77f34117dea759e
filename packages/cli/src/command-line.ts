// SPDX-License-Identifier: Apache-2.0
// The words of the command line (spec/cli.md). Each command is a file of `commands/`, loaded when it is called, so that
// `iims mrz` does not wait for a node's code.
import { readFileSync } from 'node:fs';
import { IimsError } from '@iims/wire/errors';
import { Command, CommanderError, Option } from 'commander';
import type { Desk } from './ceremony/desk.ts';
import type { VerifyAuditOptions } from './commands/audit-verify.ts';
import type { BackupOptions, MakeRecoveryKeyOptions, RestoreOptions } from './commands/backup.ts';
import type { DemoCommandOptions } from './commands/demo.ts';
import type { ReadMrzOptions } from './commands/mrz.ts';
import type { ChangePassphraseOptions, InitNodeOptions, RunNodeOptions } from './commands/node.ts';
import type { OpenOptions } from './commands/open.ts';
import type { QueryOptions } from './commands/query.ts';
import type { SealOptions } from './commands/seal.ts';
import type { SelftestOptions } from './commands/selftest.ts';
import type { AddUserOptions, DisableUserOptions, ListUsersOptions } from './commands/user.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { keepQuietWhenReaderLeaves, print, say, tellFault } from './terminal.ts';
import { describeAlerts } from './words/alert.ts';
import { describeCaseExport, describeCases } from './words/case.ts';
import { describeCeremonies } from './words/ceremony.ts';
import { describeConnectors } from './words/connector.ts';
import { describeDirectory } from './words/directory.ts';
import { describeManifest } from './words/manifest.ts';
import { describeMatch } from './words/match.ts';
import { describeMessages } from './words/message.ts';
import { describeNotices } from './words/notice.ts';
import { describePacks } from './words/pack.ts';
import { describeReceipts } from './words/receipt.ts';
import { describeRegisters } from './words/register.ts';
import { describeRunningNode } from './words/running-node.ts';
import type { Wrap, WrapFiles } from './words/wrap.ts';

/**
 * Runs the command that the words name. Resolves to the exit status; whatever is wrong has been told. The commands of a ceremony
 * work at `desk`; without one at the terminal.
 */
export async function runCommandLine(words: readonly string[], desk?: Desk): Promise<ExitStatus> {
  if (desk === undefined) keepQuietWhenReaderLeaves();
  let status: ExitStatus = EXIT.ok;
  const complaints: string[] = [];
  const program = describe({
    finish: (reached) => {
      status = reached;
    },
    complain: (text) => complaints.push(text),
    desk,
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return EXIT.ok;
    const json = wantsJson(words);
    // A group of commands without its second word shows what there is.
    if (thrown.code === 'commander.help' && !json) {
      say(complaints.join('').trimEnd());
      return EXIT.badInput;
    }
    return tellFault(usageFault(thrown), json, hasContentOnStdout(words) ? say : print);
  }
}

interface Ending {
  readonly finish: (status: ExitStatus) => void;
  readonly complain: (text: string) => void;
  readonly desk: Desk | undefined;
}

function describe({ finish, complain, desk }: Ending): Command {
  /** A command that takes options only. */
  const command: Wrap = (act) => async (options) => finish(await orTell(() => act(options), options));
  const withFiles: WrapFiles = (act) => async (files, options) =>
    finish(await orTell(() => act(files, options), options));

  const program = new Command('iims')
    .description('Interstate Information Management System')
    .version(version(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: complain })
    .showSuggestionAfterError(false);

  program
    .command('demo')
    .description('run four States on this machine, with synthetic data')
    .option('--dir <dir>', 'where the nodes keep their data', './demo-data')
    .option('--port <port>', 'port of the first node; the others follow', '8100')
    .option('--records <n>', 'alerts for each State, at the first start (6000)')
    .option('--seed <n>', 'seed of the synthetic data, at the first start (1)')
    .option('--json', 'print one line of JSON when all nodes are ready')
    .action(command(async (options: DemoCommandOptions) => (await import('./commands/demo.ts')).demo(options)));

  program
    .command('query')
    .description('ask a node as an officer; inputs as arguments, or blank-line-separated on stdin')
    .argument('[input...]', 'one query each; the lines of a machine-readable zone joined by a line feed')
    .requiredOption('--node <url>', "address of the node's officer's edge")
    .requiredOption('--user <user>', 'account')
    .requiredOption('--password-file <file>', 'file that holds the password')
    .requiredOption('--purpose <purpose>', 'why it is asked, for example border-check')
    .requiredOption('--case <reference>', 'reference of the case')
    .option('--second-key <text>', "after a compare on a person: a document's number, or the date of birth")
    .option('--json', 'one line of JSON for each input')
    .action(async (inputs: string[], options: QueryOptions) =>
      finish(await orTell(async () => (await import('./commands/query.ts')).query(inputs, options), options)),
    );

  program
    .command('mrz')
    .description('read a machine-readable zone from stdin and check its digits')
    .option('--json', 'print JSON')
    .action(command(async (options: ReadMrzOptions) => (await import('./commands/mrz.ts')).readMrz(options)));

  describeManifest(program, withFiles);
  describeMatch(program, command);
  program
    .command('selftest')
    .description('test the cryptography: known answers, and files of test vectors')
    .option('--vectors <dir>', 'folder with files of test vectors')
    .option('--json', 'print one line of JSON')
    .action(command(async (options: SelftestOptions) => (await import('./commands/selftest.ts')).selftest(options)));

  describeBackup(program, command);
  describeEnvelopes(program, finish);
  describeAudit(program, command);
  describeReceipts(program, command, withFiles);
  describeMessages(program, command, withFiles);
  describeCases(program, command, withFiles);
  describeCaseExport(program, withFiles);
  describeDirectory(program, command, withFiles);
  describeNotices(program, command, withFiles);
  describeRegisters(program, command, withFiles);
  describeAlerts(program, command);
  describeConnectors(program, command);
  describePacks(program, command, withFiles);
  describeCustody(describeNode(program, command), command);
  describeUser(program, command);
  describeRunningNode(program, command, withFiles);
  describeCeremonies(program, command, { run: runCommandLine, desk });
  return program;
}

/** Their stdout is for content: a fault is told on stderr, as JSON too. */
function describeEnvelopes(program: Command, finish: (status: ExitStatus) => void): void {
  program
    .command('seal')
    .description('sign what comes on stdin and seal it to other States, on stdout')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .requiredOption('--from <state>', 'the State whose node signs')
    .requiredOption('--keys <dir>', "the node's data directory, or its folder of keys with the trust folder beside it")
    .requiredOption('--to <states>', 'recipients, such as UKR,MDA')
    .option('--json', 'tell what was done, or the fault, as JSON on stderr')
    .action(async (options: SealOptions) =>
      finish(await orTell(async () => (await import('./commands/seal.ts')).seal(options), options, say)),
    );
  program
    .command('open')
    .description('open an envelope from stdin and write what it holds, once verified, to stdout')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .requiredOption('--keys <dir>', "the node's data directory, or its folder of keys with the trust folder beside it")
    .option('--from-segment <n>', 'go on where an interrupted call stopped: segments of 1 MiB, counted from 0')
    .option('--json', 'tell what was done, or the fault, as JSON on stderr')
    .action(async (options: OpenOptions) =>
      finish(await orTell(async () => (await import('./commands/open.ts')).open(options), options, say)),
    );
}

/** Whether these words call a command whose stdout is for content. */
function hasContentOnStdout([command]: readonly string[]): boolean {
  return command === 'seal' || command === 'open';
}

function describeAudit(program: Command, command: Wrap): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .description("verify the log in a node's data directory, offline, also while the node runs")
    .requiredOption('--dir <dir>', "the node's data directory, or a copy of it")
    .option('--trust-root <file>', "the federation's root of trust, to compare with the directory's")
    .option('--json', 'print JSON')
    .action(
      command(async (options: VerifyAuditOptions) => (await import('./commands/audit-verify.ts')).verifyAudit(options)),
    );
}

function describeNode(program: Command, command: Wrap): Command {
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
    .option('--partner-host <host>', "address on which the partners' edge listens", '0.0.0.0')
    .option('--public-host <host>', 'name or address at which partners reach it, where --partner-host is 0.0.0.0 or ::')
    .option('--passphrase-file <file>', 'keep the keys under the passphrase in this file')
    .option('--credential <name>', 'keep the keys under a credential of systemd')
    .option('--pkcs11-module <file>', "keep the keys in a token: the token's library")
    .option('--pkcs11-token <label>', 'label of the token')
    .option('--pkcs11-pin-file <file>', 'file that holds the PIN')
    .option('--json', 'print JSON')
    .action(command(async (options: InitNodeOptions) => (await import('./commands/node.ts')).initNode(options)));
  node
    .command('start')
    .description('run a node until SIGTERM')
    .requiredOption('--dir <dir>', "the node's data directory")
    .option('--passphrase-file <file>', 'instead of the one that the configuration names; /dev/stdin is one')
    .option('--json', 'print one line of JSON when ready')
    .addOption(new Option('--ends-with-parent', 'end when the channel to the starting process ends').hideHelp())
    .action(command(async (options: RunNodeOptions) => (await import('./commands/node.ts')).runNode(options)));
  return node;
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
        (await import('./commands/node.ts')).changePassphrase(options),
      ),
    );
}

function describeBackup(program: Command, command: Wrap): void {
  const backup = program
    .command('backup')
    .description('copy a node, also while it runs, into one file sealed to a recovery key');
  backup
    .command('make', { isDefault: true })
    .description('make the copy')
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--to <file>', 'a file that does not exist yet')
    .requiredOption('--recovery-key <file>', 'public file of the recovery key')
    .option('--with-keys', "put the node's private keys in as well")
    .option('--json', 'print JSON')
    .action(command(async (options: BackupOptions) => (await import('./commands/backup.ts')).backup(options)));
  backup
    .command('key')
    .description('make a recovery key; its seed is kept off the node')
    .requiredOption('--seed-file <file>', 'where the seed goes: a file that does not exist yet')
    .requiredOption('--public-file <file>', 'where the public key goes: a file that does not exist yet')
    .option('--json', 'print JSON')
    .action(
      command(async (options: MakeRecoveryKeyOptions) =>
        (await import('./commands/backup.ts')).makeRecoveryKey(options),
      ),
    );
  program
    .command('restore')
    .description('make the data directory of a node from its backup')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--recovery-seed-file <file>', 'seed of the recovery key')
    .requiredOption('--dir <dir>', 'a directory that does not exist yet')
    .option('--json', 'print JSON')
    .action(command(async (options: RestoreOptions) => (await import('./commands/backup.ts')).restore(options)));
}

function describeUser(program: Command, command: Wrap): void {
  const user = program.command('user').description('accounts of a node, also while it runs');
  user
    .command('add')
    .description('add an account; the password is read from a file or from stdin')
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--user <user>', 'account')
    .requiredOption('--role <role>', 'officer, operator, auditor or administrator')
    .option('--password-file <file>', 'file that holds the password')
    .option('--json', 'print JSON')
    .action(command(async (options: AddUserOptions) => (await import('./commands/user.ts')).addUser(options)));
  user
    .command('disable')
    .description('close an account and end its sessions')
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--user <user>', 'account')
    .option('--json', 'print JSON')
    .action(command(async (options: DisableUserOptions) => (await import('./commands/user.ts')).disableUser(options)));
  user
    .command('list')
    .description('list the accounts')
    .requiredOption('--dir <dir>', "the node's data directory")
    .option('--json', 'one line of JSON for each account')
    .action(command(async (options: ListUsersOptions) => (await import('./commands/user.ts')).listUsers(options)));
}

async function orTell(
  act: () => Promise<ExitStatus>,
  options: { readonly json: boolean },
  printJson = print,
): Promise<ExitStatus> {
  try {
    return await act();
  } catch (fault) {
    return tellFault(fault, options.json, printJson);
  }
}

/** Words that a person typed are not repeated: a password or a name may stand among them. Names of options are ours. */
function usageFault({ code, message }: CommanderError): IimsError {
  const option = /'(?:-\w, )?--([a-z][a-z-]*)/.exec(message)?.[1];
  const says: Readonly<Record<string, string>> = {
    'commander.help': 'A command is missing.',
    'commander.unknownCommand': 'There is no such command.',
    'commander.unknownOption': 'The command has no such option.',
    'commander.excessArguments': 'The command takes options only.',
    'commander.missingMandatoryOptionValue': `The option --${option} is missing.`,
    'commander.optionMissingArgument': `The option --${option} lacks its value.`,
  };
  const isOwn = code === 'commander.missingMandatoryOptionValue' || code === 'commander.optionMissingArgument';
  return new IimsError('cli.usage', {
    message: says[code] ?? 'The command line is malformed.',
    ...(isOwn && option !== undefined ? { field: option } : {}),
    fix: 'See `iims --help` and `iims <command> --help`.',
  });
}

/** The call may be too wrong for its options to be read. What follows `--` is input. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
}

function version(): string {
  const about = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return about.version;
}
