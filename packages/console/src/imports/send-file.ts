// SPDX-License-Identifier: Apache-2.0
// Brings a file to the node: announces it, sends its parts from where the node has it, and has it read.
import type { Session } from '../access/session.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import { type Announced, beginImport, type ImportShown, sendPart, stepImport } from './import-state.ts';
import { bytesOf, fingerprintOf, type NamedFile, partsOf } from './list-file.ts';

export interface Sending {
  readonly what: 'fingerprint' | 'upload';
  readonly share: number;
}

/** Goes on with an import that has the same file, else begins one. */
export async function sendFile(
  session: Session,
  { files, announced, going }: { files: readonly NamedFile[]; announced: Announced; going: ImportShown | undefined },
  told: (sending: Sending) => void,
): Promise<Reply<ImportShown>> {
  const sha256 = await fingerprintOf(files, (share) => told({ what: 'fingerprint', share }));
  if (going !== undefined && going.sha256 !== sha256) return { ok: false, fault: { code: 'import.incomplete' } };
  const begun = going ?? (await begin(session, files, announced, sha256));
  if ('code' in begun) return { ok: false, fault: begun };
  const { importId } = begun;
  const whole = bytesOf(files);
  let sent = begun.received ?? 0;
  told({ what: 'upload', share: sent / whole });
  for await (const part of partsOf(files, sent)) {
    const reply = await sendPart(session, importId, sent, part);
    if (!reply.ok) return reply;
    sent = reply.value;
    told({ what: 'upload', share: sent / whole });
  }
  return stepImport(session, 'preview', { importId });
}

async function begin(
  session: Session,
  files: readonly NamedFile[],
  announced: Announced,
  sha256: string,
): Promise<ImportShown | Fault> {
  const named = files.map(({ name, file }) => ({ name, bytes: file.size }));
  const reply = await beginImport(session, { ...announced, files: named, sha256 });
  return reply.ok ? reply.value : reply.fault;
}
