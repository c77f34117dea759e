// SPDX-License-Identifier: Apache-2.0
// Imported mail as lists show it: whose it is, from when, who imported it; never what it says (spec/mail-import.md, 13).
import type { MailRow } from '../store/imported-mails.ts';

/** Plain data for JSON; times are ISO 8601. */
export interface ShownMail {
  readonly mail: string;
  readonly caseRef: string;
  /** As it claims: nothing of it is verified. */
  readonly from: string;
  readonly datedAt: string;
  readonly importedAt: string;
  readonly importedBy: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly attachmentCount: number;
  readonly logIndex: number;
}

/** Those whose period has ended are left out. */
export function shownMails(rows: readonly MailRow[]): ShownMail[] {
  return rows.flatMap((row) => shownMail(row) ?? []);
}

export function shownMail({ head, id, no, datedAt, importedAt, importedBy, bytes }: MailRow): ShownMail | undefined {
  if (head === undefined) return undefined;
  const { caseRef, from, sha256, attachments } = head;
  return {
    mail: id,
    caseRef,
    from,
    datedAt: new Date(datedAt).toISOString(),
    importedAt: new Date(importedAt).toISOString(),
    importedBy,
    bytes,
    sha256,
    attachmentCount: attachments,
    logIndex: no,
  };
}
