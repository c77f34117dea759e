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

/**
 * Tells a fault and returns the exit status that goes with it. With `json` it is data: `{"error":{…}}` on stdout, or through
 * `printJson` where stdout is for content.
 */
export function tellFault(thrown: unknown, json: boolean, printJson = print): ExitStatus {
  const error = faultToJson(thrown);
  if (json) printJson(JSON.stringify({ error }));
  else say(faultInWords(error));
  return isBadInput(error.code ?? '') ? EXIT.badInput : EXIT.fault;
}

/** `iims … | head -1`: when the reader has gone, the command ends without a word, as nobody would get what it still does. */
export function keepQuietWhenReaderLeaves(): void {
  process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EPIPE') throw fault;
    process.exit(EXIT.fault);
  });
  // Talk that nobody hears stops nothing.
  process.stderr.on('error', () => undefined);
}

/** All of stdin as UTF-8 text, at most `bytesMax` bytes; more is a fault, not a cut. */
export async function readStdinText(bytesMax: number): Promise<string> {
  return utf8Text('stdin', await readStdinBytes(bytesMax));
}

/** All of stdin, at most `bytesMax` bytes; more is a fault, not a cut. */
export async function readStdinBytes(bytesMax: number): Promise<Uint8Array> {
  if (process.stdin.isTTY) say('Reading from the terminal; end with Ctrl-D.');
  return readStdin(bytesMax);
}

/** Decodes what came from outside. `field` names where it came from. */
export function utf8Text(field: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new IimsError('input.invalid', {
      message: 'The input is not text.',
      field,
      rule: 'UTF-8',
      fix: 'Convert it first.',
      cause,
    });
  }
}

export function tooLong(field: string, bytesMax: number): IimsError {
  return new IimsError('input.too-long', {
    message: 'There is too much input.',
    field,
    rule: `at most ${bytesMax} bytes`,
    fix: 'Send less at once.',
  });
}

/** A fault that the node told, passed on as it is. */
export class RemoteFault extends Error {
  override readonly name = 'RemoteFault';
  readonly error: Readonly<Record<string, string>>;

  constructor(error: Readonly<Record<string, string>>) {
    super(error.message ?? 'the node refused');
    this.error = error;
  }
}

async function readStdin(bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > bytesMax) throw tooLong('stdin', bytesMax);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof IimsError) throw cause;
    throw new IimsError('input.invalid', {
      message: 'The input cannot be read.',
      field: 'stdin',
      rule: 'a file or a pipe',
      fix: 'Send the input with `<` or `|`.',
      cause,
    });
  }
  return Buffer.concat(chunks);
}

/** What no catalogue names keeps its text to itself, which may hold anything. */
function faultToJson(thrown: unknown): Readonly<Record<string, string>> {
  if (thrown instanceof IimsError) return errorToJson(thrown);
  if (thrown instanceof RemoteFault) return thrown.error;
  const code = (thrown as { code?: unknown } | undefined)?.code;
  return { code: 'node.fault', message: `The command failed${typeof code === 'string' ? ` (${code})` : ''}.` };
}

function faultInWords({ code, message, field, rule, fix }: Readonly<Record<string, string>>): string {
  const lines = [`${code}: ${message}`, field && `Field: ${field}`, rule && `Rule: ${rule}`, fix && `Fix: ${fix}`];
  return lines.filter(Boolean).join('\n  ');
}

/** Whether the caller has to change the call: its words, its input, or the directory that it names. */
function isBadInput(code: string): boolean {
  return BAD_INPUT.some((prefix) => code.startsWith(prefix));
}

const BAD_INPUT = [
  'alert.changed',
  'alert.exists',
  'alert.not-found',
  'alert.quality',
  'cli.',
  'config.',
  'import.',
  'input.',
  'json.',
  'manifest.columns',
  'manifest.too-',
  'message.not-found',
  'message.reply-kind',
  'message.too-large',
  'mrz.',
  'query.purpose',
  'query.case-reference',
  'access.not-found',
  'ceremony.share',
  'ceremony.sheet-folder',
  'ceremony.fingerprint',
  'ceremony.malformed',
  'attachment.not-found',
];
