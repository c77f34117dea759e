// SPDX-License-Identifier: Apache-2.0
// A case on paper, for a court: who exported it and when, each message with its sender, its receipts, its hashes and its handling, and
// what was withheld. The same case and time give the same bytes; what the file says of itself names no person.
import { setImmediate } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { readMessageReceipt } from '../messages/receipt.ts';
import { openPage, type Page } from '../papers/page.ts';
import type { JudgedReceipts, UnverifiedReceipt } from './case-list.ts';
import type { ExportAim } from './decide-export.ts';
import type { GatheredMails } from './gather-mails.ts';
import type { ExportedMessage, GatheredMessages } from './gather-messages.ts';
import { messageFacts } from './message-facts.ts';

export interface CaseOnPaper extends GatheredMessages, GatheredMails {
  readonly case: string;
  readonly state: StateCode;
  readonly nodeId: string;
  readonly authority: string;
  readonly exercise: boolean;
  readonly exportedAt: number;
  readonly aim: ExportAim;
  /** By message id, as they were judged. */
  readonly receipts: ReadonlyMap<string, JudgedReceipts>;
}

/** PDF/A-2b. */
export async function writeCasePdf(printed: CaseOnPaper): Promise<Uint8Array> {
  const { state, nodeId, exercise, exportedAt, messages, receipts } = printed;
  const page = openPage({
    title: 'Messages of a case',
    subject: `exported by ${state}`,
    foot: `${nodeId}  ${iso(exportedAt)}`,
    isExercise: exercise,
    madeAt: exportedAt,
  });
  writeCover(page, printed);
  for (const [place, message] of messages.entries()) {
    // A message takes some milliseconds, and officers' queries come between.
    await setImmediate();
    writeMessage(page, message, place, receipts.get(message.row.id)?.unverified ?? []);
  }
  writeMails(page, printed);
  return page.finish();
}

function writeCover(
  page: Page,
  { case: caseRef, state, authority, exercise, exportedAt, aim, messages, withheld, mails, withheldMails }: CaseOnPaper,
): void {
  page.title('Messages of a case', [
    `As ${state} exported them. Hashes are SHA-256; times are UTC.`,
    ...(exercise ? ['EXERCISE. Nothing in this paper is real.'] : []),
  ]);
  page.pair('Case', caseRef);
  page.pair('Exported by', `${state}, ${authority}`);
  page.pair('On', iso(exportedAt));
  page.pair('For', aim.purpose === undefined ? aim.reader : `${aim.reader}; ${aim.purpose}`);
  page.pair('Messages', `${messages.length}`);
  if (mails.length > 0) page.pair('Imported mail', `${mails.length}`);
  page.pair('Withheld', `${withheld.length + withheldMails.length}`);
  if (withheld.length + withheldMails.length === 0) return;
  page.heading('Withheld');
  page.paragraph(
    'These messages are of the case and may not be shown here. Nothing of what they say is in this paper.',
  );
  for (const { row, because } of withheld) page.pair(because, `${row.id}, of ${row.state}, sent ${iso(row.sentAt)}`);
  for (const { mail, datedAt } of withheldMails) page.pair('imported', `${mail}, mail of ${datedAt}`);
}

/** What they say is in their files: of a mail, nothing is verified that could stand on paper beside what is. */
function writeMails(page: Page, { mails }: CaseOnPaper): void {
  if (mails.length === 0) return;
  page.heading('Imported mail');
  page.paragraph(
    'Old mail that the State put into the case. Nothing shows who wrote it; its files are beside this paper.',
  );
  for (const { mail } of mails) {
    writeLong(page, mail.datedAt, `from ${mail.from}`);
    page.pair('Imported', `${mail.importedAt} by ${mail.importedBy}, ${mail.bytes} bytes, SHA-256 ${mail.sha256}`);
  }
}

function writeMessage(
  page: Page,
  message: ExportedMessage,
  place: number,
  unverified: readonly UnverifiedReceipt[],
): void {
  page.heading(`${place + 1}. ${message.message.kind}, of ${message.message.from.state}`);
  for (const { name, value } of messageFacts(message)) writeLong(page, name, value);
  page.pair('Proof', `SHA-256 ${toHex(sha256(message.proof))}`);
  for (const { state, receipt } of message.deliveries) {
    if (receipt === undefined) continue;
    const refused = unverified.find((one) => one.state === state);
    if (refused !== undefined) {
      page.pair('Receipt', `of ${state}: it was given, and does not verify today (${refused.because})`);
      continue;
    }
    const { recipient, receivedAt, sequence, envelope } = readMessageReceipt(receipt).receipt;
    page.pair(
      'Receipt',
      `signed by ${recipient}: number ${sequence}, ${iso(receivedAt)}, sealed bytes ${toHex(envelope)}`,
    );
  }
}

/** Text of several pages in parts that fit on one, since no element is broken over two. */
function writeLong(page: Page, name: string, value: string): void {
  const parts = value.split('\n').flatMap((line) => partsOf(line));
  for (const [place, part] of parts.entries()) page.pair(place === 0 ? name : '', part);
}

function partsOf(line: string): string[] {
  const characters = [...line];
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < characters.length; at += PART_CHARACTERS) {
    parts.push(characters.slice(at, at + PART_CHARACTERS).join(''));
  }
  return parts;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A third of a page. */
const PART_CHARACTERS = 1_000;
