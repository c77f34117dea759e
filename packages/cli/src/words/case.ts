// SPDX-License-Identifier: Apache-2.0
// The words of cases: what a bureau keeps of them beside their messages.
import type { Command } from 'commander';
import type {
  AssignOptions,
  CaseOptions,
  CaseTaskOptions,
  CloseCaseOptions,
  LinkCasesOptions,
  ListCasesOptions,
} from '../commands/case.ts';
import type { ExportCaseOptions, VerifyCaseOptions } from '../commands/case-export.ts';
import type { ExitStatus } from '../exit-status.ts';
import { groupOf, signedIn, type Wrap, type WrapFiles } from './wrap.ts';

export function describeCases(program: Command, command: Wrap, withRef: WrapFiles): void {
  const group = groupOf(program, 'case', "a bureau's own file of a case, as an operator");
  signedIn(group.command('list'))
    .description('cases, those with which something happened last first')
    .option('--which <which>', 'open (if not said), mine, unassigned, waiting, closed, held or all')
    .option('--limit <n>', 'at most so many, 1 to 200; 100 if not said')
    .option('--before <n>', 'the `next` of the page before')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: ListCasesOptions) => (await caseCommands()).listCases(options)));
  ofCase(group, withRef, 'show', async (ref, options) => (await caseCommands()).showCase(ref, options)).description(
    'one case: its messages without content, tasks, notes, links, and how far requests are answered',
  );
  ofCase(group, withRef, 'open', async (ref, options) => (await caseCommands()).openCase(ref, options)).description(
    'open a case, or give it another title, which comes on stdin',
  );
  ofCase(group, withRef, 'note', async (ref, options) => (await caseCommands()).noteCase(ref, options)).description(
    'add a note, which comes on stdin and never leaves the node',
  );
  ofCase<CaseTaskOptions>(group, withRef, 'task', async (ref, given) => (await caseCommands()).taskOfCase(ref, given))
    .description('add a task, whose text comes on stdin; or say that one is done')
    .option('--for <user>', 'who is to do it')
    .option('--due <time>', 'by when, such as 2026-12-01T12:00:00Z')
    .option('--done <n>', 'instead, the task of this number is done')
    .option('--not-done <n>', 'instead, it is not done after all');
  assigned(
    ofCase<AssignOptions>(group, withRef, 'assign', async (ref, given) =>
      (await caseCommands()).assignCase(ref, given),
    ).description('give a case to an operator, or to nobody'),
  );
  ofCase<LinkCasesOptions>(group, withRef, 'link', async (ref, given) => (await caseCommands()).linkCases(ref, given))
    .description('join two cases, or take them apart')
    .requiredOption('--with <reference>', 'the other case')
    .option('--reason <code>', 'why they belong together; `other` if not said')
    .option('--remove', 'take them apart');
  ofCase<CloseCaseOptions>(group, withRef, 'close', async (ref, given) => (await caseCommands()).closeCase(ref, given))
    .description('close a case in which nothing is left to be done')
    .requiredOption('--outcome <code>', 'how it ended')
    .option('--ground <code>', 'of a refusal')
    .option('--leaves-open', 'although something is left to be done');
  ofCase(group, withRef, 'hold', async (ref, options) => (await caseCommands()).holdCase(ref, options)).description(
    'put a case on hold: no period erases anything of it; the reason comes on stdin',
  );
  ofCase(group, withRef, 'lift-hold', async (ref, options) =>
    (await caseCommands()).liftHold(ref, options),
  ).description('lift the hold that another set; the reason comes on stdin');
  ofCase(group, withRef, 'wait', async (ref, options) => (await caseCommands()).waitCase(ref, options)).description(
    'a case waits for somebody else',
  );
  ofCase(group, withRef, 'reopen', async (ref, options) => (await caseCommands()).reopenCase(ref, options)).description(
    'a case is open again',
  );
}

/** `iims case export` and `verify`: out of the node, and what somebody else finds of it. */
export function describeCaseExport(program: Command, withRef: WrapFiles): void {
  const group = groupOf(program, 'case', "a bureau's own file of a case, as an operator");
  ofCase<ExportCaseOptions>(group, withRef, 'export', async (ref, given) =>
    (await import('../commands/case-export.ts')).exportCase(ref, given),
  )
    .description('a case as a file, as far as handling lets it leave; what is withheld is named in it')
    .requiredOption('--format <format>', 'asice (signed container), pdf or eml (mails)')
    .requiredOption('--out <file>', 'a new file')
    .option('--for <reader>', 'own-organisation, clients, court (if not said) or public')
    .option('--purpose <purpose>', 'what for: one of the purposes of queries')
    .option('--message', 'the reference is the id of one message');
  group
    .command('verify')
    .description('verify a container offline, from the root of trust alone')
    .argument('<file>', 'the container')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .option('--documents <file>', 'newer documents of States, in which a revocation would show')
    .option('--json', 'print JSON')
    .action((file: string, options: VerifyCaseOptions) =>
      withRef(async ([path], given: VerifyCaseOptions) =>
        (await import('../commands/case-export.ts')).verifyCase(path!, given),
      )([file], options),
    );
}

/** `iims message assign`, which stands with the other words of messages. */
export function describeAssigning(message: Command, withId: WrapFiles): void {
  const command = signedIn(message.command('assign'))
    .description('give a message to an operator, or to nobody')
    .argument('<id>', 'the message')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: AssignOptions) =>
      withId(async ([of], given: AssignOptions) => (await caseCommands()).assignMessage(of!, given))([id], options),
    );
  assigned(command);
}

function assigned(command: Command): void {
  command.option('--to <user>', 'the operator').option('--nobody', 'nobody');
}

function ofCase<Options extends CaseOptions = CaseOptions>(
  group: Command,
  withRef: WrapFiles,
  name: string,
  act: (ref: string, options: Options) => Promise<ExitStatus>,
): Command {
  return signedIn(group.command(name))
    .argument('<reference>', 'the case')
    .option('--json', 'tell a fault as JSON')
    .action((ref: string, options: Options) => withRef(([of], given: Options) => act(of!, given))([ref], options));
}

const caseCommands = () => import('../commands/case.ts');
