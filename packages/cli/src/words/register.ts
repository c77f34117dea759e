// SPDX-License-Identifier: Apache-2.0
// The words of registers: lists that come in, content that goes out, and the way back.
import { COMPLETE_HOURS_MAX } from '@iims/wire/issued';
import { type Command, Option } from 'commander';
import type { ExportRegisterOptions } from '../commands/register-export.ts';
import type { ImportRegisterOptions } from '../commands/register-import.ts';
import type { OneRegisterOptions, OpenRegisterOptions, RegisterStatusOptions } from '../commands/register-status.ts';
import { groupOf, signedIn, type Wrap, type WrapFiles } from './wrap.ts';

export function describeRegisters(program: Command, command: Wrap, withFiles: WrapFiles): void {
  const register = groupOf(program, 'register', 'what the registers of a node hold, as an operator');
  signedIn(register.command('import'))
    .description('import a list into a register: upload, preview, approve; it replaces what the register held')
    .argument('<path>', 'the list; for ofac-sdn the file sdn.csv or its folder')
    .addOption(
      new Option('--format <format>', 'what the list is')
        .choices(['ofac-sdn', 'un-consolidated', 'csv', 'jsonl'])
        .makeOptionMandatory(),
    )
    .requiredOption('--register <name>', 'register that is to hold it; made where it is not there')
    .option('--mapping <file>', 'for csv: which column goes where (JSON)')
    .option('--encoding <encoding>', 'if not UTF-8: windows-1251, utf-16le, ...')
    .option('--kind <kind>', 'what a new register holds: person, vehicle, ...; else as its first alert says')
    .option('--positive', 'a list of what the State issued or registered; with --kind')
    .option(
      '--complete-for <types>',
      'with --positive: types of which the list has every document ever issued, with commas',
    )
    .option(
      '--complete-hours <hours>',
      `for how long after its making the list is complete, 1 to ${COMPLETE_HOURS_MAX} (48)`,
    )
    .option('--as-of <time>', 'when the list was made, ISO 8601; else when the file was written last')
    .option('--vanished <count>', 'how many entries the register holds that the list does not, as --preview tells')
    .option('--preview', 'read and count only; nothing is applied')
    .option('--json', 'print the counts as JSON')
    .action((path: string, options: ImportRegisterOptions) =>
      withFiles(async ([given], all: ImportRegisterOptions) =>
        (await import('../commands/register-import.ts')).importRegister(given!, all),
      )([path], options),
    );
  signedIn(register.command('export'))
    .description('write all that a register holds to stdout, in a form that imports again')
    .requiredOption('--register <name>', 'the register')
    .addOption(new Option('--format <format>', 'form of the lines').choices(['csv', 'jsonl']).default('jsonl'))
    .option('--json', 'tell a fault as JSON')
    .action(
      command(async (options: ExportRegisterOptions) =>
        (await import('../commands/register-export.ts')).exportRegister(options),
      ),
    );
  signedIn(register.command('open'))
    .description('open an empty register whose alerts people enter one by one')
    .requiredOption('--register <name>', 'the register')
    .requiredOption('--kind <kind>', 'what it holds: person, vehicle, ...')
    .requiredOption('--title <title>', 'its name for people')
    .option('--json', 'print JSON')
    .action(
      command(async (options: OpenRegisterOptions) =>
        (await import('../commands/register-status.ts')).openRegister(options),
      ),
    );
  signedIn(register.command('status'))
    .description('what the registers hold, and how imports stand')
    .option('--json', 'print JSON')
    .action(
      command(async (options: RegisterStatusOptions) =>
        (await import('../commands/register-status.ts')).registerStatus(options),
      ),
    );
  signedIn(register.command('revert'))
    .description('show again what a register held before its last import')
    .requiredOption('--register <name>', 'the register')
    .option('--json', 'print JSON')
    .action(
      command(async (options: OneRegisterOptions) =>
        (await import('../commands/register-status.ts')).revertRegister(options),
      ),
    );
  signedIn(register.command('withdraw'))
    .description('stop saying anything of a register; answers say that it is missing, and are not whole')
    .requiredOption('--register <name>', 'the register')
    .option('--json', 'print JSON')
    .action(
      command(async (options: OneRegisterOptions) =>
        (await import('../commands/register-status.ts')).withdrawRegister(options),
      ),
    );
  signedIn(register.command('resume'))
    .description('say again what a withdrawn register holds')
    .requiredOption('--register <name>', 'the register')
    .option('--json', 'print JSON')
    .action(
      command(async (options: OneRegisterOptions) =>
        (await import('../commands/register-status.ts')).resumeRegister(options),
      ),
    );
  signedIn(register.command('abandon'))
    .description('give up the import of a register that has not been applied')
    .requiredOption('--register <name>', 'the register')
    .option('--json', 'print JSON')
    .action(
      command(async (options: OneRegisterOptions) =>
        (await import('../commands/register-status.ts')).abandonImport(options),
      ),
    );
}
