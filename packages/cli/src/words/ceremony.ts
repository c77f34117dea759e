// SPDX-License-Identifier: Apache-2.0
// The words of `iims keys` and `iims trust` (spec/cli.md): which options each command takes. Without a desk, commands work at the
// terminal; a rehearsal brings its own.
import type { Command } from 'commander';
import type { Desk } from '../ceremony/desk.ts';
import type { RunWords } from '../ceremony/rehearsal.ts';
import type { CombineSharesOptions, MakeHolderOptions, ReshareOptions } from '../commands/keys.ts';
import type {
  BundleOptions,
  DraftRootOptions,
  DraftStateOptions,
  FinishOptions,
  InviteOptions,
  JoinRequestOptions,
  SignOptions,
  UnpackOptions,
} from '../commands/trust.ts';
import type { CeremonyOptions } from '../commands/trust-ceremony.ts';
import type { ShowOptions } from '../commands/trust-show.ts';
import type { NoteOptions, OpenTranscriptOptions } from '../commands/trust-transcript.ts';
import { groupOf, type Wrap } from './wrap.ts';

/** What the commands of a ceremony work with: how a rehearsal runs the others, and a desk where it is not the terminal. */
export interface CeremonySurroundings {
  readonly run: RunWords;
  readonly desk: Desk | undefined;
}

/** The words of a ceremony, in groups that other commands share. */
export function describeCeremonies(program: Command, command: Wrap, { run, desk }: CeremonySurroundings): void {
  describeHolders(groupOf(program, 'keys', 'keys of nodes, root holders and officers'), command, desk);
  const trust = groupOf(program, 'trust', 'the trust list');
  describeDrafts(trust, command, desk);
  describeSigning(trust, command, desk);
  describeInvitations(trust, command, desk);
  describeCeremony(trust, command, { run, desk });
  describeTranscript(trust, command, desk);
}

function describeHolders(keys: Command, command: Wrap, desk: Desk | undefined): void {
  keys
    .command('holder')
    .description('make the key pair of somebody who signs')
    .requiredOption('--name <name>', 'the State for its root holder, a name such as GEO-officer-1 for an officer')
    .requiredOption('--federation <id>', 'id of the federation')
    .requiredOption('--out <folder>', 'where the holder file goes, and without --shares the seeds')
    .option('--shares <k-of-n>', 'print the key as shares instead of keeping seeds: 2-of-3')
    .option('--sheets <folder>', 'folder in memory for the share sheets')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: MakeHolderOptions) => (await keysCommands()).makeHolder(options, desk)));
  keys
    .command('combine')
    .description('try share sheets, typed in on stdin; nothing is kept')
    .requiredOption('--holder <file>', 'holder file of the set')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: CombineSharesOptions) => (await keysCommands()).combineSheets(options, desk)));
  keys
    .command('reshare')
    .description('print a new set of sheets for the same key, after a sheet was lost')
    .requiredOption('--holder <file>', 'holder file of the old set')
    .requiredOption('--sheets <folder>', 'folder in memory for the new sheets')
    .requiredOption('--out <folder>', 'where the new holder file goes')
    .option('--shares <k-of-n>', 'how many sheets, and how many of them give the key', '2-of-3')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: ReshareOptions) => (await keysCommands()).reshare(options, desk)));
}

function describeDrafts(trust: Command, command: Wrap, desk: Desk | undefined): void {
  trust
    .command('join-request')
    .description('draft what a State says of its root holder and officers')
    .requiredOption('--federation <id>', 'id of the federation')
    .requiredOption('--state <code>', 'ISO 3166 alpha-3 code')
    .requiredOption('--name <name>', "the State's name")
    .requiredOption('--holder <file>', 'holder file of the root holder')
    .requiredOption('--officer <file...>', 'holder file of each officer')
    .option('--officers-threshold <n>', 'how many officers sign a document', '2')
    .option('--entry <file>', 'what `iims node init` printed')
    .requiredOption('--out <file>', 'the draft')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: JoinRequestOptions) => (await trustCommands()).joinRequest(options, desk)));
  trust
    .command('draft-root')
    .description('draft the first root, or the next one upon the root in force')
    .option('--federation <id>', 'first root: id of the federation; demo-… for demonstrations')
    .option('--basis <path...>', 'next root: node directory, bundle or root, and roots signed since')
    .option('--add <file...>', 'join requests of the States that join')
    .option('--remove <code...>', 'States that leave')
    .option('--officers <file...>', 'join requests of members: who their officers are from now on')
    .option('--replace <file...>', 'holder files whose key takes the place of the one under the same name')
    .option('--threshold <n>', 'how many root holders sign the next root')
    .option('--witness-quorum <n>', "how many partners' cosignatures make a checkpoint witnessed")
    .requiredOption('--out <file>', 'the draft')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: DraftRootOptions) => (await trustCommands()).draftRoot(options, desk)));
  trust
    .command('draft-state')
    .description("draft the next version of a State's document")
    .requiredOption('--basis <path...>', 'node directory, bundle or root, and roots signed since')
    .requiredOption('--state <code>', 'the State')
    .option('--entry <file...>', 'what `iims node init` printed: the nodes that are new or changed')
    .option('--drop-node <id...>', 'nodes that go')
    .option('--about <file>', 'JSON with name, authorities, registers, rights, contactPoints, as far as they change')
    .option('--name <name>', "the State's name")
    .option('--grant <code...>', 'States that get every right that is given to others')
    .option('--first', 'the State never had a document: version 1')
    .requiredOption('--out <file>', 'the draft')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(command(async (options: DraftStateOptions) => (await trustCommands()).draftState(options, desk)));
}

function describeSigning(trust: Command, command: Wrap, desk: Desk | undefined): void {
  trust
    .command('sign')
    .description('show a draft or a transcript, ask, and add a signature to the file')
    .argument('<file>', 'draft, or closed transcript')
    .option('--keys <folder>', 'folder of seeds')
    .option('--name <name>', 'whose seeds, where the folder holds several')
    .option('--holder <file>', 'holder file')
    .option('--shares', 'type the share sheets in, on stdin')
    .option('--fingerprint <groups>', 'consent without a question: the 16 groups that were read aloud')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action((file: string, options: SignOptions) =>
      command(async (given: SignOptions) => (await trustCommands()).sign(file, given, desk))(options),
    );
  trust
    .command('finish')
    .description('write the finished document, if enough have signed')
    .argument('<draft>', 'the draft')
    .requiredOption('--out <file>', 'the signed file')
    .option('--bundle <file>', 'the whole list with it')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action((file: string, options: FinishOptions) =>
      command(async (given: FinishOptions) => (await trustCommands()).finish(file, given, desk))(options),
    );
  trust
    .command('show')
    .description('what a file says, who signed it, who is missing, its fingerprint')
    .argument('<file>', 'any file of a ceremony')
    .option('--basis <path...>', 'node directory, bundle or root, and roots signed since')
    .option('--json', 'print JSON')
    .action((file: string, options: ShowOptions) =>
      command(async (given: ShowOptions) => (await import('../commands/trust-show.ts')).show(file, given, desk))(
        options,
      ),
    );
}

function describeInvitations(trust: Command, command: Wrap, desk: Desk | undefined): void {
  trust
    .command('bundle')
    .description('write the newest list of a node as one file, for drafts on a machine without a network')
    .requiredOption('--basis <path...>', 'node directory, bundle or root, and roots signed since')
    .requiredOption('--out <file>', 'the bundle')
    .option('--json', 'print JSON')
    .action(command(async (options: BundleOptions) => (await trustCommands()).bundle(options, desk)));
  trust
    .command('invite')
    .description('write the file that a State gets which is to join')
    .requiredOption('--basis <path...>', 'node directory, bundle or root, and roots signed since')
    .requiredOption('--state <code>', 'the State that is to join')
    .requiredOption('--out <file>', 'the invitation')
    .option('--json', 'print JSON')
    .action(command(async (options: InviteOptions) => (await trustCommands()).invite(options, desk)));
  trust
    .command('unpack')
    .description('lay an invitation or a bundle out as files')
    .argument('<file>', 'the invitation or bundle')
    .requiredOption('--out <folder>', 'where the root of trust and the documents go')
    .option('--json', 'print JSON')
    .action((file: string, options: UnpackOptions) =>
      command(async (given: UnpackOptions) => (await trustCommands()).unpack(file, given, desk))(options),
    );
}

function describeCeremony(trust: Command, command: Wrap, { run, desk }: CeremonySurroundings): void {
  trust
    .command('machine')
    .description('say whether this machine is fit for a ceremony: no network, no swap, the time, the program')
    .option('--transcript <file>', 'transcript to enter it in')
    .option('--json', 'print JSON')
    .action(
      command(async (options: { transcript?: string; json: boolean }) =>
        (await trustCommands()).machine(options, desk),
      ),
    );
  trust
    .command('ceremony')
    .description('print the script of the ceremony, or play it with throw-away keys')
    .option('--script', 'print the whole script')
    .option('--rehearsal', 'play every command of the script with throw-away keys')
    .option('--states <codes>', 'founding States', 'GEO,UKR,AZE,MDA')
    .option('--federation <id>', 'id of the federation that the script founds', 'guam')
    .option('--place <place>', 'where the ceremony is held')
    .option('--out <path>', 'script: a PDF; rehearsal: a folder that is not there yet')
    .option('--json', 'print JSON')
    .action(
      command(async (options: CeremonyOptions) =>
        (await import('../commands/trust-ceremony.ts')).ceremony(options, run, desk),
      ),
    );
}

function describeTranscript(trust: Command, command: Wrap, desk: Desk | undefined): void {
  const transcript = trust.command('transcript').description('the transcript of a ceremony');
  const commands = () => import('../commands/trust-transcript.ts');
  transcript
    .command('open')
    .description('begin a transcript')
    .requiredOption('--federation <id>', 'id of the federation')
    .requiredOption('--place <place>', 'where the ceremony is held')
    .requiredOption('--person <role: name...>', "everybody present, as 'Role: Name'")
    .option('--title <title>', 'what is done', 'Key ceremony')
    .requiredOption('--out <file>', 'the transcript')
    .option('--json', 'print JSON')
    .action(command(async (options: OpenTranscriptOptions) => (await commands()).openTranscript(options, desk)));
  transcript
    .command('note')
    .description('enter what people did, or a fingerprint that was compared')
    .argument('<file>', 'the transcript')
    .requiredOption('--title <title>', 'what was done')
    .option('--text <line...>', 'more about it: numbers of seals, who was late')
    .option('--fingerprint <groups>', 'what was read aloud and found to be the same')
    .option('--of <thing>', 'whose fingerprint it is')
    .option('--took-seconds <n>', 'how long it took')
    .option('--json', 'print JSON')
    .action((file: string, options: NoteOptions) =>
      command(async (given: NoteOptions) => (await commands()).note(file, given, desk))(options),
    );
  transcript
    .command('close')
    .description('end the chain; then the holders sign it with `iims trust sign`')
    .argument('<file>', 'the transcript')
    .option('--json', 'print JSON')
    .action((file: string, options: { json: boolean }) =>
      command(async (given: { json: boolean }) => (await commands()).closeTranscript(file, given, desk))(options),
    );
  transcript
    .command('print')
    .description('make the document for the archive')
    .argument('<file>', 'the transcript')
    .requiredOption('--out <file>', 'the PDF')
    .option('--json', 'print JSON')
    .action((file: string, options: { out: string; json: boolean }) =>
      command(async (given: { out: string; json: boolean }) => (await commands()).printTranscript(file, given, desk))(
        options,
      ),
    );
}

const keysCommands = () => import('../commands/keys.ts');
const trustCommands = () => import('../commands/trust.ts');
