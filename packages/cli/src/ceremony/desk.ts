// SPDX-License-Identifier: Apache-2.0
// What the commands of a ceremony get from the machine: where files lie, time, randomness, paper for words, and somebody who types.
// A rehearsal hands in a desk of its own and so plays the same commands as people do.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Random } from '@iims/crypto/primitives';
import { systemClock, systemRandom } from '@iims/node/clock';
import { IimsError } from '@iims/wire/errors';
import { TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import { readOptionFile } from '../option-values.ts';
import { print, readStdinText, say } from '../terminal.ts';

export interface Desk {
  /** The file that a word of the command line names. */
  path(word: string): string;
  /** Milliseconds since 1970. */
  now(): number;
  readonly random: Random;
  /** One line of data. */
  print(line: string): void;
  /** One line for the people in the room. */
  say(line: string): void;
  /** Whether somebody sits there who can be asked. */
  readonly isAttended: boolean;
  ask(question: string): Promise<string>;
  /** As `ask`; what was typed does not stay on the screen. */
  askSecret(question: string): Promise<string>;
  /** Everything that is typed, to its end. */
  readTyped(): Promise<string>;
}

export const terminalDesk: Desk = {
  path: (word) => resolve(word),
  now: systemClock.now,
  random: systemRandom,
  print,
  say,
  get isAttended() {
    return process.stdin.isTTY === true;
  },
  ask: askAtTerminal,
  async askSecret(question) {
    const answer = await askAtTerminal(question);
    process.stderr.write(LINE_BEFORE_ERASED);
    return answer;
  },
  readTyped: () => readStdinText(TYPED_BYTES_MAX),
};

async function askAtTerminal(question: string): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stderr, historySize: 0 });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}

/** The bytes of the file that `option` names. Throws `input.invalid`, `input.too-long`. */
export function readNamedFile(desk: Desk, option: string, word: string): Uint8Array {
  return new Uint8Array(readOptionFile(option, desk.path(word), TRUST_BUNDLE_BYTES_MAX));
}

/** Writes a file that is not there yet: nothing is ever overwritten by accident. `replaces` is for a draft that travels on. */
export function writeNamedFile(
  desk: Desk,
  option: string,
  word: string,
  content: Uint8Array | string,
  replaces = false,
): void {
  try {
    const path = desk.path(word);
    // Signatures of people who went home are not to be lost: the old file is whole until the new one is.
    writeFileSync(replaces ? `${path}.tmp` : path, content, { flag: replaces ? 'w' : 'wx', mode: 0o600 });
    if (replaces) renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw unwritable(option, cause);
  }
}

/** Before people are shown what would then be lost: the name for a file to be made is free. Throws `input.invalid`. */
export function requireFreeName(desk: Desk, option: string, word: string): void {
  if (existsSync(desk.path(word))) throw unwritable(option);
}

function unwritable(option: string, cause?: unknown): IimsError {
  return new IimsError('input.invalid', {
    message: 'The file cannot be written.',
    field: option,
    rule: 'a name in a folder that is there, under which nothing lies yet',
    fix: 'Give another name; nothing is ever overwritten.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** JSON that a person wrote: read as it is, checked by whoever uses it. */
export function readJsonFile(desk: Desk, option: string, word: string): unknown {
  try {
    return JSON.parse(readFileSync(desk.path(word), 'utf8'));
  } catch (cause) {
    throw new IimsError('input.invalid', {
      message: 'The file that the option names is no JSON.',
      field: option,
      rule: 'a file of JSON that you may read',
      fix: 'Check the path and the content.',
      cause,
    });
  }
}

const TYPED_BYTES_MAX = 65_536;
/** Cursor one line up, that line erased (ECMA-48). */
const LINE_BEFORE_ERASED = '\u001b[1A\u001b[2K';
