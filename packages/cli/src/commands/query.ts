// SPDX-License-Identifier: Apache-2.0
// `iims query`: asks a node as an officer, one line of answer for each input.
import { readFileSync } from 'node:fs';
import { IimsError } from '@iims/wire/errors';
import type { StateOutcome, Verdict } from '@iims/wire/verdict';
import { EXIT, type ExitStatus, worstOf } from '../exit-status.ts';
import { type NodeSession, signIn } from '../node-client.ts';
import { print, readStdinText, tellFault } from '../terminal.ts';

export interface QueryOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly purpose: string;
  readonly case: string;
  readonly json: boolean;
}

/** Without inputs, blank-line-separated blocks are read from stdin: arguments are visible to other users of the machine. */
export async function query(inputs: readonly string[], options: QueryOptions): Promise<ExitStatus> {
  const blocks = inputs.length > 0 ? inputs : blocksOf(await readStdinText(STDIN_BYTES_MAX));
  if (blocks.length === 0)
    throw new IimsError('input.empty', {
      message: 'There is nothing to ask.',
      field: 'input',
      fix: 'Give an input as an argument or on stdin.',
    });
  const session = await signIn({ url: options.node, user: options.user, password: readPassword(options.passwordFile) });
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
    const verdict = await session.query({ input, purpose: options.purpose, caseRef: options.case });
    print(options.json ? JSON.stringify(verdict) : inWords(verdict));
    return verdict.complete ? EXIT.ok : EXIT.incomplete;
  } catch (fault) {
    return tellFault(fault, options.json);
  }
}

/** One line feed at the end belongs to the file, not to the password. */
function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new IimsError('input.invalid', {
      message: 'The password file cannot be read.',
      field: 'password-file',
      fix: 'Give a file that holds the password and nothing else.',
      cause,
    });
  }
}

function blocksOf(text: string): string[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((block) => block.replace(/^(?:[ \t]*\r?\n)+|(?:\r?\n[ \t]*)+$/g, ''))
    .filter((block) => block.trim() !== '');
}

function inWords({ verdict, complete, states, elapsedMs, logIndex }: Verdict): string {
  const answered = states.filter(({ outcome }) => outcome !== 'late' && outcome !== 'unavailable').length;
  const head = `${verdict.toUpperCase()}  ${answered} of ${states.length} States answered, ${Math.round(elapsedMs)} ms, log entry ${logIndex}`;
  const caveat = complete ? [] : ['This is not a no-hit: not every State answered.'];
  return [head, ...caveat, ...states.map(stateInWords)].join('\n');
}

function stateInWords({ state, outcome, reason, asOf, hits }: StateOutcome): string {
  const head = `  ${state}  ${outcome}${reason === undefined ? '' : ` (${reason})`}${asOf === undefined ? '' : `, data of ${asOf}`}`;
  const lines = hits.map(
    (hit) =>
      `    ${hit.band}: ${hit.category}, ${hit.alertId}, ${hit.authority}; action ${hit.action}; handling ${hit.handling}${hit.cautions.length > 0 ? `; CAUTION ${hit.cautions.join(', ')}` : ''}`,
  );
  return [head, ...lines].join('\n');
}

const STDIN_BYTES_MAX = 1_048_576;
