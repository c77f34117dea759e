// SPDX-License-Identifier: Apache-2.0
// `iims query`: asks a node as an officer, one line of answer for each input.
import type { Purpose } from '@iims/wire/code-lists';
import { countsOf, isPartial, tellsOfData, type Verdict } from '@iims/wire/verdict';
import { EXIT, type ExitStatus, worstOf } from '../exit-status.ts';
import { blocksOfInput } from '../input-blocks.ts';
import { type NodeSession, signIn } from '../node-client.ts';
import { readPasswordFile } from '../option-values.ts';
import { print, tellFault } from '../terminal.ts';
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

/** One line for each input, in order; a fault before the first query is one line for all. */
export async function query(inputs: readonly string[], options: QueryOptions): Promise<ExitStatus> {
  const blocks = await blocksOfInput(inputs);
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
    const { case: caseRef, secondKey } = options;
    const purpose = options.purpose as Purpose;
    const verdict = await session.query({ input, purpose, caseRef, secondKey });
    print(options.json ? JSON.stringify({ ...verdict, elapsedMs: Math.round(verdict.elapsedMs) }) : inWords(verdict));
    return verdict.complete ? EXIT.ok : EXIT.incomplete;
  } catch (fault) {
    return tellFault(fault, options.json);
  }
}

function inWords({ verdict, complete, states, elapsedMs, logIndex }: Verdict): string {
  const { asked, answered, refused } = countsOf(states);
  const refusals = refused === 0 ? '' : `, ${refused} refused,`;
  const head = `${verdict.toUpperCase()}  ${answered} of ${asked} States answered${refusals} in ${Math.round(elapsedMs)} ms; log entry ${logIndex}`;
  // An incomplete hit is a hit; an incomplete nothing is not nothing.
  const caveat = complete ? [] : [caveatOf(states)];
  return [head, ...caveat, ...states.map(stateInWords)].join('\n');
}

/** Every register may have answered, and one of them cannot tell whether a document was issued. */
function caveatOf(states: Verdict['states']): string {
  const isSilent = states.some((state) => isPartial(state) || (!tellsOfData(state) && state.outcome !== 'refused'));
  return isSilent
    ? 'Not every register answered: what is missing here is not a no-hit.'
    : 'A register cannot tell whether a document was issued: this is not a no-hit.';
}
