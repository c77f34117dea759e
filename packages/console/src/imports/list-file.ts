// SPDX-License-Identifier: Apache-2.0
// The files that somebody chose or dropped: what they seem to be, their fingerprint, and their bytes in parts. They are never held whole.
import { toBase64 } from '@iims/wire/bytes';
import type { Encoding, Format } from './import-codes.ts';
import { Sha256 } from './sha-256.ts';

/** A file as the node awaits it. */
export interface NamedFile {
  readonly name: string;
  readonly file: Blob;
}

export interface Guess {
  readonly format: Format;
  /** A proposal; undefined where the bytes are no UTF-8 and do not say what they are. */
  readonly encoding: Encoding | undefined;
}

/** The order in which the node reads the files of this list. */
const OFAC_FILES = ['alt.csv', 'add.csv', 'sdn_comments.csv', 'sdn.csv'];

/** In the order of the node; undefined where they do not belong together. */
export function inOrder(
  files: readonly { readonly name: string; readonly file: Blob }[],
): readonly NamedFile[] | undefined {
  if (files.length === 1 && files[0]!.name.toLowerCase() !== 'sdn.csv') return [{ name: 'list', file: files[0]!.file }];
  const named = OFAC_FILES.flatMap((name) => files.find((one) => one.name.toLowerCase() === name) ?? []);
  if (named.length !== files.length || named.at(-1)?.name.toLowerCase() !== 'sdn.csv') return undefined;
  return named.map(({ name, file }) => ({ name: name.toLowerCase(), file }));
}

/** What the beginning says. */
export function guess(files: readonly NamedFile[], head: Uint8Array): Guess {
  if (files.at(-1)?.name === 'sdn.csv') return { format: 'ofac-sdn', encoding: 'utf-8' };
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding ?? 'windows-1252').decode(head).trimStart();
  if (text.startsWith('<')) return { format: 'un-consolidated', encoding };
  return { format: text.startsWith('{') ? 'jsonl' : 'csv', encoding };
}

function encodingOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return undefined;
  }
}

export function bytesOf(files: readonly NamedFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

/** The first bytes of a file, as the node tries them. */
export async function headOf({ file }: NamedFile): Promise<{ bytes: Uint8Array; base64: string; isWhole: boolean }> {
  const bytes = await bytesIn(file.slice(0, HEAD_BYTES));
  return { bytes, base64: toBase64(bytes), isWhole: file.size <= HEAD_BYTES };
}

/** The bytes of all files from a place on, in parts that the node takes. */
export async function* partsOf(files: readonly NamedFile[], from = 0): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let before = 0;
  for (const { file } of files) {
    for (let at = Math.max(from - before, 0); at < file.size; at += PART_BYTES) {
      yield await bytesIn(file.slice(at, Math.min(at + PART_BYTES, file.size)));
    }
    before += file.size;
  }
}

/** SHA-256 of all bytes, in hexadecimal; `told` hears which share is done. */
export async function fingerprintOf(files: readonly NamedFile[], told: (share: number) => void): Promise<string> {
  const digest = new Sha256();
  const whole = bytesOf(files);
  let done = 0;
  for await (const part of partsOf(files)) {
    digest.update(part);
    done += part.length;
    told(done / whole);
  }
  return digest.digest();
}

async function bytesIn(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

const HEAD_BYTES = 65_536;
/** As the node takes them (spec/import.md). */
const PART_BYTES = 262_144;
