// SPDX-License-Identifier: Apache-2.0
// Attachments on the command line: read with their hash, and written under names of our own where the caller says.
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { equalBytes, fromBase64, fromHex, toBase64 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { ATTACHMENTS_BYTES_MAX } from '@iims/wire/message';
import { badOption, readOptionFile } from './option-values.ts';
import { writeNewFile } from './write-new-file.ts';

/** An attachment as the node takes and gives it. */
export interface SentAttachment {
  readonly id?: number;
  readonly name: string;
  readonly mediaType: string;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** Base64. */
  readonly content: string;
}

/** Which files go inside a message, as many of the first as it has room for, and which beside it. @throws IimsError `input.invalid` */
export function insideAndBeside(paths: readonly string[]): { readonly inside: string[]; readonly beside: string[] } {
  const [inside, beside]: [string[], string[]] = [[], []];
  let left = ATTACHMENTS_BYTES_MAX;
  for (const path of paths) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) throw badOption('attach', 'a file that exists and that you may read');
    const fits = status.size <= left;
    (fits ? inside : beside).push(path);
    if (fits) left -= status.size;
  }
  return { inside, beside };
}

/** @throws IimsError `message.too-large`, `input.invalid` */
export function readAttachments(paths: readonly string[]): SentAttachment[] {
  let left = ATTACHMENTS_BYTES_MAX;
  return paths.map((path) => {
    const bytes = readWithin(path, left);
    left -= bytes.length;
    return {
      name: basename(path),
      mediaType: 'application/octet-stream',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      content: toBase64(bytes),
    };
  });
}

function readWithin(path: string, bytesMax: number): Uint8Array {
  try {
    return readOptionFile('attach', path, bytesMax);
  } catch (fault) {
    if (!(fault instanceof IimsError) || fault.code !== 'input.too-long') throw fault;
    throw new IimsError('message.too-large', {
      message: 'The attachments are too large.',
      field: 'attach',
      rule: `all together at most ${ATTACHMENTS_BYTES_MAX} bytes`,
      fix: 'Send them in several messages.',
    });
  }
}

/** A folder that is made for what comes, so that nothing that lies there is touched. */
export function inNewFolder(path: string): { write(attachment: SentAttachment): Promise<string> } {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    throw badOption('out', 'a folder that does not exist yet, in one that you may write to');
  }
  return {
    async write({ id, sha256, content }) {
      const bytes = fromBase64(content);
      const hash = new Uint8Array(createHash('sha256').update(bytes).digest());
      if (!equalBytes(hash, fromHex(sha256))) throw damaged();
      const file = join(folder, `attachment-${Number(id)}`);
      await writeNewFile(file, bytes);
      return file;
    },
  };
}

function damaged(): IimsError {
  return new IimsError('message.malformed', {
    message: 'An attachment is not what its hash says.',
    field: 'attachments',
    rule: 'the SHA-256 of the bytes',
  });
}
