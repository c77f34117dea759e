// SPDX-License-Identifier: Apache-2.0
// `iims message import`: files of old mail into a case, one after the other; what an imported one says, and its file again.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import type { NodeSession } from '../node-client.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print, RemoteFault } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';
import type { MessageOptions } from './message.ts';

export interface ImportMailOptions extends MessageOptions {
  readonly case: string;
}

export interface SaveImportedOptions extends MessageOptions {
  readonly out: string;
  readonly attachment?: string;
}

/** One line of JSON for each file. A mail that cannot be read keeps the others from nothing; then the status is 1. */
export function importMails(files: readonly string[], options: ImportMailOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    let refused = false;
    for (const file of files) {
      try {
        print(JSON.stringify({ file, ...(await importMail(session, file, options.case)) }));
      } catch (fault) {
        if (!(fault instanceof RemoteFault) || !fault.error.code?.startsWith('mail.')) throw fault;
        refused = true;
        print(JSON.stringify({ file, standing: 'refused', error: fault.error }));
      }
    }
    return refused ? EXIT.fault : EXIT.ok;
  });
}

async function importMail(session: NodeSession, path: string, caseRef: string): Promise<object> {
  const bytes = await readFile(path).catch(() => {
    throw badOption('file', 'a file that exists and that you may read');
  });
  if (bytes.length === 0) throw badOption('file', 'a mail, which is not empty');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { mail, standing } = await session.call('POST /api/mails/begin', { caseRef, bytes: bytes.length, sha256 });
  if (standing === 'here') return { mail, standing, sha256 };
  for (let offset = 0; offset < bytes.length; offset += PART_BYTES) {
    const place = new URLSearchParams({ mail, offset: `${offset}` });
    await session.postBytes(`/api/mails/part?${place}`, bytes.subarray(offset, offset + PART_BYTES));
  }
  const imported = await session.completeMail(mail);
  const { datedAt, attachmentCount, alsoIn, logIndex } = imported;
  return { mail, standing: 'imported', sha256, datedAt, attachmentCount, alsoIn, logIndex };
}

export function openImported(mail: string, options: MessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('POST /api/mails/open', { mail }))),
  );
}

/** What came is what was imported, by its SHA-256; else nothing is written. */
export function saveImported(mail: string, { out, attachment, ...options }: SaveImportedOptions): Promise<ExitStatus> {
  const place =
    attachment === undefined ? {} : { attachment: `${wholeNumber('attachment', attachment, 1, ATTACHMENTS_MAX)}` };
  return inSession(options, async (session) => {
    const { parts, sha256 } = await session.saveMail({ mail, ...place });
    const pieces: Uint8Array[] = [];
    for await (const part of parts) pieces.push(new Uint8Array(part));
    const bytes = Buffer.concat(pieces);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw differs();
    await writeNewFile(out, bytes);
    print(JSON.stringify({ mail, file: out, bytes: bytes.length, sha256 }));
  });
}

function differs(): IimsError {
  return new IimsError('attachment.differs', {
    message: 'What came is not what was imported.',
    field: 'mail',
    rule: 'the bytes whose SHA-256 the node names',
    fix: 'Save it again.',
  });
}

/** As the node takes them (spec/mail-import.md, 5). */
const PART_BYTES = 262_144;
/** Parts of one mail. */
const ATTACHMENTS_MAX = 256;
