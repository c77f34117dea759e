// SPDX-License-Identifier: Apache-2.0
// `iims register export`: all that a register holds, on stdout, in a form that `iims register import` takes again.
import { FIELD_SHAPES, ISSUED_SHAPES } from '@iims/node/registers/formats/csv-mapping';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { signIn } from '../node-client.ts';
import { readPasswordFile } from '../option-values.ts';
import { stdoutContent } from '../stdout-content.ts';

export interface ExportRegisterOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly register: string;
  readonly format: 'csv' | 'jsonl';
  readonly json: boolean;
}

export async function exportRegister({
  node,
  user,
  passwordFile,
  register,
  format,
}: ExportRegisterOptions): Promise<ExitStatus> {
  const session = await signIn({ url: node, user, password: readPasswordFile(passwordFile) });
  const out = stdoutContent();
  const write = (line: string): Promise<void> => out.write(Buffer.from(`${line}\n`));
  try {
    const { positive } = (await session.get('/api/registers')) as { positive: readonly { readonly id: string }[] };
    const shapes = positive.some(({ id }) => id === register) ? ISSUED_SHAPES : FIELD_SHAPES;
    if (format === 'csv') await write([...shapes.keys()].join(','));
    for await (const alert of session.lines('GET /api/registers/export', { register })) {
      if (alert.damaged === true) throw damaged();
      await write(format === 'csv' ? csvLine(alert, shapes) : JSON.stringify(alert));
    }
    await out.finish();
    return EXIT.ok;
  } finally {
    await session.signOut().catch(() => undefined);
  }
}

function csvLine(alert: Readonly<Record<string, unknown>>, shapes: typeof FIELD_SHAPES): string {
  return [...shapes].map(([field, shape]) => cellOf(alert[field], shape)).join(',');
}

/** Every text is quoted; what a spreadsheet would take for a formula gets an apostrophe, which an import takes away. */
function cellOf(value: unknown, shape: string): string {
  if (value === undefined) return '';
  const isPlainList =
    (shape === 'list' || shape === 'dates') && !(value as readonly string[]).some((part) => /[|[]/.test(part));
  const text = isPlainList
    ? (value as readonly string[]).join('|')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function damaged(): IimsError {
  return new IimsError('store.failed', {
    message: 'An entry of the register cannot be read; what was written so far is not the whole.',
    fix: 'Check the disk of the node, then import the register again.',
  });
}

const FORMULA = /^[=+\-@\t\r]/;
