// SPDX-License-Identifier: Apache-2.0
// `iims register import`: sends a list to a node, waits until it has been read, and approves it. Given the same file again it goes on
// where the last call was cut off.
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { IimsError } from '@iims/wire/errors';
import { COMPLETE_HOURS_MAX } from '@iims/wire/issued';
import { parseStrictJson } from '@iims/wire/strict-json';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { type ListFile, listFiles, partsOf, sha256Of } from '../list-files.ts';
import { type NodeSession, signIn } from '../node-client.ts';
import { badOption, readOptionFile, readPasswordFile, vanishedOf, wholeNumber } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, RemoteFault, say } from '../terminal.ts';
import { applied, failed, POLL_MS, type Preview, type Status, statusOf } from './import-progress.ts';

export interface ImportRegisterOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly format: string;
  readonly register: string;
  readonly mapping?: string;
  readonly encoding?: string;
  readonly kind?: string;
  readonly positive?: boolean;
  readonly completeFor?: string;
  readonly completeHours?: string;
  /** ISO 8601; else when the file was written last. */
  readonly asOf?: string;
  /** How many entries a positive register loses. */
  readonly vanished?: string;
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
    const going = await goingOn(session, options, { files, sha256, mapping });
    const begun = going ?? (await begin(session, options, { files, sha256, mapping }));
    importId = begun.importId;
    if (begun.standing === 'receiving') await upload(session, importId, files, { from: begun.received ?? 0, bar });
    const { preview, secondPerson, by } = await read(session, importId, bar);
    const isLeft = options.preview !== true && secondPerson === true && by === options.user;
    if (isLeft) importId = undefined;
    else if (options.preview !== true) {
      await session.post('/api/imports/approve', { importId, ...vanishedOf(options.vanished) });
      const approved = importId;
      // From here on the node goes on by itself, whatever becomes of this call.
      importId = undefined;
      await applied(session, approved, bar);
    }
    bar.end();
    tell(preview!, options, isLeft);
    await warnIfUnasked(session, options);
    return EXIT.ok;
  } finally {
    bar.end();
    // An import that was not approved must not keep the next one out.
    if (importId !== undefined) await session.post('/api/imports/abandon', { importId }).catch(() => undefined);
    await session.signOut().catch(() => undefined);
  }
}

/** An import of the same file into the same register that a call before this one began. */
async function goingOn(
  session: NodeSession,
  options: ImportRegisterOptions,
  { files, sha256, mapping }: { files: readonly ListFile[]; sha256: string; mapping: unknown },
): Promise<Status | undefined> {
  const { register, format, encoding } = options;
  const { imports } = (await session.get('/api/imports')) as { imports: Status[] };
  const { positive } = positiveOf(options, files);
  const same = imports.find(
    (one) => one.register === register && one.sha256 === sha256 && STANDINGS_BEFORE_APPROVAL.includes(one.standing),
  );
  const going = same && (await statusOf(session, same.importId));
  // Read in another way it would be another list.
  const settings = {
    format,
    ...(encoding && { encoding }),
    ...(mapping ? { mapping } : {}),
    ...(positive && { positive }),
  };
  // The same file bears another time where it was copied: what was said first counts.
  const said = going?.settings?.positive;
  if (positive !== undefined && options.asOf === undefined && said?.asOf !== undefined) positive.asOf = said.asOf;
  return isDeepStrictEqual(going?.settings, settings) ? going : undefined;
}

interface Positive {
  readonly completeFor: readonly string[];
  readonly completeHours?: number;
  asOf: string;
}

/** In the order and once each, as the node keeps it. Throws `input.invalid`. */
function positiveOf(
  { positive, completeFor, completeHours, asOf }: ImportRegisterOptions,
  files: readonly ListFile[],
): { readonly positive?: Positive } {
  const types = (completeFor ?? '').split(',').map((type) => type.trim());
  const named = [...new Set(types.filter((type) => type !== ''))].sort();
  if (positive === true) {
    const hours =
      completeHours === undefined
        ? {}
        : { completeHours: wholeNumber('complete-hours', completeHours, 1, COMPLETE_HOURS_MAX) };
    return { positive: { completeFor: named, ...hours, asOf: new Date(madeAt(files, asOf)).toISOString() } };
  }
  if (named.length === 0 && completeHours === undefined && asOf === undefined) return {};
  throw new IimsError('input.invalid', {
    message: 'Only a list of what the State issued is complete for a type, as of a time.',
    field: named.length > 0 ? 'complete-for' : asOf === undefined ? 'complete-hours' : 'as-of',
    rule: 'with --positive',
  });
}

/** No list is younger than its file, nor of a time to come. Throws `input.invalid`. */
function madeAt(files: readonly ListFile[], said: string | undefined): number {
  if (said === undefined) return Math.min(...files.map(({ modifiedAt }) => modifiedAt), Date.now());
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(at)) throw badOption('as-of', 'a time as 2026-11-22T04:00Z');
  return at;
}

async function begin(
  session: NodeSession,
  options: ImportRegisterOptions,
  { files, sha256, mapping }: { files: readonly ListFile[]; sha256: string; mapping: unknown },
): Promise<Status> {
  return (await session.post('/api/imports/begin', {
    register: options.register,
    format: options.format,
    files: files.map(({ name, bytes }) => ({ name, bytes })),
    sha256,
    ...(mapping === undefined ? {} : { mapping }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...positiveOf(options, files),
  })) as Status;
}

async function upload(
  session: NodeSession,
  importId: string,
  files: readonly ListFile[],
  { from, bar }: { readonly from: number; readonly bar: ProgressBar },
): Promise<void> {
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let offset = 0;
  for (const part of partsOf(files)) {
    const end = offset + part.length;
    // What the node has of a part is left out there.
    if (end > from) await session.postBytes(`/api/imports/part?importId=${importId}&offset=${offset}`, part);
    offset = end;
    bar.show('uploading', offset / whole);
  }
}

/** Throws what the node says of a file that it refuses whole. */
async function read(session: NodeSession, importId: string, bar: ProgressBar): Promise<Status> {
  for (let isAsked = false; ; ) {
    const status = await statusOf(session, importId);
    const { standing, refusal, fault } = status;
    if (refusal !== undefined)
      throw new RemoteFault({ message: 'The list is refused; the register stays as it is.', ...refusal });
    if (standing === 'previewed') return status;
    // One of an earlier attempt is no fault of this one.
    if (fault !== undefined && isAsked) throw failed(fault);
    // Also where the node died over the reading: it begins again when it is asked for.
    if (standing === 'receiving' || standing === 'quarantined') {
      await session.post('/api/imports/preview', { importId });
      isAsked = true;
    } else if (standing !== 'reading') throw standsElsewhere(standing);
    bar.show(`reading: ${status.rows ?? 0} rows`);
    await pause(POLL_MS);
  }
}

function standsElsewhere(standing: string): RemoteFault {
  return new RemoteFault({
    code: 'import.standing',
    message: `The import is ${standing} by another hand.`,
    fix: 'Ask who did that, then import again.',
  });
}

/** A register that the State's document does not name is there, and partners are refused. */
async function warnIfUnasked(session: NodeSession, { register, preview }: ImportRegisterOptions): Promise<void> {
  if (preview === true) return;
  const { registers, positive } = (await session.get('/api/registers')) as Record<string, Register[]>;
  if ([...registers!, ...positive!].some(({ id, askedBy }) => id === register && askedBy.length > 0)) return;
  say(`No partner may ask ${register} yet: the State's document of the trust list gives no right to it.`);
}

interface Register {
  readonly id: string;
  readonly askedBy: readonly string[];
}

function tell(
  { read, accepted, refused, reasons, differences, qualityScore, completeFor, vanished = 0, refusals }: Preview,
  options: ImportRegisterOptions,
  isLeft: boolean,
): void {
  const isApplied = options.preview !== true && !isLeft;
  if (options.json) {
    print(
      JSON.stringify({
        read,
        accepted,
        refused,
        reasons,
        differences,
        ...(qualityScore === undefined ? {} : { qualityScore }),
        ...(completeFor === undefined ? {} : { completeFor }),
        ...(vanished === 0 ? {} : { vanished }),
        applied: isApplied,
      }),
    );
    return;
  }
  const { added, changed, removed, same } = differences;
  print(
    `${read} read, ${accepted} accepted, ${refused} refused${qualityScore === undefined ? '' : `; quality ${qualityScore} of 100`}`,
  );
  print(`${added} added, ${changed} changed, ${removed} removed, ${same} as before`);
  if (completeFor !== undefined) print(completenessInWords(completeFor, options, refused));
  if (completeFor !== undefined && refused > 0) print(`${refused} refused: ${REFUSED_IN_WORDS}`);
  if (vanished > 0 && isApplied) print(vanishedInWords(vanished, options));
  else if (vanished > 0) print(`${vanished} vanish from what was issued: to approve that, say --vanished ${vanished}`);
  for (const [reason, count] of Object.entries(reasons)) print(`refused as ${reason}: ${count}`);
  for (const { line, reason, field } of refusals.slice(0, REFUSALS_SHOWN)) {
    say(`line ${line}: ${reason}${field === undefined ? '' : ` (${field})`}`);
  }
  if (refusals.length > REFUSALS_SHOWN) say('More were refused; the node tells the first thousand.');
  if (isLeft) print('It waits for the approval of another operator, who gives the same command and the same file.');
  else print(isApplied ? `The register ${options.register} holds the list now.` : 'Nothing was applied.');
}

/** Unless somebody said how many, nothing is told of them. */
function vanishedInWords(vanished: number, { vanished: said }: ImportRegisterOptions): string {
  return `${vanished} vanished from what was issued: ${said === undefined ? 'unknown, until a list is imported with --vanished' : 'their numbers are told as not issued'}`;
}

/** Of a number that such a register does not hold it is told that it was not issued by then. */
function completenessInWords(
  completeFor: readonly string[],
  { completeFor: said }: ImportRegisterOptions,
  refused: number,
): string {
  if (completeFor.length > 0)
    return `complete for ${completeFor.join(', ')}: of other numbers it is told that they were not issued by then`;
  const isLost = said !== undefined && refused > 0;
  return `complete for nothing${isLost ? ', since rows were refused' : ''}: of no number it is told that it was not issued`;
}

/** What a refused row does beyond its own list (spec/alert.md, 16b). */
const REFUSED_IN_WORDS =
  'until a list comes of which no row is, not-found is unknown in every register of its kind, for whatever is asked';

const STANDINGS_BEFORE_APPROVAL: readonly string[] = ['receiving', 'quarantined', 'reading', 'previewed'];
const MAPPING_BYTES_MAX = 32_768;
const REFUSALS_SHOWN = 20;
