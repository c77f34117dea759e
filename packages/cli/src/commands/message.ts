// SPDX-License-Identifier: Apache-2.0
// `iims message`: what a bureau says to others, at a running node. What stands in a form comes as JSON on stdin, since it is personal data.
import type { InputOf } from '@iims/client/node-client';
import type { Message } from '@iims/client/node-methods';
import { utf8 } from '@iims/wire/bytes';
import { parseStateCode } from '@iims/wire/identifiers';
import { type Address, DESKS, type Desk } from '@iims/wire/message';
import { parseStrictJson } from '@iims/wire/strict-json';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { inNewFolder, insideAndBeside, readAttachments } from '../message-attachments.ts';
import type { NodeSession } from '../node-client.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, readStdinText } from '../terminal.ts';
import { type BroughtFile, uploadBeside } from '../upload-beside.ts';
import { writeNewFile } from '../write-new-file.ts';

export interface MessageOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly json: boolean;
}

/** What a message, a reply and a notice have in common. */
export interface SaidOptions extends MessageOptions {
  readonly urgency?: string;
  readonly handling?: string;
  readonly tlp?: string;
  readonly pap?: string;
  readonly classification?: string;
  readonly expiresOn?: string;
  readonly onlyFor?: string;
  readonly condition?: string;
  readonly attach?: readonly string[];
}

export interface SendMessageOptions extends SaidOptions {
  readonly to: string;
  readonly kind: string;
  readonly case: string;
}

export interface ReplyMessageOptions extends SaidOptions {
  readonly kind?: string;
}

export interface ListMessagesOptions extends MessageOptions {
  readonly limit?: string;
  readonly before?: string;
  readonly overdue?: boolean;
}

export interface OpenMessageOptions extends MessageOptions {
  readonly out?: string;
}

export interface ArchiveMessageOptions extends MessageOptions {
  readonly back?: boolean;
}

export interface MessageReceiptOptions extends MessageOptions {
  readonly out: string;
  readonly to?: string;
  readonly deleted?: boolean;
}

export async function sendMessage(options: SendMessageOptions): Promise<ExitStatus> {
  const { kind, case: caseRef } = options;
  return say('POST /api/messages/send', options, { to: addresseesOf(options.to), kind, caseRef });
}

export async function replyMessage(id: string, options: ReplyMessageOptions): Promise<ExitStatus> {
  const { kind } = options;
  return say('POST /api/messages/reply', options, { id, kind });
}

export async function listMessages(options: ListMessagesOptions): Promise<ExitStatus> {
  if (options.overdue === true) return listOverdue(options);
  const limit = wholeNumber('limit', options.limit ?? '100', 1, LIST_LIMIT_MAX);
  const before =
    options.before === undefined ? undefined : wholeNumber('before', options.before, 0, Number.MAX_SAFE_INTEGER);
  return inSession(options, async (session) => {
    const { messages, ...page } = await session.call('GET /api/messages', { limit, before });
    print(JSON.stringify({ messages: messages.map(printed), ...page }));
  });
}

async function listOverdue(options: ListMessagesOptions): Promise<ExitStatus> {
  if (options.before !== undefined) throw badOption('before', 'not with --overdue, which has one page');
  const limit = wholeNumber('limit', options.limit ?? '100', 1, LIST_LIMIT_MAX);
  return inSession(options, async (session) => {
    print(JSON.stringify(await session.call('GET /api/messages/overdue', { limit })));
  });
}

export async function showMessage(id: string, options: MessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    print(JSON.stringify(printed(await session.call('GET /api/messages/show', { id }))));
  });
}

export async function archiveMessage(id: string, options: ArchiveMessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const isArchived = options.back !== true;
    print(JSON.stringify(printed(await session.call('POST /api/messages/archive', { id, isArchived }))));
  });
}

/** Attachments are written only where `--out` says, under names of our own: those in the message are text. */
export async function openMessage(id: string, options: OpenMessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const folder = options.out === undefined ? undefined : inNewFolder(options.out);
    const { attachments, ...shown } = await session.call('POST /api/messages/open', { id });
    const listed = await Promise.all(
      attachments.map(async ({ content, ...attachment }) => ({
        ...attachment,
        ...(folder && { file: await folder.write({ content, ...attachment }) }),
      })),
    );
    print(JSON.stringify({ ...printed(shown), attachments: listed }));
  });
}

/** The receipt of one recipient; where several gave one, `--to` says whose. */
export async function writeMessageReceipt(id: string, options: MessageReceiptOptions): Promise<ExitStatus> {
  const state = options.to === undefined ? undefined : parseStateCode(options.to);
  return inSession(options, async (session) => {
    const says = options.deleted ? 'deleted' : 'received';
    const { receipts, unverified } = await session.call('GET /api/messages/receipt', { id, state, says });
    for (const one of unverified) print(JSON.stringify({ id, ...one }));
    const [receipt, another] = receipts;
    if (receipt === undefined || another !== undefined) {
      throw badOption('to', `one of ${receipts.map(({ state }) => state).join(', ')}: each gave a receipt of its own`);
    }
    await writeNewFile(options.out, utf8(receipt.file));
    const { state: of, standing } = receipt;
    print(JSON.stringify({ id, state: of, standing, file: options.out }));
  });
}

/** Reads the fields on stdin. What stands in options is text; the node refuses what is none of its codes. */
export async function say<N extends 'POST /api/messages/send' | 'POST /api/messages/reply' | 'POST /api/notices/draft'>(
  name: N,
  options: SaidOptions,
  said: Readonly<Record<string, unknown>>,
): Promise<ExitStatus> {
  const { urgency, attach = [] } = options;
  // Notices go to whoever is a member when they are published: no file is sealed for them beforehand.
  const isNotice = name === 'POST /api/notices/draft';
  const { inside, beside } = isNotice ? { inside: attach, beside: [] } : insideAndBeside(attach);
  const attachments = readAttachments(inside);
  const fields = parseStrictJson(utf8(await readStdinText(FIELDS_BYTES_MAX)));
  const handling = handlingOf(options);
  return inSession(options, async (session) => {
    const uploads = beside.length === 0 ? undefined : await bringBeside(session, beside, said);
    const message = {
      ...said,
      urgency,
      handling,
      fields,
      attachments,
      ...(uploads && { uploads }),
    } as unknown as InputOf<N>;
    print(JSON.stringify(await session.call(name, message)));
  });
}

/** To the States that the message goes to, which of a reply is the sender of what it answers. */
async function bringBeside(
  session: NodeSession,
  paths: readonly string[],
  { to, id }: Readonly<Record<string, unknown>>,
): Promise<BroughtFile[]> {
  const states =
    id === undefined
      ? (to as readonly (Address | { readonly group: string })[]).map((one) => ('group' in one ? one : one.state))
      : [(await session.call('GET /api/messages/show', { id: id as string })).from?.state ?? ''];
  const bar = new ProgressBar();
  const brought: BroughtFile[] = [];
  for (const path of paths) brought.push(await uploadBeside(session, path, { to: states, bar }));
  return brought;
}

/** A condition alone means H3; any other mark alone stands beside H0. The node refuses what does not belong together. */
function handlingOf({ handling, condition, tlp, pap, classification, expiresOn, onlyFor }: SaidOptions) {
  const marks = Object.entries({ condition, tlp, pap, classification, expiresOn, purpose: onlyFor }).filter(
    ([, value]) => value !== undefined,
  );
  if (handling === undefined && marks.length === 0) return undefined;
  return { code: handling ?? (condition === undefined ? 'H0' : 'H3'), ...Object.fromEntries(marks) };
}

/** States stand in the contract's keys; authorities and desks, where there are any, beside them. */
export function printed({ from, to, caseRef, ...shown }: Message): object {
  const { id, kind, status, deliveries, ...others } = shown;
  const states = [...new Set(to?.map(({ state }) => state))];
  const addresses = { ...(from && { from }), ...(to && { to }) };
  return { id, from: from?.state, to: states, kind, case: caseRef, status, deliveries, ...others, addresses };
}

/** As addresses, and besides them `all` and `group:NAME`, which the node puts into their members. */
function addresseesOf(text: string): (Address | { readonly group: string })[] {
  return text.split(',').flatMap((one): readonly (Address | { readonly group: string })[] => {
    const name = one.trim() === 'all' ? 'all' : /^group:(.*)$/.exec(one.trim())?.[1];
    return name === undefined ? addressesOf(one) : [{ group: name }];
  });
}

/** `UKR,MDA`, each with an authority after a slash and a desk after an at sign where it is to go further: `UKR/Customs@drugs`. */
export function addressesOf(text: string): Address[] {
  return text.split(',').map((one) => {
    const [, state = '', authority, desk] = /^([A-Z]{3})(?:\/([^/@]+))?(?:@([a-z-]+))?$/.exec(one.trim()) ?? [];
    if (desk !== undefined && !isDesk(desk)) throw badOption('to', `a desk is one of ${DESKS.join(', ')}`);
    if (state === '') throw badOption('to', 'States such as UKR,MDA; an authority after /, a desk after @');
    return {
      state: parseStateCode(state),
      ...(authority === undefined ? {} : { authority }),
      ...(desk === undefined ? {} : { desk }),
    };
  });
}

function isDesk(text: string): text is Desk {
  return (DESKS as readonly string[]).includes(text);
}

/** What stands in a form, at its longest. */
const FIELDS_BYTES_MAX = 1_048_576;
/** Messages on one page. */
export const LIST_LIMIT_MAX = 200;
