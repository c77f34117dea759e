// SPDX-License-Identifier: Apache-2.0
// Values of options: read once, checked once, and faults that name the option.
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { refuseExposed } from '@iims/node/keys/secret-file-mode';
import { IimsError } from '@iims/wire/errors';
import { tooLong, utf8Text } from './terminal.ts';

/** A whole number within bounds. Throws `input.invalid`. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw badOption(option, `a whole number from ${min} to ${max}`);
}

/** How many entries of a register vanish with what is approved, as whoever approves it says. @throws IimsError `input.invalid` */
export function vanishedOf(vanished: string | undefined): { readonly vanished?: number } {
  return vanished === undefined ? {} : { vanished: wholeNumber('vanished', vanished, 0, Number.MAX_SAFE_INTEGER) };
}

export function portNumber(option: string, text: string): number {
  return wholeNumber(option, text, 1, 65_535);
}

/** The bytes of the file, or of the pipe, that an option names. Throws `input.invalid`, `input.too-long`. */
export function readOptionFile(option: string, path: string, bytesMax: number): Uint8Array {
  return readChecked(option, path, bytesMax, () => undefined);
}

/** The same of a file that holds a secret: others than its owner must not be able to read it. Throws `keys.exposed` too. */
export function readSecretFile(option: string, path: string, bytesMax: number): Uint8Array {
  return readChecked(option, path, bytesMax, (status) => refuseExposed(option, status));
}

/** A password alone in its file. One line end belongs to the file, not to the password. */
export function readPasswordFile(path: string): string {
  return withoutLineEnd(utf8Text('password-file', readSecretFile('password-file', path, PASSWORD_BYTES_MAX)));
}

export function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

export function badOption(option: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: `The value of --${option} breaks a rule.`,
    field: option,
    rule,
    fix: 'Correct it and call again.',
  });
}

/** The check is made on the open file, so that no other can take its place between check and use. */
function readChecked(option: string, path: string, bytesMax: number, check: (status: Stats) => void): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    check(fstatSync(file));
    const bytes = Buffer.alloc(bytesMax + 1);
    let length = 0;
    for (;;) {
      const count = readSync(file, bytes, length, bytes.length - length, null);
      length += count;
      if (length > bytesMax) throw tooLong(option, bytesMax);
      if (count === 0) return bytes.subarray(0, length);
    }
  } catch (cause) {
    if (cause instanceof IimsError) throw cause;
    throw new IimsError('input.invalid', {
      message: 'The file that the option names cannot be read.',
      field: option,
      rule: 'a file that exists and that you may read',
      fix: 'Check the path and the rights of the file.',
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

export const PASSWORD_BYTES_MAX = 4_096;
/** About 19 KB for each State, a hundred States. */
export const TRUST_ROOT_BYTES_MAX = 4_194_304;
