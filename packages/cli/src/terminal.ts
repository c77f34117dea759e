// SPDX-License-Identifier: Apache-2.0
// Data goes to stdout, talk to stderr; a fault is told once, as JSON or in words.
import { errorToJson, IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from './exit-status.ts';

/** One line of data. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line for the person at the terminal. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Tells a fault and returns the exit status that goes with it. With `json` it is data: `{"error":{…}}` on stdout. */
export function tellFault(thrown: unknown, json: boolean): ExitStatus {
  const error = faultToJson(thrown);
  if (json) print(JSON.stringify({ error }));
  else
    say(
      [
        `${error.code}: ${error.message}`,
        error.field && `Field: ${error.field}.`,
        error.rule && `Rule: ${error.rule}.`,
        error.fix,
      ]
        .filter(Boolean)
        .join(' '),
    );
  return isBadInput(error.code ?? '') ? EXIT.badInput : EXIT.fault;
}

/** All of stdin as bytes, at most `bytesMax`; more is a fault, not a cut. */
export async function readStdin(bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > bytesMax) {
      throw new IimsError('input.too-long', {
        message: 'There is too much input.',
        field: 'stdin',
        rule: `at most ${bytesMax} bytes`,
        fix: 'Send less at once.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads stdin as UTF-8 text. */
export async function readStdinText(bytesMax: number): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readStdin(bytesMax));
  } catch (cause) {
    if (cause instanceof IimsError) throw cause;
    throw new IimsError('input.invalid', {
      message: 'The input is not UTF-8 text.',
      field: 'stdin',
      rule: 'UTF-8',
      fix: 'Convert it first.',
      cause,
    });
  }
}

function faultToJson(thrown: unknown): Record<string, string> {
  if (thrown instanceof IimsError) return errorToJson(thrown);
  if (thrown instanceof RemoteFault) return thrown.error;
  const code = (thrown as { code?: unknown } | undefined)?.code;
  return { code: 'node.fault', message: `The command failed${typeof code === 'string' ? ` (${code})` : ''}.` };
}

/** A fault that the node told, passed on as it is. */
export class RemoteFault extends Error {
  override readonly name = 'RemoteFault';
  readonly error: Record<string, string>;

  constructor(error: Record<string, string>) {
    super(error.message ?? 'the node refused');
    this.error = error;
  }
}

function isBadInput(code: string): boolean {
  return ['input.', 'mrz.', 'json.', 'query.purpose', 'query.case-reference', 'cli.'].some((prefix) =>
    code.startsWith(prefix),
  );
}
