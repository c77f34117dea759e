// SPDX-License-Identifier: Apache-2.0
// The calls of imported mail: a file is hashed here and brought in parts, and read as an entry (spec/mail-import.md).
import { toHex } from '@iims/wire/bytes';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';

/** As a list shows it. */
export interface Mail {
  readonly mail: string;
  readonly caseRef: string;
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly datedAt: number;
  readonly importedAt: number;
  readonly importedBy: string;
  readonly sha256: string;
}

export interface OpenedMail {
  readonly subject: string;
  readonly to: string;
  readonly cc: string;
  readonly text: string;
  readonly remarks: readonly string[];
  readonly attachments: readonly MailFile[];
}

export interface MailFile {
  readonly id: number;
  readonly name: string;
  readonly byteCount: number;
}

/** What became of a file. */
export interface Imported {
  readonly standing: 'imported' | 'here';
  /** Other cases in which the same file is. */
  readonly alsoIn: readonly string[];
}

export function mailOf(json: JsonObject): Mail | undefined {
  const [mail, caseRef, sha256] = [textOf(json, 'mail'), textOf(json, 'caseRef'), textOf(json, 'sha256')];
  const [datedAt, importedAt] = [textOf(json, 'datedAt'), textOf(json, 'importedAt')].map((at) => Date.parse(at ?? ''));
  if (mail === undefined || caseRef === undefined || sha256 === undefined) return undefined;
  if (!Number.isFinite(datedAt) || !Number.isFinite(importedAt)) return undefined;
  const from = textOf(json, 'from') ?? '';
  const importedBy = textOf(json, 'importedBy') ?? '';
  return { mail, caseRef, from, datedAt: datedAt!, importedAt: importedAt!, importedBy, sha256 };
}

/** It is an entry. */
export function openMail({ csrf }: Session, mail: string): Promise<Reply<OpenedMail>> {
  return callNode({ method: 'POST', path: '/api/mails/open', csrf, body: { mail } }, (json) => {
    const body = asObject(json);
    const text = body && textOf(body, 'text');
    if (body === undefined || text === undefined) return undefined;
    const line = (name: string) => textOf(body, name) ?? '';
    return {
      subject: line('subject'),
      to: line('to'),
      cc: line('cc'),
      text,
      remarks: textsOf(body, 'remarks') ?? [],
      attachments: listOf(body, 'attachments', fileOf),
    };
  });
}

/** Brings a file and has it read; the node tells where it is in the case already. */
export async function importMail({ csrf }: Session, caseRef: string, file: File): Promise<Reply<Imported>> {
  let bytes: Uint8Array<ArrayBuffer>;
  if (file.size === 0) return { ok: false, fault: { code: 'mail.malformed' } };
  if (file.size > MAIL_BYTES_MAX) return { ok: false, fault: { code: 'mail.too-large' } };
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    // It was changed, moved or taken out meanwhile.
    return { ok: false, fault: { code: 'attachment.incomplete' } };
  }
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const begun = await callNode(
    { method: 'POST', path: '/api/mails/begin', csrf, body: { caseRef, bytes: bytes.length, sha256 } },
    (json) => {
      const body = asObject(json) ?? {};
      const mail = textOf(body, 'mail');
      return mail === undefined ? undefined : { mail, isHere: textOf(body, 'standing') === 'here' };
    },
  );
  if (!begun.ok) return begun;
  const { mail, isHere } = begun.value;
  if (isHere) return { ok: true, value: { standing: 'here', alsoIn: [] } };
  for (let offset = 0; offset < bytes.length; offset += PART_BYTES) {
    const path = `/api/mails/part?${new URLSearchParams({ mail, offset: String(offset) })}`;
    const part = bytes.subarray(offset, offset + PART_BYTES);
    const sent = await callNode({ method: 'POST', path, csrf, bytes: part }, () => true);
    if (!sent.ok) return sent;
  }
  return callNode({ method: 'POST', path: '/api/mails/complete', csrf, body: { mail } }, (json) => ({
    standing: 'imported',
    alsoIn: textsOf(asObject(json) ?? {}, 'alsoIn') ?? [],
  }));
}

function fileOf(file: JsonObject): MailFile | undefined {
  const [id, byteCount, name] = [numberOf(file, 'id'), numberOf(file, 'bytes'), textOf(file, 'name')];
  return id === undefined || byteCount === undefined || name === undefined ? undefined : { id, byteCount, name };
}

const MAIL_BYTES_MAX = 26_214_400;
/** As the node takes them. */
const PART_BYTES = 262_144;
