// SPDX-License-Identifier: Apache-2.0
// The words of offline packs: made at a node, used on a device without a line, their uses brought back.
import type { Command } from 'commander';
import type { CheckPackOptions, ShowPackOptions } from '../commands/pack-check.ts';
import type { PackDeviceOptions, PackSecretOptions } from '../commands/pack-device.ts';
import type {
  MakePackOptions,
  PackNodeOptions,
  SettlePackHitOptions,
  StrikePackDeviceOptions,
} from '../commands/pack-make.ts';
import type { UploadPackOptions } from '../commands/pack-upload.ts';
import { groupOf, type Wrap, type WrapFiles } from './wrap.ts';

export function describePacks(program: Command, command: Wrap, withFiles: WrapFiles): void {
  const pack = groupOf(program, 'pack', 'alerts for a post or ship without a line, for some hours');
  describeDevice(pack, command, withFiles);
  describeAtNode(pack, command);
}

function describeDevice(pack: Command, command: Wrap, withFiles: WrapFiles): void {
  pack
    .command('device')
    .description('make the keys of this device; its request for the node goes to stdout')
    .requiredOption('--out <file>', 'where the device keeps them: a file that does not exist yet')
    .requiredOption('--name <name>', 'name of the device')
    .requiredOption('--trust-root <file>', 'the root of trust of the federation')
    .requiredOption('--passphrase-file <file>', 'file that holds the passphrase of the device')
    .option('--json', 'print nothing but the request')
    .action(
      command(async (options: PackDeviceOptions) => (await import('../commands/pack-device.ts')).packDevice(options)),
    );
  opened(pack.command('check'), true)
    .description('check against a pack; inputs as arguments, or blank-line-separated on stdin')
    .argument('[input...]', 'one check each, as for `iims query`')
    .requiredOption('--purpose <purpose>', 'why it is checked, for example border-check')
    .requiredOption('--case <reference>', 'reference of the case')
    .option('--second-key <text>', "after a compare on a person: a document's number, or the date of birth")
    .option('--json', 'one line of JSON for each input')
    .action(
      withFiles(async (inputs, options: CheckPackOptions) =>
        (await import('../commands/pack-check.ts')).checkAgainstPack(inputs, options),
      ),
    );
  opened(pack.command('show'), false)
    .description('what a pack says of itself; verified where device and secret are given')
    .option('--json', 'print JSON')
    .action(command(async (options: ShowPackOptions) => (await import('../commands/pack-check.ts')).showPack(options)));
}

function describeAtNode(pack: Command, command: Wrap): void {
  signedIn(pack.command('secret'), "the officer's account")
    .description('set the secret with which the packs of an officer open')
    .requiredOption('--secret-file <file>', 'file that holds the secret')
    .option('--json', 'print JSON')
    .action(
      command(async (options: PackSecretOptions) => (await import('../commands/pack-device.ts')).packSecret(options)),
    );
  signedIn(pack.command('make'))
    .description('have a pack made')
    .requiredOption('--officer <user>', 'account of the officer whom it is for')
    .requiredOption('--request <file>', 'what `iims pack device` printed')
    .requiredOption('--out <file>', 'a file that does not exist yet')
    .option('--minutes <n>', 'how long it may be used, at most 1440 (360)')
    .option('--uses <n>', 'checks that it allows, at most 2000 (500)')
    .option('--register <name...>', 'registers; all where none is named')
    .option('--json', 'print JSON')
    .action(command(async (options: MakePackOptions) => (await import('../commands/pack-make.ts')).makePack(options)));
  opened(signedIn(pack.command('upload'), 'account of an officer, operator or administrator'), false)
    .description('bring the log of uses of a pack to the node')
    .option('--end', 'close the log first; the pack is destroyed when the node has it')
    .option('--json', 'print JSON')
    .action(
      command(async (options: UploadPackOptions) => (await import('../commands/pack-upload.ts')).uploadPack(options)),
    );
  signedIn(pack.command('list'), 'account of an operator, auditor or administrator')
    .description('packs: out, returned, missing, broken')
    .option('--json', 'print JSON')
    .action(command(async (options: PackNodeOptions) => (await import('../commands/pack-make.ts')).listPacks(options)));
  signedIn(pack.command('hits'))
    .description('alerts that checks met, to be confirmed')
    .option('--json', 'print JSON')
    .action(
      command(async (options: PackNodeOptions) => (await import('../commands/pack-make.ts')).listPackHits(options)),
    );
  signedIn(pack.command('settle'))
    .description('say whether what a check met stands')
    .requiredOption('--entry <n>', 'the entry that `iims pack hits` names')
    .requiredOption('--stands <answer>', 'yes or no')
    .option('--json', 'print JSON')
    .action(
      command(async (options: SettlePackHitOptions) =>
        (await import('../commands/pack-make.ts')).settlePackHit(options),
      ),
    );
  signedIn(pack.command('strike'))
    .description('strike a device off: it gets no more packs')
    .requiredOption('--device <id>', 'the device, as `iims pack list` names it')
    .option('--json', 'print JSON')
    .action(
      command(async (options: StrikePackDeviceOptions) =>
        (await import('../commands/pack-make.ts')).strikePackDevice(options),
      ),
    );
}

/** What opens a pack. */
function opened(command: Command, mandatory: boolean): Command {
  const described: readonly (readonly [string, string])[] = [
    ['--device <file>', 'file of the device'],
    ['--passphrase-file <file>', "file that holds the device's passphrase"],
    ['--secret-file <file>', "file that holds the officer's secret"],
  ];
  command.requiredOption('--pack <file>', 'the pack; its log of uses lies beside it');
  for (const [flags, text] of described) {
    if (mandatory) command.requiredOption(flags, text);
    else command.option(flags, text);
  }
  return command;
}

function signedIn(command: Command, account = 'account of an operator or administrator'): Command {
  return command
    .requiredOption('--node <url>', "address of the node's officer's edge")
    .requiredOption('--user <user>', account)
    .requiredOption('--password-file <file>', 'file that holds the password');
}
