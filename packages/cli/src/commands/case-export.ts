// SPDX-License-Identifier: Apache-2.0
// `iims case export|verify`: a case as a file that leaves the node, and what a container shows to somebody who has the root of trust.
import { verifyContainer } from '@iims/node/export/verify-container';
import { concatBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { inSession, type SessionOptions } from '../in-session.ts';
import { readDocuments, readRootOfTrust } from '../offline-trust.ts';
import { readOptionFile } from '../option-values.ts';
import { print } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

export interface ExportCaseOptions extends SessionOptions {
  readonly format: string;
  readonly out: string;
  readonly for?: string;
  readonly purpose?: string;
  readonly message?: boolean;
  readonly json: boolean;
}

/** With `--message` what is named is a message and not a case. */
export function exportCase(of: string, options: ExportCaseOptions): Promise<ExitStatus> {
  const { format, out, for: reader, purpose, message } = options;
  const asked = {
    ...(message === true ? { id: of } : { caseRef: of }),
    format,
    ...(reader === undefined ? {} : { reader }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return inSession(options, async (session) => {
    const { bytes, parts, header } = await session.download('/api/cases/export', asked);
    const received: Uint8Array[] = [];
    for await (const part of parts) received.push(part);
    const file = concatBytes(...received);
    if (file.length !== bytes) throw cutOff();
    await writeNewFile(out, file);
    const counts = { messages: count(header, 'messages'), withheld: count(header, 'withheld') };
    print(JSON.stringify({ file: out, format, bytes, ...counts, logIndex: count(header, 'log-index') }));
  });
}

export interface VerifyCaseOptions {
  readonly trust: string;
  readonly documents?: string;
  readonly json: boolean;
}

/** A plain yes with what the container shows, or no with the part that does not hold. */
export async function verifyCase(path: string, { trust, documents, json }: VerifyCaseOptions): Promise<ExitStatus> {
  const file = readOptionFile('file', path, CONTAINER_BYTES_MAX);
  const rootOfTrust = readRootOfTrust(trust);
  try {
    const newer = documents === undefined ? [] : readDocuments(documents);
    print(shown(verifyContainer({ file, rootOfTrust, documents: newer }), json));
    return EXIT.ok;
  } catch (fault) {
    if (!(fault instanceof IimsError && /^(?:container|receipt)\./.test(fault.code))) throw fault;
    const { code: reason, rule } = fault;
    if (json) print(JSON.stringify({ ok: false, reason, ...(rule && { rule }) }));
    else print(`NO. ${reason}${rule ? `: it does not hold that ${rule}` : ''}.`);
    return EXIT.fault;
  }
}

function shown(verified: ReturnType<typeof verifyContainer>, json: boolean): string {
  const { state, node, exercise, certificate, files, withheld, receipts, importedMails } = verified;
  const exportedAt = iso(verified.exportedAt);
  const messages = verified.messages.map(({ sentAt, revokedSince, ...message }) => ({
    ...message,
    sentAt: iso(sentAt),
    ...(revokedSince === undefined ? {} : { revokedSince: iso(revokedSince) }),
  }));
  const revoked = verified.revokedSince === undefined ? {} : { revokedSince: iso(verified.revokedSince) };
  if (json) return JSON.stringify({ ok: true, ...verified, exportedAt, messages, ...revoked });
  return [
    `YES. ${state} exported this on ${exportedAt}; Ed25519 and ML-DSA-65 of ${node}${exercise ? '. AN EXERCISE' : ''}.`,
    `  certificate SHA-256 ${certificate}`,
    `  files       ${files}, each as the manifest says; P-256 over the manifest holds`,
    ...messages.map(({ id, from, sentAt, revokedSince }) => {
      const keys =
        revokedSince === undefined ? 'Ed25519 and ML-DSA-65' : `keys that are listed no more since ${revokedSince}`;
      return `  message     ${id} of ${from}, ${sentAt}; ${keys}`;
    }),
    `  receipts    ${receipts}`,
    ...(importedMails === 0 ? [] : [`  imported    ${importedMails} mails, of which nothing shows who wrote them`]),
    `  withheld    ${withheld}`,
    ...(verified.revokedSince === undefined
      ? []
      : [`  revoked     the keys of the seal are listed no more since ${iso(verified.revokedSince)}`]),
  ].join('\n');
}

function count(header: (name: string) => string | undefined, name: string): number {
  return Number(header(`x-iims-${name}`));
}

function cutOff(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'The file did not come whole.',
    field: 'node',
    rule: 'as many bytes as the node announced',
    fix: 'Export it again.',
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Content at its most, in mail and proof, and what stands beside it. */
const CONTAINER_BYTES_MAX = 1_610_612_736;
