// SPDX-License-Identifier: Apache-2.0
// `iims mrz`: reads a machine-readable zone from stdin and checks its digits.
import { IimsError } from '@iims/wire/errors';
import { mrzToJson, parseMrz } from '@iims/wire/mrz';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, readStdinText } from '../terminal.ts';

export interface ReadMrzOptions {
  readonly json: boolean;
}

export async function readMrz({ json }: ReadMrzOptions): Promise<ExitStatus> {
  const text = await readStdinText(STDIN_BYTES_MAX);
  if (text.trim() === '') {
    throw new IimsError('input.empty', {
      message: 'There is nothing to read.',
      field: 'stdin',
      rule: 'the two or three lines of one zone',
      fix: 'Send the lines with `<` or `|`.',
    });
  }
  const mrz = parseMrz(text.split(/\r?\n/).filter((line) => line.trim() !== ''));
  if (json) print(JSON.stringify(mrzToJson(mrz)));
  else {
    const { format, valid, fields, checks } = mrz;
    print(`${format}  ${valid ? 'all check digits right' : 'a check digit is wrong'}`);
    for (const [field, value] of Object.entries(fields)) print(`  ${field}: ${value ?? '-'}`);
    for (const check of checks) print(`  check ${check.field}: ${check.ok ? 'right' : 'WRONG'}`);
  }
  return EXIT.ok;
}

const STDIN_BYTES_MAX = 65_536;
