// SPDX-License-Identifier: Apache-2.0
// A file that is broken is refused whole, with the line where it broke: what follows that line could be read in two ways.
import { type ErrorCode, IimsError } from '@iims/wire/errors';

type FileFault = Extract<ErrorCode, `import.${string}`>;

/** The text names the line and the rule, and repeats nothing of the file. */
export function fileRefused(code: FileFault, line: number, rule: string, fix: string): IimsError {
  return new IimsError(code, {
    message: `The file is broken in line ${line}; nothing of it was imported.`,
    field: `line ${line}`,
    rule,
    fix,
  });
}
