// SPDX-License-Identifier: Apache-2.0
// The words of notices: drafted, reviewed by a second person, listed, shown, confirmed and withdrawn at a running node.
import type { Command } from 'commander';
import type { MessageOptions } from '../commands/message.ts';
import type {
  DraftNoticeOptions,
  GroundOptions,
  LinkAlertOptions,
  ListNoticesOptions,
  OverrideOptions,
  RevalidateNoticeOptions,
  ReviewNoticeOptions,
} from '../commands/notice.ts';
import { said } from './message.ts';
import { groupOf, signedIn, type Wrap, type WrapFiles } from './wrap.ts';

export function describeNotices(program: Command, command: Wrap, withNumber: WrapFiles): void {
  const notice = groupOf(program, 'notice', 'notices to all States and diffusions to chosen ones, as an operator');
  describeReview(notice, command, withNumber);
  describeLife(notice, command, withNumber);
  describeDecisions(notice, withNumber);
  describeRefused(notice, command, withNumber);
}

function describeReview(notice: Command, command: Wrap, withNumber: WrapFiles): void {
  said(signedIn(notice.command('draft')))
    .description('draft a notice for review by somebody else; the fields of its form come as JSON on stdin')
    .option('--to <codes>', 'a diffusion to these States, divided by commas; if it is not said, a notice to all')
    .requiredOption('--case <reference>', 'reference of the case')
    .action(command(async (options: DraftNoticeOptions) => (await noticeCommands()).draftNotice(options)));
  signedIn(notice.command('waiting'))
    .description('notices that wait for review, the oldest first')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: MessageOptions) => (await noticeCommands()).listWaitingNotices(options)));
  signedIn(notice.command('review'))
    .description('publish or refuse a notice that somebody else drafted')
    .argument('<number>', 'the notice')
    .requiredOption('--digest <hex>', 'what was looked at, as `show` and `waiting` give it')
    .option('--publish', 'send it to whom it is for')
    .option('--refuse <ground>', 'human-rights, political-military-religious-racial or other')
    .option('--explanation <text>', 'why, in words; needed with other')
    .option('--override <reason>', 'why it is published although the same was refused before')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: ReviewNoticeOptions) =>
      withNumber(async ([of], given: ReviewNoticeOptions) => (await noticeCommands()).reviewNotice(of!, given))(
        [number],
        options,
      ),
    );
}

function describeLife(notice: Command, command: Wrap, withNumber: WrapFiles): void {
  signedIn(notice.command('list'))
    .description(
      "own and partners' notices as they stand, the latest first, and what each State has done with own ones",
    )
    .option('--limit <n>', 'at most so many, 1 to 100; 50 if not said')
    .option('--before <n>', 'the `next` of the page before')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: ListNoticesOptions) => (await noticeCommands()).listNotices(options)));
  signedIn(notice.command('show'))
    .description('what a notice says; this is an entry, and the State that sent it is told')
    .argument('<number>', 'the notice, such as GEO-NOT-000001')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: MessageOptions) =>
      withNumber(async ([of], given: MessageOptions) => (await noticeCommands()).showNotice(of!, given))(
        [number],
        options,
      ),
    );
  signedIn(notice.command('revalidate'))
    .description('confirm that an own notice still holds, until a later day of review')
    .argument('<number>', 'the notice')
    .requiredOption('--review-on <day>', 'the next day of review, YYYY-MM-DD')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: RevalidateNoticeOptions) =>
      withNumber(async ([of], given: RevalidateNoticeOptions) => (await noticeCommands()).revalidateNotice(of!, given))(
        [number],
        options,
      ),
    );
  signedIn(notice.command('withdraw'))
    .description('end an own notice at every State, or take a draft back')
    .argument('<number>', 'the notice')
    .requiredOption('--ground <code>', 'why, such as found, entered-in-error, ground-lapsed, warrant-withdrawn')
    .option('--explanation <text>', 'why, in words; needed with other')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: GroundOptions) =>
      withNumber(async ([of], given: GroundOptions) => (await noticeCommands()).withdrawNotice(of!, given))(
        [number],
        options,
      ),
    );
}

function describeDecisions(notice: Command, withNumber: WrapFiles): void {
  signedIn(notice.command('decline'))
    .description("the own State will not execute a partner's notice; the partner is not told")
    .argument('<number>', 'the notice')
    .requiredOption('--ground <code>', 'human-rights, political-military-religious-racial or other')
    .option('--explanation <text>', 'why, in words; needed with other')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: GroundOptions) =>
      withNumber(async ([of], given: GroundOptions) => (await noticeCommands()).declineNotice(of!, given))(
        [number],
        options,
      ),
    );
  signedIn(notice.command('execute'))
    .description("the own State executes a partner's notice after all")
    .argument('<number>', 'the notice')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: MessageOptions) =>
      withNumber(async ([of], given: MessageOptions) => (await noticeCommands()).executeNotice(of!, given))(
        [number],
        options,
      ),
    );
  signedIn(notice.command('link'))
    .description("note an own alert as entered from a partner's notice")
    .argument('<number>', 'the notice')
    .requiredOption('--register <id>', 'the own register')
    .requiredOption('--id <id>', 'the alert')
    .option('--json', 'tell a fault as JSON')
    .action((number: string, options: LinkAlertOptions) =>
      withNumber(async ([of], given: LinkAlertOptions) => (await noticeCommands()).linkAlert(of!, given))(
        [number],
        options,
      ),
    );
}

function describeRefused(notice: Command, command: Wrap, withNumber: WrapFiles): void {
  signedIn(notice.command('refused'))
    .description('the register of refused purposes, the latest first; it names no person')
    .option('--limit <n>', 'at most so many, 1 to 100; 50 if not said')
    .option('--before <n>', 'the `next` of the page before')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: ListNoticesOptions) => (await noticeCommands()).listRefused(options)));
  signedIn(notice.command('override'))
    .description("let one item of somebody else's pass although the same was refused")
    .argument('<refusal>', 'number of the refusal')
    .requiredOption('--for <item>', 'the notice, the alert or the case that may pass')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'tell a fault as JSON')
    .action((refusal: string, options: OverrideOptions) =>
      withNumber(async ([of], given: OverrideOptions) => (await noticeCommands()).overrideRefusal(of!, given))(
        [refusal],
        options,
      ),
    );
}

const noticeCommands = () => import('../commands/notice.ts');
