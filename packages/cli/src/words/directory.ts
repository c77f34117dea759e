// SPDX-License-Identifier: Apache-2.0
// The words of contact points and communication checks.
import type { Command } from 'commander';
import type { DirectoryOptions, ListChecksOptions, ScheduleOptions, StartCheckOptions } from '../commands/directory.ts';
import { groupOf, signedIn, type Wrap, type WrapFiles } from './wrap.ts';

export function describeDirectory(program: Command, command: Wrap, withId: WrapFiles): void {
  const directory = groupOf(program, 'directory', 'contact points of every State');
  signedIn(directory.command('list'))
    .description('contact points and shared measures of the own State and of every partner that sent them')
    .option('--json', 'print JSON')
    .action(command(async (options: DirectoryOptions) => (await directoryCommands()).listDirectory(options)));
  signedIn(directory.command('keep'))
    .description("the own State's directory from now on, whole, as JSON on stdin; every partner gets it")
    .option('--json', 'print JSON')
    .action(command(async (options: DirectoryOptions) => (await directoryCommands()).keepDirectory(options)));

  const check = groupOf(program, 'check', 'communication checks: does anybody answer?');
  signedIn(check.command('start'))
    .description('ask contact points to answer by a time, over the real road and marked as an exercise')
    .option('--to <codes>', 'all valid contact points of these States, divided by commas')
    .option('--point <state/id>', 'one contact point; may be given several times', collected, [])
    .option('--within <minutes>', 'time to answer; 60 if not said')
    .option('--text <text>', 'what else is to be told')
    .option('--json', 'print JSON')
    .action(command(async (options: StartCheckOptions) => (await directoryCommands()).startCheck(options)));
  signedIn(check.command('show'))
    .description('who answered in time, late or not at all')
    .argument('<id>', 'the check')
    .option('--json', 'print JSON')
    .action((id: string, options: DirectoryOptions) =>
      withId(async ([of], given: DirectoryOptions) => (await directoryCommands()).showCheck(of!, given))([id], options),
    );
  signedIn(check.command('list'))
    .description('the latest checks, and statistics of each State')
    .option('--before <id>', 'those before this check')
    .option('--json', 'print JSON')
    .action(command(async (options: ListChecksOptions) => (await directoryCommands()).listChecks(options)));
  describeSchedules(check, command, withId);
}

function describeSchedules(check: Command, command: Wrap, withId: WrapFiles): void {
  signedIn(check.command('schedule'))
    .description('let the node start checks by itself, at set times or as a surprise')
    .argument('<name>', 'what it is called')
    .option('--to <codes>', 'all valid contact points of these States, divided by commas')
    .option('--point <state/id>', 'one contact point; may be given several times', collected, [])
    .requiredOption('--every <days>', 'so many days from one run to the next; 7 is weekly')
    .requiredOption('--from <day>', 'the first day, YYYY-MM-DD')
    .requiredOption('--at <hh:mm>', 'the time of day, in UTC')
    .option(
      '--surprise <minutes>',
      'each contact point by itself, at a moment within so many minutes that nobody knows',
    )
    .option('--within <minutes>', 'time to answer; 60 if not said')
    .option('--text <text>', 'what else is to be told')
    .option('--change <number>', 'in place of this schedule')
    .option('--json', 'print JSON')
    .action((name: string, options: ScheduleOptions) =>
      withId(async ([of], given: ScheduleOptions) => (await directoryCommands()).keepSchedule(of!, given))(
        [name],
        options,
      ),
    );
  signedIn(check.command('schedules'))
    .description('the checks that the node starts by itself, and what the last runs could not send')
    .option('--json', 'print JSON')
    .action(command(async (options: DirectoryOptions) => (await directoryCommands()).listSchedules(options)));
  signedIn(check.command('unschedule'))
    .description('start no check by this schedule any more')
    .argument('<number>', 'the schedule')
    .option('--json', 'print JSON')
    .action((number: string, options: DirectoryOptions) =>
      withId(async ([of], given: DirectoryOptions) => (await directoryCommands()).dropSchedule(of!, given))(
        [number],
        options,
      ),
    );
}

function collected(point: string, before: readonly string[]): string[] {
  return [...before, point];
}

const directoryCommands = () => import('../commands/directory.ts');
