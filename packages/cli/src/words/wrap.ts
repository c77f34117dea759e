// SPDX-License-Identifier: Apache-2.0
// What the words of every group of commands are written with.
import type { Command } from 'commander';
import type { ExitStatus } from '../exit-status.ts';
import { print, tellFault } from '../terminal.ts';

/** Keeps the exit status of the command that ran. */
export type Finish = (status: ExitStatus) => void;

/** Runs a command that takes options only, tells its faults, and keeps its exit status. */
export type Wrap = <Options extends { readonly json: boolean }>(
  act: (options: Options) => Promise<ExitStatus>,
) => (options: Options) => Promise<void>;

/** The same for a command that takes files before its options. */
export type WrapFiles = <Options extends { readonly json: boolean }>(
  act: (files: string[], options: Options) => Promise<ExitStatus>,
) => (files: string[], options: Options) => Promise<void>;

export function wrapsOf(finish: Finish): { readonly command: Wrap; readonly withFiles: WrapFiles } {
  return {
    command: (act) => async (options) => finish(await orTell(() => act(options), options)),
    withFiles: (act) => async (files, options) => finish(await orTell(() => act(files, options), options)),
  };
}

export async function orTell(
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

/** The group of this name, made where it is not there. */
export function groupOf(program: Command, name: string, description: string): Command {
  return program.commands.find((command) => command.name() === name) ?? program.command(name).description(description);
}

/** What every command needs that speaks to a running node. */
export function signedIn(command: Command): Command {
  return command
    .requiredOption('--node <url>', "address of the node's officer's edge")
    .requiredOption('--user <user>', 'account of an operator')
    .requiredOption('--password-file <file>', 'file that holds the password');
}
