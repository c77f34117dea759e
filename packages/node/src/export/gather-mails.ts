// SPDX-License-Identifier: Apache-2.0
// Old mail that goes into an export of its case, byte for byte (spec/mail-import.md, 15). No code says who may have it, so it goes to the
// own organisation and to courts; for others it is named, and nothing of it is there.
import { setImmediate } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import type { ExportReader } from '@iims/wire/case-codes';
import { IimsError } from '@iims/wire/errors';
import { type ShownMail, shownMails } from '../messages/shown-mail.ts';
import { mailFile, mailsOfCase } from '../store/imported-mails.ts';
import type { Reader } from '../store/sql.ts';

export interface ExportedMail {
  readonly mail: ShownMail;
  readonly bytes: Uint8Array;
}

export interface GatheredMails {
  /** In the order of their import. */
  readonly mails: readonly ExportedMail[];
  readonly withheldMails: readonly ShownMail[];
}

/** The entry is the caller's to write before anything leaves. @throws IimsError `export.too-large`, `store.failed` */
export async function gatherMails(reader: Reader, caseRef: string, aimedAt: ExportReader): Promise<GatheredMails> {
  const shown = shownMails(await mailsOfCase(reader, caseRef));
  if (!READERS.has(aimedAt)) return { mails: [], withheldMails: shown };
  const total = shown.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > EXPORT_MAILS_BYTES_MAX) throw tooLarge();
  const mails: ExportedMail[] = [];
  for (const mail of shown) {
    await setImmediate();
    const bytes = await mailFile(reader, { id: mail.mail, bytes: mail.bytes });
    if (toHex(sha256(bytes)) !== mail.sha256) throw changed();
    mails.push({ mail, bytes });
  }
  return { mails, withheldMails: [] };
}

function tooLarge(): IimsError {
  return new IimsError('export.too-large', {
    message: 'The imported mails of the case are too large for one export.',
    field: 'caseRef',
    rule: `at most ${EXPORT_MAILS_BYTES_MAX} bytes of mail`,
    fix: 'Save the mails one by one, and export the messages.',
  });
}

function changed(): IimsError {
  return new IimsError('store.failed', {
    message: 'An imported mail is not what was imported.',
    rule: 'the SHA-256 of its import',
    fix: 'Check the disk and restore a backup.',
  });
}

export const NO_MAILS: GatheredMails = { mails: [], withheldMails: [] };
const READERS: ReadonlySet<ExportReader> = new Set(['own-organisation', 'court']);
/** All of one export: it is held in memory a few times over. */
const EXPORT_MAILS_BYTES_MAX = 33_554_432;
