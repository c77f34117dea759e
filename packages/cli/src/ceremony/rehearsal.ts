// SPDX-License-Identifier: Apache-2.0
// The rehearsal: every command of the printed script, word for word, played with throw-away keys into one folder. People's parts are
// played too: they compare, say yes, and type the sheets. What the script says about another machine is made up here.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import type { Desk } from './desk.ts';
import { enterLine } from './record.ts';
import { type CeremonyScript, type Command, OFFICERS, type Step } from './script.ts';

export interface PlayedStep {
  readonly id: string;
  readonly title: string;
  /** How often its commands ran. */
  readonly commands: number;
  readonly tookMs: number;
}

/** How a command line is run at a desk; handed in, as the command line stands above the rehearsal. */
export type RunWords = (words: readonly string[], desk: Desk) => Promise<ExitStatus>;

/** Plays parts A to F: founding, a State that joins and leaves, a lost sheet, a lost key. Stops at the first command that fails. */
export async function playRehearsal(
  script: CeremonyScript,
  folder: string,
  { desk, run }: { readonly desk: Desk; readonly run: RunWords },
): Promise<readonly PlayedStep[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const played: PlayedStep[] = [];
  const stage = { script, folder, run, desk: rehearsalDesk(desk, folder), played };
  writeFileSync(join(folder, 'about.json'), JSON.stringify(ABOUT));
  for (const state of script.states) await playPart(stage, 'A', { STATE: state });
  await playPart(stage, 'B', {});
  for (const state of script.states) await playPart(stage, 'C', { STATE: state });
  await playStep(stage, invitation(stage), { NEW: JOINING });
  await playPart(stage, 'A', { STATE: JOINING });
  writeEntry(stage, JOINING);
  await playPart(stage, 'D', { NEW: JOINING });
  await playPart(stage, 'E', { NEW: JOINING });
  await playPart(stage, 'F', { STATE: script.states[0]! });
  return played;
}

interface Stage {
  readonly script: CeremonyScript;
  readonly folder: string;
  readonly run: RunWords;
  readonly desk: RehearsalDesk;
  readonly played: PlayedStep[];
}

interface RehearsalDesk extends Desk {
  /** Whose sheets lie on the table when somebody is asked to type them. */
  layOut(sheets: readonly string[]): void;
}

type Variables = Readonly<Record<string, string>>;

async function playPart(stage: Stage, letter: string, variables: Variables): Promise<void> {
  const part = stage.script.parts.find((each) => each.letter === letter);
  assert(part !== undefined, 'the rehearsal plays parts of the script');
  for (const step of part.steps) await playStep(stage, step, variables);
}

async function playStep(stage: Stage, step: Step, variables: Variables): Promise<void> {
  const { desk, script } = stage;
  const startedAt = desk.now();
  desk.say(`${step.id} ${variables.STATE ?? variables.NEW ?? script.federation}: ${step.title}`);
  if (step.id === 'C1') writeEntry(stage, variables.STATE!);
  let count = 0;
  for (const command of step.commands.filter(isPlayed)) {
    for (const line of linesOf(command, stage, variables)) {
      await playCommand(stage, line);
      count += 1;
    }
  }
  const tookMs = desk.now() - startedAt;
  stage.played.push({ id: step.id, title: step.title, commands: count, tookMs });
  enterTime(stage, step, variables, tookMs);
}

/** Neither what runs on the machine of a node, nor what the shell does: printers and folders. */
function isPlayed({ line, runsFor }: Command): boolean {
  return runsFor !== 'node' && line.startsWith('iims ');
}

/** The command line for everybody for whom it is run. */
function linesOf({ line, runsFor }: Command, { script }: Stage, variables: Variables): readonly string[] {
  const filled = (more: Variables): string =>
    line.replaceAll(/\$([A-Z]+)/gu, (_, name: string) => {
      const value = { ...variables, ...more }[name];
      assert(value !== undefined, `the script sets ${name}`);
      return value;
    });
  if (runsFor === 'officer') return OFFICERS.map((officer) => filled({ OFFICER: officer }));
  if (runsFor === 'signer') {
    const names = ['', ...OFFICERS.map((officer) => `-${officer}`)];
    return names.map((name) => filled({ SIGNER: `${variables.STATE}${name}` }));
  }
  if (runsFor === 'other root holder') {
    return script.states.filter((state) => state !== variables.STATE).map((state) => filled({ OTHER: state }));
  }
  if (runsFor !== undefined) return script.states.map((state) => filled({ STATE: state }));
  return [filled({})];
}

async function playCommand({ run, desk }: Stage, line: string): Promise<void> {
  const holder = /--holder (\S+)\.holder/u.exec(line)?.[1];
  // The second and third sheet: any two do.
  if (holder !== undefined) desk.layOut([2, 3].map((number) => sheetFileOf(holder, number)));
  desk.say(`$ ${line}`);
  const words = [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain!).slice(1);
  const status = await run(words, desk);
  // One may rehearse on any machine; it is told what would stop the real ceremony.
  if (status === EXIT.ok || line === MACHINE_CHECK) return;
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

/** The steps of one transcript are in it with their times; it is there from its second step on, until it is closed. */
function enterTime({ desk }: Stage, { id, title }: Step, { STATE }: Variables, tookMs: number): void {
  const isOpen = /^[AB][2-6]$/u.test(id);
  if (!isOpen) return;
  const transcript = id.startsWith('A') ? `${STATE}.transcript` : 'root.transcript';
  enterLine(desk, transcript, {
    kind: 'note',
    title: `${id} ${title}`,
    outcome: 'said',
    tookMs,
    lines: [],
    fingerprints: [],
  });
}

/** What `iims node init` would print on the machine of the node. */
function writeEntry({ folder, desk }: Stage, state: string): void {
  const { documentEntry } = makeNodeIdentity({
    state: parseStateCode(state),
    nodeId: `${state.toLowerCase()}-1`,
    endpoint: { host: '192.0.2.1', port: 8110 },
    now: desk.now(),
    random: desk.random,
  });
  writeFileSync(join(folder, `${state}.entry.json`), JSON.stringify(documentEntry));
}

/** D1 is run on a node; the rehearsal has none and invites from the bundle. */
function invitation({ script }: Stage): Step {
  const step = script.parts.find(({ letter }) => letter === 'D')!.steps[0]!;
  const commands = step.commands.map(({ line }) => ({ line: line.replace('NODE', 'bundle.json'), runsFor: undefined }));
  return { ...step, commands };
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
