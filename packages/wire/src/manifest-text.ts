// SPDX-License-Identifier: Apache-2.0
// The bytes of a file with a list of travellers to text: never guessed, since a wrong letter is another name (spec/manifest.md, 1).
import { IimsError } from './errors.ts';

/** UTF-8, or UTF-16 with its byte-order mark, as Excel writes it. @throws IimsError `input.invalid` for anything else */
export function manifestText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below, like a text with zeros.
  }
  throw new IimsError('input.invalid', {
    message: 'The file cannot be read as text.',
    field: 'file',
    rule: 'text in UTF-8, or UTF-16 with its byte-order mark',
    fix: 'Save it as "CSV UTF-8".',
  });
}
