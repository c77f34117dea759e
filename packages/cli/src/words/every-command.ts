// SPDX-License-Identifier: Apache-2.0
// The words of every command (spec/cli.md), in the order in which the help lists them.
import type { Command } from 'commander';
import type { VerifyAuditOptions } from '../commands/audit-verify.ts';
import type { BackupOptions, MakeRecoveryKeyOptions, RestoreOptions } from '../commands/backup.ts';
import type { DemoCommandOptions } from '../commands/demo.ts';
import type { ReadMrzOptions } from '../commands/mrz.ts';
import type { OpenOptions } from '../commands/open.ts';
import type { QueryOptions } from '../commands/query.ts';
import type { SealOptions } from '../commands/seal.ts';
import type { SelftestOptions } from '../commands/selftest.ts';
import type { AddUserOptions, DisableUserOptions, ListUsersOptions } from '../commands/user.ts';
import { say } from '../terminal.ts';
import { describeAlerts } from './alert.ts';
import { describeCaseExport, describeCases } from './case.ts';
import { type CeremonySurroundings, describeCeremonies } from './ceremony.ts';
import { describeConnectors } from './connector.ts';
import { describeDirectory } from './directory.ts';
import { describeManifest } from './manifest.ts';
import { describeMatch } from './match.ts';
import { describeMessages } from './message.ts';
import { describeNode } from './node.ts';
import { describeNotices } from './notice.ts';
import { describePacks } from './pack.ts';
import { describeReceipts } from './receipt.ts';
import { describeRegisters } from './register.ts';
import { describeRunningNode } from './running-node.ts';
import { type Finish, orTell, type Wrap, wrapsOf } from './wrap.ts';

export function describeEveryCommand(program: Command, finish: Finish, ceremony: CeremonySurroundings): void {
  const { command, withFiles } = wrapsOf(finish);
  program
    .command('demo')
    .description('run four States on this machine, with synthetic data')
    .option('--dir <dir>', 'where the nodes keep their data', './demo-data')
    .option('--port <port>', 'port of the first node; the others follow', '8100')
    .option('--records <n>', 'alerts for each State, at the first start (6000)')
    .option('--seed <n>', 'seed of the synthetic data, at the first start (1)')
    .option('--json', 'print one line of JSON when all nodes are ready')
    .action(command(async (options: DemoCommandOptions) => (await import('../commands/demo.ts')).demo(options)));

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
      finish(await orTell(async () => (await import('../commands/query.ts')).query(inputs, options), options)),
    );

  program
    .command('mrz')
    .description('read a machine-readable zone from stdin and check its digits')
    .option('--json', 'print JSON')
    .action(command(async (options: ReadMrzOptions) => (await import('../commands/mrz.ts')).readMrz(options)));

  describeManifest(program, withFiles);
  describeMatch(program, command);
  program
    .command('selftest')
    .description('test the cryptography: known answers, and files of test vectors')
    .option('--vectors <dir>', 'folder with files of test vectors')
    .option('--json', 'print one line of JSON')
    .action(command(async (options: SelftestOptions) => (await import('../commands/selftest.ts')).selftest(options)));

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
  describeNode(program, finish);
  describeUser(program, command);
  describeRunningNode(program, command, withFiles);
  describeCeremonies(program, command, ceremony);
}

/** Their stdout is for content: a fault is told on stderr, as JSON too. */
function describeEnvelopes(program: Command, finish: Finish): void {
  program
    .command('seal')
    .description('sign what comes on stdin and seal it to other States, on stdout')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .requiredOption('--from <state>', 'the State whose node signs')
    .requiredOption('--keys <dir>', "the node's data directory, or its folder of keys with the trust folder beside it")
    .requiredOption('--to <states>', 'recipients, such as UKR,MDA')
    .option('--json', 'tell what was done, or the fault, as JSON on stderr')
    .action(async (options: SealOptions) =>
      finish(await orTell(async () => (await import('../commands/seal.ts')).seal(options), options, say)),
    );
  program
    .command('open')
    .description('open an envelope from stdin and write what it holds, once verified, to stdout')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .requiredOption('--keys <dir>', "the node's data directory, or its folder of keys with the trust folder beside it")
    .option('--from-segment <n>', 'go on where an interrupted call stopped: segments of 1 MiB, counted from 0')
    .option('--json', 'tell what was done, or the fault, as JSON on stderr')
    .action(async (options: OpenOptions) =>
      finish(await orTell(async () => (await import('../commands/open.ts')).open(options), options, say)),
    );
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
      command(async (options: VerifyAuditOptions) =>
        (await import('../commands/audit-verify.ts')).verifyAudit(options),
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
    .action(command(async (options: BackupOptions) => (await import('../commands/backup.ts')).backup(options)));
  backup
    .command('key')
    .description('make a recovery key; its seed is kept off the node')
    .requiredOption('--seed-file <file>', 'where the seed goes: a file that does not exist yet')
    .requiredOption('--public-file <file>', 'where the public key goes: a file that does not exist yet')
    .option('--json', 'print JSON')
    .action(
      command(async (options: MakeRecoveryKeyOptions) =>
        (await import('../commands/backup.ts')).makeRecoveryKey(options),
      ),
    );
  program
    .command('restore')
    .description('make the data directory of a node from its backup')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--recovery-seed-file <file>', 'seed of the recovery key')
    .requiredOption('--dir <dir>', 'a directory that does not exist yet')
    .option('--json', 'print JSON')
    .action(command(async (options: RestoreOptions) => (await import('../commands/backup.ts')).restore(options)));
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
    .action(command(async (options: AddUserOptions) => (await import('../commands/user.ts')).addUser(options)));
  user
    .command('disable')
    .description('close an account and end its sessions')
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--user <user>', 'account')
    .option('--json', 'print JSON')
    .action(command(async (options: DisableUserOptions) => (await import('../commands/user.ts')).disableUser(options)));
  user
    .command('list')
    .description('list the accounts')
    .requiredOption('--dir <dir>', "the node's data directory")
    .option('--json', 'one line of JSON for each account')
    .action(command(async (options: ListUsersOptions) => (await import('../commands/user.ts')).listUsers(options)));
}
