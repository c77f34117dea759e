// SPDX-License-Identifier: Apache-2.0
// `iims query`: asks a node as an officer, one line of answer for each input.
import { IimsError } from '@iims/wire/errors';
import { countsOf, type Verdict } from '@iims/wire/verdict';
import { EXIT, type ExitStatus, worstOf } from '../exit-status.ts';
import { type NodeSession, signIn } from '../node-client.ts';
import { readPasswordFile } from '../option-values.ts';
import { print, readStdinText, tellFault } from '../terminal.ts';
import { stateInWords } from '../verdict-in-words.ts';

export interface QueryOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly purpose: string;
  readonly case: string;
  /** A document's number or a date of birth, asked together with each input. */
  readonly secondKey?: string;
  readonly json: boolean;
}

/** One line for each input, in order; a fault before the first query is one line for all. Without inputs, blank-line-separated blocks are read from stdin: arguments are visible to other users of the machine. */
export async function query(inputs: readonly string[], options: QueryOptions): Promise<ExitStatus> {
  const blocks = inputs.length > 0 ? inputs : blocksOf(await readStdinText(STDIN_BYTES_MAX));
  if (blocks.length === 0)
    throw new IimsError('input.empty', {
      message: 'There is nothing to ask.',
      field: 'input',
      fix: 'Give an input as an argument or on stdin.',
    });
  const password = readPasswordFile(options.passwordFile);
  const session = await signIn({ url: options.node, user: options.user, password });
  try {
    const statuses: ExitStatus[] = [];
    for (const input of blocks) statuses.push(await askOne(session, input, options));
    return worstOf(statuses);
  } finally {
    await session.signOut().catch(() => undefined);
  }
}

async function askOne(session: NodeSession, input: string, options: QueryOptions): Promise<ExitStatus> {
  try {
    const { purpose, case: caseRef, secondKey } = options;
    const verdict = await session.query({ input, purpose, caseRef, ...(secondKey === undefined ? {} : { secondKey }) });
    print(options.json ? JSON.stringify({ ...verdict, elapsedMs: Math.round(verdict.elapsedMs) }) : inWords(verdict));
    return verdict.complete ? EXIT.ok : EXIT.incomplete;
  } catch (fault) {
    return tellFault(fault, options.json);
  }
}

function blocksOf(text: string): string[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((block) => block.replace(/^(?:[ \t]*\r?\n)+|(?:\r?\n[ \t]*)+$/g, ''))
    .filter((block) => block.trim() !== '');
}

function inWords({ verdict, complete, states, elapsedMs, logIndex }: Verdict): string {
  const { asked, answered, refused } = countsOf(states);
  const refusals = refused === 0 ? '' : `, ${refused} refused,`;
  const head = `${verdict.toUpperCase()}  ${answered} of ${asked} States answered${refusals} in ${Math.round(elapsedMs)} ms; log entry ${logIndex}`;
  // An incomplete hit is a hit; an incomplete nothing is not nothing.
  const caveat = complete ? [] : ['Not every register answered: what is missing here is not a no-hit.'];
  return [head, ...caveat, ...states.map(stateInWords)].join('\n');
}

const STDIN_BYTES_MAX = 1_048_576;
