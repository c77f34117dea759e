// SPDX-License-Identifier: Apache-2.0
// The words of the command line (spec/cli.md). Each command is a file of `commands/`, loaded when it is called, so that
// `iims mrz` does not wait for a node's code.
import { readFileSync } from 'node:fs';
import { IimsError } from '@iims/wire/errors';
import { Command, CommanderError } from 'commander';
import type { Desk } from './ceremony/desk.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { keepQuietWhenReaderLeaves, print, say, tellFault } from './terminal.ts';
import { describeNode } from './words/node.ts';
import type { Finish } from './words/wrap.ts';

/**
 * Runs the command that the words name. Resolves to the exit status; whatever is wrong has been told. The commands of a ceremony
 * work at `desk`; without one at the terminal.
 */
export async function runCommandLine(words: readonly string[], desk?: Desk): Promise<ExitStatus> {
  if (desk === undefined) keepQuietWhenReaderLeaves();
  let status: ExitStatus = EXIT.ok;
  const complaints: string[] = [];
  const program = await describe(words, {
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
  readonly finish: Finish;
  readonly complain: (text: string) => void;
  readonly desk: Desk | undefined;
}

/** A node keeps what is loaded for as long as it runs: the words of all other commands are loaded for those alone. */
async function describe([first]: readonly string[], { finish, complain, desk }: Ending): Promise<Command> {
  const program = new Command('iims')
    .description('Interstate Information Management System')
    .version(version(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: complain })
    .showSuggestionAfterError(false);
  if (first === 'node') describeNode(program, finish);
  else (await import('./words/every-command.ts')).describeEveryCommand(program, finish, { run: runCommandLine, desk });
  return program;
}

/** Whether these words call a command whose stdout is for content. */
function hasContentOnStdout([command]: readonly string[]): boolean {
  return command === 'seal' || command === 'open';
}

/** Words that a person typed are not repeated: a password or a name may stand among them. Names of options are ours. */
function usageFault({ code, message }: CommanderError): IimsError {
  const option = /^error: (?:required )?option '(?:-\w, )?--([a-z][a-z-]*)/.exec(message)?.[1];
  const argument = /^error: missing required argument '([a-z]+)'$/.exec(message)?.[1];
  const choices = /Allowed choices are ([a-z0-9, -]+)\.$/.exec(message)?.[1];
  const says: Readonly<Record<string, string>> = {
    'commander.help': 'A command is missing.',
    'commander.unknownCommand': 'There is no such command.',
    'commander.unknownOption': 'The command has no such option.',
    'commander.excessArguments': 'There are more arguments than the command takes.',
    'commander.missingArgument': `The argument ${argument?.toUpperCase()} is missing.`,
    'commander.invalidArgument': `The value of --${option} is none of those that it may have.`,
    'commander.missingMandatoryOptionValue': `The option --${option} is missing.`,
    'commander.optionMissingArgument': `The option --${option} lacks its value.`,
  };
  // An unknown option was typed.
  const field = code === 'commander.unknownOption' ? undefined : (option ?? argument);
  return new IimsError('cli.usage', {
    message: says[code] ?? 'The command line is malformed.',
    ...(field === undefined ? {} : { field }),
    ...(choices === undefined ? {} : { rule: `one of ${choices}` }),
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
