// SPDX-License-Identifier: Apache-2.0
// The script of the ceremony, read from `script.txt`, whose head tells its notation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '@iims/wire/assert';

export interface CeremonyScript {
  readonly title: string;
  readonly federation: string;
  readonly states: readonly string[];
  readonly place: string;
  readonly roles: readonly Pair[];
  readonly preparation: readonly string[];
  readonly parts: readonly Part[];
  readonly troubles: readonly Pair[];
}

/** A name, and what is said of it. */
export type Pair = readonly [name: string, text: string];

export interface Part {
  readonly letter: string;
  readonly title: string;
  readonly where: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** `A3`. */
  readonly id: string;
  readonly title: string;
  /** What people do and say, a paragraph each. */
  readonly does: readonly string[];
  readonly commands: readonly Command[];
  /** What has to be true before the box is ticked. */
  readonly ticks: readonly string[];
}

export interface Command {
  readonly line: string;
  /** For whom it is run, where it is not run once; `node`: on the machine of a node. */
  readonly runsFor: Repetition | undefined;
}

/** What may stand in brackets after the `$` of a command, and how it is told. */
export const REPETITIONS = {
  officer: 'for each officer; $OFFICER is officer-1, officer-2, officer-3',
  signer: 'for each signer; $SIGNER is $STATE, $STATE-officer-1, $STATE-officer-2, $STATE-officer-3',
  state: 'for each State; $STATE is its code',
  'root holder': 'for each root holder who signs; $STATE is the State',
  'other root holder': 'for each root holder who signs; $OTHER is the State',
  node: 'on the machine of the node',
} as const;
export type Repetition = keyof typeof REPETITIONS;

/** The officers of each State in the script; two of them sign. */
export const OFFICERS = ['officer-1', 'officer-2', 'officer-3'] as const;

export interface ScriptPlan {
  readonly federation: string;
  readonly states: readonly string[];
  readonly place: string;
}

export function ceremonyScript(plan: ScriptPlan): CeremonyScript {
  const chapters = readChapters(filledIn(readFileSync(SCRIPT_FILE, 'utf8'), plan));
  const named = (name: string): Chapter => {
    const chapter = chapters.find(({ title }) => title === name);
    assert(chapter !== undefined, `the script has a chapter ${name}`);
    return chapter;
  };
  return {
    title: 'Key ceremony of a federation',
    ...plan,
    roles: pairsOf(named('Roles')),
    preparation: named('Preparation').lines.map((line) => line.replace(TICK, '')),
    parts: chapters.filter(({ title }) => PART.test(title)).map(partOf),
    troubles: pairsOf(named('When something goes wrong')),
  };
}

/** What stands below a `# ` line, up to the next. */
interface Chapter {
  readonly title: string;
  readonly lines: readonly string[];
}

function filledIn(text: string, { federation, states, place }: ScriptPlan): string {
  const values: Readonly<Record<string, string>> = {
    federation,
    place: place || 'PLACE',
    requests: states.map((state) => `${state}.request`).join(' '),
    documents: states.map((state) => `${state}.json`).join(' '),
  };
  return text.replaceAll(/\{([a-z]+)\}/gu, (_, name: string) => {
    const value = values[name];
    assert(value !== undefined, `the plan says ${name}`);
    return value;
  });
}

/** The head of the file, before the first chapter, is for those who write it. */
function readChapters(text: string): readonly Chapter[] {
  const [, ...chapters] = `\n${text}`.split(/\n# /u);
  return chapters.map((chapter) => {
    const [title = '', ...lines] = chapter.split('\n').filter((line) => line !== '');
    return { title, lines };
  });
}

function partOf({ title, lines }: Chapter): Part {
  const where = lines.find((line) => line.startsWith('@ '));
  assert(where !== undefined, 'a part says where it is played');
  const starts = lines.flatMap((line, index) => (line.startsWith('## ') ? [index] : []));
  const steps = starts.map((start, index) => stepOf(lines.slice(start, starts[index + 1])));
  return { letter: title.slice(0, 1), title: title.slice(2), where: where.slice(2), steps };
}

function stepOf([head = '', ...lines]: readonly string[]): Step {
  const [, id, title] = /^## ([A-Z]\d) (.+)$/u.exec(head) ?? [];
  assert(id !== undefined && title !== undefined, 'a step has a number and a title');
  return {
    id,
    title,
    does: lines.filter((line) => !TICK.test(line) && !line.startsWith('$')),
    commands: lines.filter((line) => line.startsWith('$')).map(commandOf),
    ticks: lines.filter((line) => TICK.test(line)).map((line) => line.replace(TICK, '')),
  };
}

function commandOf(text: string): Command {
  const [, runsFor, line = ''] = /^\$(?:\[([a-z ]+)\])? (.+)$/u.exec(text) ?? [];
  assert(runsFor === undefined || runsFor in REPETITIONS, 'a command says for whom it is run');
  return { line, runsFor: runsFor as Repetition | undefined };
}

function pairsOf({ lines }: Chapter): readonly Pair[] {
  return lines.map((line) => {
    const [, name = '', text = ''] = /^\* ([^:]+): (.+)$/u.exec(line) ?? [];
    return [name, text] as const;
  });
}

const SCRIPT_FILE = join(import.meta.dirname, 'script.txt');
const PART = /^[A-Z] /u;
const TICK = /^\[ \] /u;
