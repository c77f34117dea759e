// SPDX-License-Identifier: Apache-2.0
// `iims register status`, `revert`, `withdraw`, `resume` and `abandon`: what registers hold, how their sources and imports stand, the ways back.
import { setTimeout as pause } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import type { NodeSession } from '../node-client.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, say } from '../terminal.ts';
import { type Finding, findingInWords, showFinding } from './show-finding.ts';

export interface RegisterStatusOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly json: boolean;
}

export async function registerStatus(options: RegisterStatusOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { registers, positive } = (await session.get('/api/registers')) as Registers;
    const { imports } = (await session.get('/api/imports')) as { imports: Import[] };
    const { quotas } = (await session.get('/api/node-state')) as { quotas: Refused[] };
    if (options.json) print(JSON.stringify({ registers, positive, imports, quotas }));
    else
      for (const line of [
        ...registers.map(registerInWords),
        ...positive.map(positiveInWords),
        ...imports.map(importInWords),
        ...quotas.map(refusedInWords),
      ])
        print(line);
  });
}

export interface OneRegisterOptions extends RegisterStatusOptions {
  readonly register: string;
}

export interface OpenRegisterOptions extends OneRegisterOptions {
  readonly kind: string;
  readonly title: string;
}

export async function openRegister(options: OpenRegisterOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { register, kind, title } = options;
    const opened = await session.post('/api/registers/open', { register, kind, title });
    if (options.json) print(JSON.stringify(opened));
    else
      say(`The register ${register} is open. No partner may ask it before the State's document gives a right to it.`);
  });
}

export async function revertRegister(options: OneRegisterOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { register } = options;
    const reverted = (await session.post('/api/registers/revert', { register })) as { alerts: number };
    await found(session, register);
    if (options.json) print(JSON.stringify(reverted));
    else say(`The register ${options.register} shows its earlier content again: ${reverted.alerts} entries.`);
  });
}

/** Until then queries miss, by similar names, some whom the register shows. */
async function found(session: NodeSession, register: string): Promise<void> {
  const bar = new ProgressBar();
  try {
    for (;;) {
      const { registers } = (await session.get('/api/registers')) as Registers;
      const finding = registers.find(({ id }) => id === register)?.finding;
      if (finding === undefined) return;
      showFinding(bar, finding);
      await pause(POLL_MS);
    }
  } finally {
    bar.end();
  }
}

/** Nothing of a withdrawn register is said any more, until it is resumed. */
export function withdrawRegister(options: OneRegisterOptions): Promise<ExitStatus> {
  return stand(options, 'withdraw', 'is withdrawn from use: answers say that it is missing.');
}

export function resumeRegister(options: OneRegisterOptions): Promise<ExitStatus> {
  return stand(options, 'resume', 'is in use.');
}

async function stand(options: OneRegisterOptions, verb: 'withdraw' | 'resume', said: string): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { register } = options;
    const standing = await session.post(`/api/registers/${verb}`, { register });
    if (options.json) print(JSON.stringify(standing));
    else say(`The register ${register} ${said}`);
  });
}

export async function abandonImport(options: OneRegisterOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { imports } = (await session.get('/api/imports')) as { imports: Import[] };
    const goingOn = imports.find(
      ({ register, standing, finding }) =>
        register === options.register && finding === undefined && !ENDED.includes(standing),
    );
    if (goingOn === undefined) throw nothingGoesOn();
    const { importId } = goingOn;
    await session.post('/api/imports/abandon', { importId });
    if (options.json) print(JSON.stringify({ importId, standing: 'abandoned' }));
    else say(`The import is given up; the register ${options.register} stays as it is.`);
  });
}

function nothingGoesOn(): IimsError {
  return new IimsError('import.not-found', {
    message: 'No import of this register goes on.',
    field: 'register',
  });
}

const POLL_MS = 200;
const ENDED = ['applied', 'refused', 'abandoned'];

interface Registers {
  readonly registers: readonly Register[];
  readonly positive: readonly PositiveRegister[];
}

interface EveryRegister {
  readonly id: string;
  readonly kind: string;
  readonly checkedAt: string;
  readonly source: string;
  readonly sourceSince?: string;
  readonly behind?: string;
  readonly listed: boolean;
  readonly askedBy: readonly string[];
}

interface Register extends EveryRegister {
  readonly alerts: number;
  readonly finding?: Finding;
  readonly previous?: { readonly alerts: number };
}

interface PositiveRegister extends EveryRegister {
  readonly entries: number;
  readonly completeFor: readonly string[];
  readonly completeUntil?: string;
  readonly heldTypes?: readonly string[];
  readonly vanished?: number;
  readonly previous?: { readonly entries: number };
}

interface Import {
  readonly importId: string;
  readonly register: string;
  readonly format: string;
  readonly standing: string;
  readonly begunAt: string;
  readonly by: string;
  readonly applied?: { readonly done: number; readonly of: number };
  readonly finding?: Finding;
  readonly fault?: string;
}

function registerInWords(register: Register): string {
  const { id, kind, alerts, checkedAt, finding, previous } = register;
  const back = previous === undefined ? '' : `; before: ${previous.alerts} alerts`;
  return `${id}\t${kind}\t${alerts} alerts${finding === undefined ? '' : `, ${findingInWords(finding)}`}\tchecked ${checkedAt}${sourceInWords(register)}\t${askersInWords(register)}${back}`;
}

function positiveInWords(register: PositiveRegister): string {
  const { id, kind, entries, completeFor, completeUntil, vanished, checkedAt, previous } = register;
  const back = previous === undefined ? '' : `; before: ${previous.entries} issued`;
  const complete =
    completeFor.length === 0
      ? 'complete for nothing'
      : `complete for ${completeFor.join(', ')} until ${completeUntil}${isPast(completeUntil) ? ': PAST, what is missing is unknown' : ''}`;
  const lost = vanished === undefined ? '' : `, ${vanished} NUMBERS VANISHED UNSEEN: unknown`;
  return `${id}\t${kind}\t${entries} issued, ${complete}${lost}\tchecked ${checkedAt}${sourceInWords(register)}\t${issuedAskersInWords(register)}${withheldInWords(register)}${back}`;
}

/** What no other register says to those for whom this one is not read (spec/alert.md, 16b). */
function withheldInWords({ source, heldTypes, completeFor }: PositiveRegister): string {
  if (heldTypes?.length === 0) return '';
  const types = heldTypes === undefined ? 'any type of its kind (not counted)' : heldTypes.join(', ');
  // A row of its list may have been refused.
  const isLacking = heldTypes === undefined && completeFor.length === 0;
  const whom = source === 'withdrawn' || isLacking ? 'all' : 'whoever may not ask it';
  return `; to ${whom} not-found of ${types} is unknown`;
}

function isPast(time: string | undefined): boolean {
  return time !== undefined && Date.parse(time) < Date.now();
}

function sourceInWords({ source, sourceSince, behind }: EveryRegister): string {
  if (behind === undefined) return '';
  if (source === 'current') return '\tNOT COMPARED WITH ITS SOURCE IN TIME';
  return `\tSOURCE ${source.toUpperCase()}${sourceSince === undefined ? '' : ` since ${sourceSince}`}`;
}

function askersInWords({ listed, askedBy }: EveryRegister): string {
  if (!listed)
    return "not in your State's trust document: partners are refused; add it with `iims trust draft-state --about`";
  return askedBy.length === 0 ? 'asked by no partner' : `asked by ${askedBy.join(', ')}`;
}

/** Partners are not refused: they are told nothing of it, as long as no right names it. */
function issuedAskersInWords({ listed, askedBy, ...register }: EveryRegister): string {
  if (listed || askedBy.length > 0) return askersInWords({ listed, askedBy, ...register });
  return "not in your State's trust document: partners are told nothing of it; name it there, with a right, with `iims trust draft-state --about`";
}

function importInWords({ importId, register, format, standing, begunAt, by, applied, finding, fault }: Import): string {
  const pieces = applied === undefined ? '' : ` ${Math.floor((applied.done * 100) / applied.of)} %`;
  const done = finding === undefined ? pieces : `, ${findingInWords(finding)}`;
  return `import ${importId}\t${register}\t${format}\t${standing}${done}\t${begunAt}\t${by}${fault === undefined ? '' : `\t${fault}`}`;
}

/** Who is refused at the moment, because a quota is used up. */
interface Refused {
  readonly ground: string;
  readonly state?: string;
  readonly user?: string;
  readonly since: string;
  readonly refused: number;
}

function refusedInWords({ ground, state, user, since, refused }: Refused): string {
  return `QUOTA ${state ?? user ?? 'others'}\t${ground}\t${refused} refused since ${since}`;
}
