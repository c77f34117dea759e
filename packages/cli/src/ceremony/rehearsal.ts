// SPDX-License-Identifier: Apache-2.0
// The rehearsal: the commands of the printed script, word for word, played with throw-away keys into one folder. People's parts are
// played too: they compare, say yes, and type the sheets. Commands that need a node, and those of the shell, are told and not played.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import type { Desk } from './desk.ts';
import { enterLine } from './record.ts';
import { needsNode, standInForNode } from './rehearsed-node.ts';
import { type CeremonyScript, type Command, OFFICERS, type Step } from './script.ts';

export interface PlayedStep {
  readonly id: string;
  readonly title: string;
  /** How often its commands ran. */
  readonly commands: number;
  readonly tookMs: number;
}

export interface Rehearsal {
  readonly steps: readonly PlayedStep[];
  /** Machine checks that failed: one may rehearse on any machine. Step and State. */
  readonly failed: readonly string[];
  /** Printed commands that are not rehearsed: step and first words. */
  readonly notPlayed: readonly string[];
}

/** How a command line is run at a desk; handed in, as the command line stands above the rehearsal. */
export type RunWords = (words: readonly string[], desk: Desk) => Promise<ExitStatus>;

/**
 * Plays all parts: founding, a State that joins and leaves, renewal, a lost sheet, a lost key. Stops at the first command that
 * fails, except where it is the machine that is not fit.
 */
export async function playRehearsal(
  script: CeremonyScript,
  folder: string,
  { desk, run }: { readonly desk: Desk; readonly run: RunWords },
): Promise<Rehearsal> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stage: Stage = {
    script,
    folder,
    run,
    desk: rehearsalDesk(desk, folder),
    steps: [],
    failed: [],
    notPlayed: new Set(),
  };
  writeFileSync(join(folder, 'about.json'), JSON.stringify(ABOUT));
  const [first = ''] = script.states;
  for (const state of script.states) await playPart(stage, 'A', { STATE: state });
  await playPart(stage, 'B', {});
  for (const state of script.states) await playPart(stage, 'C', { STATE: state });
  await playJoining(stage, { NEW: JOINING, ROOT: '2', VERSION: '2' });
  await playPart(stage, 'E', { LEAVING: JOINING, ROOT: '3' });
  // Before F: after it, the first State's holder has another holder file.
  await playPart(stage, 'G', { STATE: first, ROOT: '4', VERSION: '3' });
  await playPart(stage, 'F', { STATE: first, ROOT: '5' });
  const { steps, failed, notPlayed } = stage;
  return { steps, failed, notPlayed: [...notPlayed] };
}

interface Stage {
  readonly script: CeremonyScript;
  readonly folder: string;
  readonly run: RunWords;
  readonly desk: RehearsalDesk;
  readonly steps: PlayedStep[];
  readonly failed: string[];
  readonly notPlayed: Set<string>;
}

interface RehearsalDesk extends Desk {
  /** Whose sheets lie on the table when somebody is asked to type them. */
  layOut(sheets: readonly string[]): void;
}

type Variables = Readonly<Record<string, string>>;

async function playPart(stage: Stage, letter: string, variables: Variables): Promise<void> {
  for (const step of stepsOf(stage, letter)) await playStep(stage, step, variables);
}

/** Part D, in which D3 sends the new State to parts A and C, and D7 is for each member. */
async function playJoining(stage: Stage, variables: Variables): Promise<void> {
  const joining = { STATE: JOINING };
  for (const step of stepsOf(stage, 'D')) {
    const members =
      step.id === 'D7' ? stage.script.states.map((state) => ({ ...variables, STATE: state })) : [variables];
    for (const each of members) await playStep(stage, step, each);
    if (step.id !== 'D3') continue;
    await playPart(stage, 'A', joining);
    await playStep(stage, stepsOf(stage, 'C')[0]!, joining);
  }
}

function stepsOf({ script }: Stage, letter: string): readonly Step[] {
  const part = script.parts.find((each) => each.letter === letter);
  assert(part !== undefined, 'the rehearsal plays parts of the script');
  return part.steps;
}

async function playStep(stage: Stage, step: Step, variables: Variables): Promise<void> {
  const { desk, script } = stage;
  const startedAt = desk.now();
  desk.say(`${step.id} ${variables.STATE ?? variables.NEW ?? variables.LEAVING ?? script.federation}: ${step.title}`);
  let count = 0;
  let isDone = true;
  for (const command of step.commands) {
    if (!isPlayed(command)) {
      stage.notPlayed.add(`${step.id} ${command.line.split(/ (?:--|&&|>)/u)[0]}`);
      if (needsNode(command.line)) standInForNode(filled(command.line, variables), stage.folder, desk);
      continue;
    }
    for (const line of linesOf(command, stage, variables)) {
      const isFit = await playCommand(stage, line);
      if (!isFit) stage.failed.push(`${step.id} ${variables.STATE ?? ''}`.trim());
      isDone &&= isFit;
      count += 1;
    }
  }
  const tookMs = desk.now() - startedAt;
  stage.steps.push({ id: step.id, title: step.title, commands: count, tookMs });
  enterTime(stage, step, variables, { tookMs, isDone });
}

/** Neither what needs a node, nor what the shell does: printers and folders. */
function isPlayed({ line }: Command): boolean {
  return line.startsWith('iims ') && !needsNode(line);
}

/** The command line for everybody for whom it is run. */
function linesOf({ line, runsFor }: Command, { script }: Stage, variables: Variables): readonly string[] {
  const filledWith = (more: Variables): string => filled(line, { ...variables, ...more });
  if (runsFor === 'officer') return OFFICERS.map((officer) => filledWith({ OFFICER: officer }));
  if (runsFor === 'signer') {
    const names = ['', ...OFFICERS.map((officer) => `-${officer}`)];
    return names.map((name) => filledWith({ SIGNER: `${variables.STATE}${name}` }));
  }
  if (runsFor === 'other root holder') {
    return script.states.filter((state) => state !== variables.STATE).map((state) => filledWith({ OTHER: state }));
  }
  if (runsFor !== undefined && runsFor !== 'node') return script.states.map((state) => filledWith({ STATE: state }));
  return [filledWith({})];
}

function filled(line: string, variables: Variables): string {
  return line.replaceAll(/\$([A-Z]+)/gu, (_, name: string) => {
    const value = variables[name];
    assert(value !== undefined, `the script sets ${name}`);
    return value;
  });
}

/** Whether the command did what it should: a machine that is not fit stops the real ceremony, and no rehearsal. */
async function playCommand({ run, desk }: Stage, line: string): Promise<boolean> {
  const holder = /--holder (\S+)\.holder/u.exec(line)?.[1];
  // The second and third sheet: any two do.
  if (holder !== undefined) desk.layOut([2, 3].map((number) => sheetFileOf(holder, number)));
  desk.say(`$ ${line}`);
  const words = [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain!).slice(1);
  const status = await run(words, desk);
  if (status === EXIT.ok) return true;
  if (line.startsWith(MACHINE_CHECK)) return false;
  throw new IimsError('node.fault', {
    message: 'The rehearsal stopped at a command that failed; its fault is told above.',
    field: line,
    fix: 'Mend it, remove the folder, and rehearse again.',
  });
}

/** `holders/GEO` is on the sheets `sheets/GEO-sheet-2.txt`. */
function sheetFileOf(holder: string, number: number): string {
  const [folder, name] = holder.split('/');
  return `${folder === 'holders' ? 'sheets' : `${folder}-sheets`}/${name}-sheet-${number}.txt`;
}

/** The steps of one transcript are in it with their times; it is there from its first step on, until it is closed. */
function enterTime(
  { desk }: Stage,
  { id, title }: Step,
  { STATE }: Variables,
  { tookMs, isDone }: { readonly tookMs: number; readonly isDone: boolean },
): void {
  const isOpen = /^[AB][1-6]$/u.test(id);
  if (!isOpen) return;
  const transcript = id.startsWith('A') ? `${STATE}.transcript` : 'root-1.transcript';
  enterLine(desk, transcript, {
    kind: 'note',
    title: `${id} ${title}`,
    outcome: isDone ? 'said' : 'failed',
    tookMs,
    lines: [],
    fingerprints: [],
  });
}

/** People at the desk: they say yes, and type the sheets that lie before them. */
function rehearsalDesk(desk: Desk, folder: string): RehearsalDesk {
  let typed: string[] = [];
  return {
    ...desk,
    path: (word) => join(folder, word),
    isAttended: true,
    layOut(sheets) {
      typed = sheets.flatMap((name) =>
        attemptRead(join(folder, name))
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'))
          .map((line) => line.replace(/^\d\s+/u, '')),
      );
    },
    ask: async () => 'yes',
    askSecret: async () => typed.shift() ?? '',
  };
}

function attemptRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const MACHINE_CHECK = 'iims trust machine';
/** ICAO's specimen State. */
const JOINING = 'UTO';
const ABOUT = {
  authorities: [{ id: 'border-guard', name: 'Border Guard' }],
  registers: [{ id: 'documents', kind: 'travel-document', title: 'Travel documents' }],
  rights: [],
  contactPoints: [],
};
