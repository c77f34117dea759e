// SPDX-License-Identifier: Apache-2.0
// `iims register import`: sends a list to a node, waits until it has been read, and approves it.
import { setTimeout as pause } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { type ListFile, listFiles, partsOf, sha256Of } from '../list-files.ts';
import { type NodeSession, signIn } from '../node-client.ts';
import { readOptionFile, readPasswordFile } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, RemoteFault, say } from '../terminal.ts';

export interface ImportRegisterOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly format: string;
  readonly register: string;
  readonly mapping?: string;
  readonly encoding?: string;
  readonly kind?: string;
  readonly preview?: boolean;
  readonly json: boolean;
}

/** Counts of what was read; with `--preview` nothing is applied and nothing is left at the node. */
export async function importRegister(path: string, options: ImportRegisterOptions): Promise<ExitStatus> {
  const files = listFiles(path, options.format);
  const mapping =
    options.mapping === undefined
      ? undefined
      : parseStrictJson(readOptionFile('mapping', options.mapping, MAPPING_BYTES_MAX));
  const sha256 = sha256Of(files, options.format);
  const password = readPasswordFile(options.passwordFile);
  const session = await signIn({ url: options.node, user: options.user, password });
  const bar = new ProgressBar();
  let importId: string | undefined;
  try {
    ({ importId } = (await session.post('/api/imports/begin', {
      register: options.register,
      format: options.format,
      files: files.map(({ name, bytes }) => ({ name, bytes })),
      sha256,
      ...(mapping === undefined ? {} : { mapping }),
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      ...(options.kind === undefined ? {} : { kind: options.kind }),
    })) as Status);
    await upload(session, importId, files, bar);
    const { preview } = await read(session, importId, bar);
    if (options.preview !== true) {
      await session.post('/api/imports/approve', { importId });
      const approved = importId;
      // From here on the node goes on by itself, whatever becomes of this call.
      importId = undefined;
      await applied(session, approved, bar);
    }
    bar.end();
    tell(preview!, options);
    await warnIfUnasked(session, options);
    return EXIT.ok;
  } finally {
    bar.end();
    // An import that was not approved must not keep the next one out.
    if (importId !== undefined) await session.post('/api/imports/abandon', { importId }).catch(() => undefined);
    await session.signOut().catch(() => undefined);
  }
}

interface Status {
  readonly importId: string;
  readonly standing: string;
  readonly rows?: number;
  readonly preview?: Preview;
  readonly refusal?: Readonly<Record<string, string>>;
  readonly applied?: { readonly done: number; readonly of: number };
  readonly fault?: string;
}

interface Preview {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly differences: Readonly<Record<'added' | 'changed' | 'removed' | 'same', number>>;
  readonly qualityScore: number;
  readonly refusals: readonly { readonly line: number; readonly reason: string; readonly field?: string }[];
}

async function upload(
  session: NodeSession,
  importId: string,
  files: readonly ListFile[],
  bar: ProgressBar,
): Promise<void> {
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let offset = 0;
  for (const part of partsOf(files)) {
    await session.postBytes(`/api/imports/part?importId=${importId}&offset=${offset}`, part);
    offset += part.length;
    bar.show('uploading', offset / whole);
  }
}

/** Throws what the node says of a file that it refuses whole. */
async function read(session: NodeSession, importId: string, bar: ProgressBar): Promise<Status> {
  await session.post('/api/imports/preview', { importId });
  for (;;) {
    const status = await statusOf(session, importId);
    if (status.refusal !== undefined)
      throw new RemoteFault({ message: 'The list is refused; the register stays as it is.', ...status.refusal });
    if (status.standing === 'previewed') return status;
    if (status.fault !== undefined) throw failed(status.fault);
    bar.show(`reading: ${status.rows ?? 0} rows`);
    await pause(POLL_MS);
  }
}

async function applied(session: NodeSession, importId: string, bar: ProgressBar): Promise<void> {
  for (;;) {
    const { standing, applied: pieces, fault } = await statusOf(session, importId);
    if (standing === 'applied') return;
    if (standing !== 'applying' || fault !== undefined) throw failed(fault);
    bar.show('applying', (pieces?.done ?? 0) / (pieces?.of ?? 1));
    await pause(POLL_MS);
  }
}

/** A node that restarts, or is busy, is asked again for a while. */
async function statusOf(session: NodeSession, importId: string): Promise<Status> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { imports } = (await session.get(`/api/imports?importId=${importId}`)) as { imports: Status[] };
      return imports[0]!;
    } catch (fault) {
      const isAway = fault instanceof IimsError && fault.code === 'node.unreachable';
      if (!isAway || tries === STATUS_TRIES) throw fault;
      await pause(RETRY_MS);
    }
  }
}

/** A register that the State's document does not name is there, and partners are refused. */
async function warnIfUnasked(session: NodeSession, { register, preview }: ImportRegisterOptions): Promise<void> {
  if (preview === true) return;
  const { registers } = (await session.get('/api/registers')) as { registers: { id: string; askedBy: string[] }[] };
  if (registers.some(({ id, askedBy }) => id === register && askedBy.length > 0)) return;
  say(`No partner may ask ${register} yet: the State's document of the trust list gives no right to it.`);
}

function failed(code: string | undefined): RemoteFault {
  return new RemoteFault({
    code: code ?? 'node.fault',
    message: 'The node could not finish the import; the register stays as it is.',
    fix: 'Look at the node, then import again.',
  });
}

function tell(
  { read, accepted, refused, reasons, differences, qualityScore, refusals }: Preview,
  options: ImportRegisterOptions,
): void {
  if (options.json) {
    print(
      JSON.stringify({
        read,
        accepted,
        refused,
        reasons,
        differences,
        qualityScore,
        applied: options.preview !== true,
      }),
    );
    return;
  }
  const { added, changed, removed, same } = differences;
  print(`${read} read, ${accepted} accepted, ${refused} refused; quality ${qualityScore} of 100`);
  print(`${added} added, ${changed} changed, ${removed} removed, ${same} as before`);
  for (const [reason, count] of Object.entries(reasons)) print(`refused as ${reason}: ${count}`);
  for (const { line, reason, field } of refusals.slice(0, REFUSALS_SHOWN)) {
    say(`line ${line}: ${reason}${field === undefined ? '' : ` (${field})`}`);
  }
  if (refusals.length > REFUSALS_SHOWN) say('More were refused; the node tells the first thousand.');
  print(options.preview === true ? 'Nothing was applied.' : `The register ${options.register} holds the list now.`);
}

const MAPPING_BYTES_MAX = 32_768;
const POLL_MS = 100;
const RETRY_MS = 2_000;
const STATUS_TRIES = 15;
const REFUSALS_SHOWN = 20;
