// SPDX-License-Identifier: Apache-2.0
// What is to be checked: arguments, or blocks on stdin with blank lines between them.
import { IimsError } from '@iims/wire/errors';
import { readStdinText } from './terminal.ts';

/** Without inputs, blank-line-separated blocks are read from stdin: arguments are visible to other users of the machine. */
export async function blocksOfInput(inputs: readonly string[]): Promise<readonly string[]> {
  const blocks = inputs.length > 0 ? inputs : blocksOf(await readStdinText(STDIN_BYTES_MAX));
  if (blocks.length > 0) return blocks;
  throw new IimsError('input.empty', {
    message: 'There is nothing to ask.',
    field: 'input',
    fix: 'Give an input as an argument or on stdin.',
  });
}

function blocksOf(text: string): string[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((block) => block.replace(/^(?:[ \t]*\r?\n)+|(?:\r?\n[ \t]*)+$/g, ''))
    .filter((block) => block.trim() !== '');
}

const STDIN_BYTES_MAX = 1_048_576;
