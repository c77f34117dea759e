// SPDX-License-Identifier: Apache-2.0
// The words of messages: sent, listed, opened and answered at a running node, and their receipts taken out.
import type { Command } from 'commander';
import type {
  ArchiveMessageOptions,
  ListMessagesOptions,
  MessageOptions,
  MessageReceiptOptions,
  OpenMessageOptions,
  ReplyMessageOptions,
  SendMessageOptions,
} from '../commands/message.ts';
import type { HandoverOptions, RepeatMessageOptions } from '../commands/message-clocks.ts';
import type { ForwardMessageOptions, RecallMessageOptions } from '../commands/message-holders.ts';
import type { ImportMailOptions, SaveImportedOptions } from '../commands/message-import.ts';
import type {
  RefuseReleaseOptions,
  ReleaseMessageOptions,
  WaitingMessagesOptions,
} from '../commands/message-release.ts';
import type { SaveAttachmentOptions } from '../commands/message-save.ts';
import type { SearchMessagesOptions } from '../commands/message-search.ts';
import { describeAssigning } from './case.ts';
import { groupOf, signedIn, type Wrap, type WrapFiles } from './wrap.ts';

export function describeMessages(program: Command, command: Wrap, withId: WrapFiles): void {
  const message = groupOf(program, 'message', "protected messages between States' bureaus, as an operator");
  describeSaying(message, command, withId);
  describeReading(message, command, withId);
  describeArchive(message, withId);
  describeSearching(message, command, withId);
  describeImporting(message, withId);
  describeClocks(message, command, withId);
  describeHolders(message, withId);
  describeRelease(message, withId);
  describeAssigning(message, withId);
}

function describeSaying(message: Command, command: Wrap, withId: WrapFiles): void {
  said(signedIn(message.command('send')))
    .description('send a message; the fields of its form come as JSON on stdin')
    .requiredOption('--to <states>', 'recipients, such as UKR,MDA; an authority after /, a desk after @')
    .requiredOption('--kind <kind>', 'kind of the message, such as free-message')
    .requiredOption('--case <reference>', 'reference of the case')
    .action(command(async (options: SendMessageOptions) => (await messageCommands()).sendMessage(options)));
  said(signedIn(message.command('reply')))
    .description('answer a message that came; the fields of the form come as JSON on stdin')
    .argument('<id>', 'the message')
    .option('--kind <kind>', 'kind of the reply; if it is not said, the first that may answer')
    .action((id: string, options: ReplyMessageOptions) =>
      withId(async ([of], given: ReplyMessageOptions) => (await messageCommands()).replyMessage(of!, given))(
        [id],
        options,
      ),
    );
}

function describeReading(message: Command, command: Wrap, withId: WrapFiles): void {
  signedIn(message.command('list'))
    .description('messages of both directions without their content, the latest first')
    .option('--limit <n>', 'at most so many, 1 to 200; 100 if not said')
    .option('--before <n>', 'the `next` of the page before')
    .option('--overdue', 'instead, requests whose time for an answer has passed, the first due first')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: ListMessagesOptions) => (await messageCommands()).listMessages(options)));
  signedIn(message.command('show'))
    .description('how far a message has come, without its content')
    .argument('<id>', 'the message')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: MessageOptions) =>
      withId(async ([of], given: MessageOptions) => (await messageCommands()).showMessage(of!, given))([id], options),
    );
  signedIn(message.command('open'))
    .description('what a message says; this is an entry, and its sender is told')
    .argument('<id>', 'the message')
    .option('--out <folder>', 'a new folder for the attachments; without it they are only listed')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: OpenMessageOptions) =>
      withId(async ([of], given: OpenMessageOptions) => (await messageCommands()).openMessage(of!, given))(
        [id],
        options,
      ),
    );
  signedIn(message.command('save'))
    .description('a large attachment as a file; what is there of it already is gone on with')
    .argument('<id>', 'the message')
    .requiredOption('--attachment <n>', 'its place in the message')
    .requiredOption('--out <file>', 'a new file')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: SaveAttachmentOptions) =>
      withId(async ([of], given: SaveAttachmentOptions) => (await savingCommands()).saveAttachment(of!, given))(
        [id],
        options,
      ),
    );
  signedIn(message.command('receipt'))
    .description("the recipient's signed receipt as a file that `iims receipt verify` proves offline")
    .argument('<id>', 'the message')
    .requiredOption('--out <file>', 'a new file')
    .option('--to <code>', 'whose receipt, where there were several recipients')
    .option('--deleted', 'instead its word that it can read the message no more')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: MessageReceiptOptions) =>
      withId(async ([of], given: MessageReceiptOptions) => (await messageCommands()).writeMessageReceipt(of!, given))(
        [id],
        options,
      ),
    );
}

function describeArchive(message: Command, withId: WrapFiles): void {
  signedIn(message.command('archive'))
    .description('take a message out of the inbox; it is found by searching and in its case')
    .argument('<id>', 'the message')
    .option('--back', 'put it back into the inbox')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: ArchiveMessageOptions) =>
      withId(async ([of], given: ArchiveMessageOptions) => (await messageCommands()).archiveMessage(of!, given))(
        [id],
        options,
      ),
    );
}

function describeSearching(message: Command, command: Wrap, withId: WrapFiles): void {
  signedIn(message.command('search'))
    .description('messages that meet all conditions, without their content, the latest first')
    .option('--words <words>', 'words that the message holds, in any order; in another script they sound alike')
    .option('--person <name>', 'a person of its form, with --born where it is known')
    .option('--born <date>', 'of --person: 1974-08-12, 1974-08 or 1974')
    .option('--number <number>', 'a document, plate, VIN or other number')
    .option('--stdin', 'conditions as JSON on stdin, beside those of the options: {"words":"…","person":{"name":"…"}}')
    .option('--state <code>', 'the other State')
    .option('--kind <kind>', 'kind of the message')
    .option('--direction <way>', 'in or out')
    .option('--case <reference>', 'reference of the case')
    .option('--from <day>', 'first day in UTC, YYYY-MM-DD')
    .option('--until <day>', 'last day in UTC')
    .option('--clock <standing>', 'overdue, waiting or answered')
    .option('--limit <n>', 'at most so many, 1 to 200; 100 if not said')
    .option('--before <n>', 'the `next` of the page before')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: SearchMessagesOptions) => (await searchCommands()).searchMessages(options)));
  signedIn(message.command('related'))
    .description('what own registers and earlier messages know of whom and what a message that came names')
    .argument('<id>', 'the message')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: MessageOptions) =>
      withId(async ([of], given: MessageOptions) => (await searchCommands()).printRelated(of!, given))([id], options),
    );
}

function describeClocks(message: Command, command: Wrap, withId: WrapFiles): void {
  signedIn(message.command('handover'))
    .description('what a shift leaves to the next: open requests and by when, what is unopened, what has not arrived')
    .option('--json', 'print the whole report as JSON')
    .action(command(async (options: HandoverOptions) => (await clockCommands()).printHandover(options)));
  signedIn(message.command('repeat'))
    .description('ask a second or third time for a hit confirmation that is overdue')
    .argument('<id>', 'the request')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: RepeatMessageOptions) =>
      withId(async ([of], given: RepeatMessageOptions) => (await clockCommands()).repeatMessage(of!, given))(
        [id],
        options,
      ),
    );
}

function describeHolders(message: Command, withId: WrapFiles): void {
  signedIn(message.command('forward'))
    .description('pass a message on to another State, if its originator lets this one do so')
    .argument('<id>', 'the message')
    .requiredOption('--to <state>', 'the recipient, such as MDA')
    .option('--purpose <purpose>', 'what for: one of the purposes of queries')
    .option('--remarks <text>', 'a few words to the recipient')
    .option('--ask-release <reason>', 'where its handling stands against it, ask the originator, and say why')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: ForwardMessageOptions) =>
      withId(async ([of], given: ForwardMessageOptions) => (await holderCommands()).forwardMessage(of!, given))(
        [id],
        options,
      ),
    );
  signedIn(message.command('recall'))
    .description('take an own message back from everybody who may hold it')
    .argument('<id>', 'the message')
    .requiredOption('--ground <code>', 'sent-in-error, wrong-recipient, wrong-content, ground-lapsed or replaced')
    .option('--reason <text>', 'a few words more')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: RecallMessageOptions) =>
      withId(async ([of], given: RecallMessageOptions) => (await holderCommands()).recallMessage(of!, given))(
        [id],
        options,
      ),
    );
}

function describeRelease(message: Command, withId: WrapFiles): void {
  signedIn(message.command('waiting'))
    .description('messages that wait for a second person, or with an id what one of them says')
    .argument('[id]', 'the message')
    .option('--json', 'tell a fault as JSON')
    .action((id: string | undefined, options: WaitingMessagesOptions) =>
      withId(async ([of], given: WaitingMessagesOptions) => (await releaseCommands()).showWaiting(of, given))(
        id === undefined ? [] : [id],
        options,
      ),
    );
  signedIn(message.command('release'))
    .description('send a message that waits, and that somebody else wrote')
    .argument('<id>', 'the message')
    .requiredOption('--digest <hex>', 'of what was looked at, as `waiting` shows it')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: ReleaseMessageOptions) =>
      withId(async ([of], given: ReleaseMessageOptions) => (await releaseCommands()).releaseMessage(of!, given))(
        [id],
        options,
      ),
    );
  signedIn(message.command('refuse-release'))
    .description('do not send a message that waits, and say why')
    .argument('<id>', 'the message')
    .requiredOption('--ground <code>', 'why; `withdrawn` is for whoever wrote it')
    .option('--reason <text>', 'a few words more')
    .option('--json', 'tell a fault as JSON')
    .action((id: string, options: RefuseReleaseOptions) =>
      withId(async ([of], given: RefuseReleaseOptions) => (await releaseCommands()).refuseRelease(of!, given))(
        [id],
        options,
      ),
    );
}

/** What a message, a reply and a notice have in common. */
export function said(command: Command): Command {
  return command
    .option('--urgency <urgency>', 'urgent or routine (routine)')
    .option('--handling <code>', 'H0, H1, H2 or H3 (H0)')
    .option('--condition <text>', 'the restriction in words, with H3')
    .option('--tlp <label>', 'how far it may go, such as TLP:AMBER')
    .option('--pap <label>', 'what may be done that somebody could notice, such as PAP:RED')
    .option('--classification <class>', 'unclassified or restricted')
    .option('--expires-on <day>', 'its last day, YYYY-MM-DD in UTC: then its content is deleted at the recipient')
    .option('--only-for <purpose>', 'the one purpose that it may be used for')
    .option('--attach <file>', 'attach a file; may be given several times', collected, [])
    .option('--json', 'tell a fault as JSON');
}

function collected(file: string, before: readonly string[]): string[] {
  return [...before, file];
}

function releaseCommands() {
  return import('../commands/message-release.ts');
}

function holderCommands() {
  return import('../commands/message-holders.ts');
}

function clockCommands() {
  return import('../commands/message-clocks.ts');
}

function describeImporting(message: Command, withFiles: WrapFiles): void {
  signedIn(message.command('import'))
    .description('old mail (.eml) into a case, byte for byte; what is there already is told')
    .argument('<files...>', 'one mail each')
    .requiredOption('--case <reference>', 'the case')
    .option('--json', 'tell a fault as JSON')
    .action((files: string[], options: ImportMailOptions) =>
      withFiles(async (paths, given: ImportMailOptions) => (await importingCommands()).importMails(paths, given))(
        files,
        options,
      ),
    );
  signedIn(message.command('open-imported'))
    .description('what an imported mail says, as it was read when it was imported; an entry')
    .argument('<mail>', 'the mail')
    .option('--json', 'tell a fault as JSON')
    .action((mail: string, options: MessageOptions) =>
      withFiles(async ([of], given: MessageOptions) => (await importingCommands()).openImported(of!, given))(
        [mail],
        options,
      ),
    );
  signedIn(message.command('save-imported'))
    .description('an imported mail as the file that it was, or one of its attachments; an entry')
    .argument('<mail>', 'the mail')
    .requiredOption('--out <file>', 'a new file')
    .option('--attachment <n>', 'its number in the mail')
    .option('--json', 'tell a fault as JSON')
    .action((mail: string, options: SaveImportedOptions) =>
      withFiles(async ([of], given: SaveImportedOptions) => (await importingCommands()).saveImported(of!, given))(
        [mail],
        options,
      ),
    );
}

function importingCommands() {
  return import('../commands/message-import.ts');
}

function savingCommands() {
  return import('../commands/message-save.ts');
}

function messageCommands() {
  return import('../commands/message.ts');
}

function searchCommands() {
  return import('../commands/message-search.ts');
}
