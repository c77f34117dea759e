// SPDX-License-Identifier: Apache-2.0
// The demonstration's directory: there as a whole or not at all, whenever its making is cut off.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@iims/node/access/permissions';
import { IimsError } from '@iims/wire/errors';
import type { Sample } from './samples.ts';
import { DEMO_STATES, type DemoState } from './states.ts';

export interface DemoAccount {
  readonly state: DemoState;
  readonly role: Role;
  readonly user: string;
  readonly password: string;
}

/** What `DIR/demo.json` remembers. */
export interface Demo {
  /** Port of the first node's officer's edge; null while the nodes are being moved to other ports. */
  readonly port: number | null;
  /** Alerts of each State. */
  readonly records: number;
  readonly seed: number;
  readonly accounts: readonly DemoAccount[];
  readonly samples: readonly Sample[];
}

/** One whose nodes may start. */
export type SettledDemo = Demo & { readonly port: number };

/** Gives the demonstration of a directory, or undefined where there is none yet. Throws `config.invalid`, `input.invalid`. */
export function readDemo(directory: string): Demo | undefined {
  moveIn(directory);
  const file = join(directory, DEMO_FILE);
  if (existsSync(file)) return parseDemo(readFileSync(file, 'utf8'));
  const foreign = [...DEMO_STATES, ROOT_FILE, ROOT_HOLDERS_FOLDER, OFFICERS_FOLDER, PASSWORDS_FOLDER].find((name) =>
    existsSync(join(directory, name)),
  );
  if (foreign === undefined) return undefined;
  throw new IimsError('input.invalid', {
    message: `The directory holds ${foreign}, but no demonstration (${DEMO_FILE}).`,
    field: 'dir',
    rule: 'the directory of a demonstration, or a new or empty one',
    fix: 'Give another one; nothing is ever overwritten.',
  });
}

/** An empty folder inside the directory where all is made first. What an earlier making left there is thrown away. */
export function openWorkshop(directory: string): string {
  const workshop = join(directory, WORKSHOP_FOLDER);
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true, mode: 0o700 });
  return workshop;
}

/**
 * Moves what a workshop holds into its place, if the demonstration in it is complete: `demo.json` is written last there and
 * moved last from there. A move that was cut off goes on at the next start.
 */
export function moveIn(directory: string): void {
  const workshop = join(directory, WORKSHOP_FOLDER);
  if (existsSync(join(workshop, DEMO_FILE))) {
    const others = readdirSync(workshop).filter((name) => name !== DEMO_FILE);
    for (const name of [...others, DEMO_FILE]) renameSync(join(workshop, name), join(directory, name));
  }
  if (existsSync(join(directory, DEMO_FILE))) rmSync(workshop, { recursive: true, force: true });
}

/** Holds passwords: for the owner's eyes alone, and never half written. */
export function saveDemo(directory: string, demo: Demo): void {
  const file = join(directory, DEMO_FILE);
  writeFileSync(`${file}.tmp`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

/** One file for each account, named as the user, as `--password-file` takes it. */
export function savePasswords(directory: string, accounts: readonly DemoAccount[]): void {
  const folder = join(directory, PASSWORDS_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const { user, password } of accounts) writeFileSync(join(folder, user), `${password}\n`, { mode: 0o600 });
}

function parseDemo(text: string): Demo {
  try {
    return JSON.parse(text) as Demo;
  } catch (cause) {
    throw new IimsError('config.invalid', {
      message: `${DEMO_FILE} is damaged.`,
      field: 'dir',
      rule: 'JSON as the first start wrote it',
      fix: 'Start a new demonstration in another directory.',
      cause,
    });
  }
}

/** The federation's root of trust. */
export const ROOT_FILE = 'trust-root';
/** Keys with which the States' officers sign documents. In a demonstration they lie on the same machine. */
export const OFFICERS_FOLDER = 'officers';
/** The States' keys for the root: in a demonstration they lie beside the nodes, so that a State can join it. */
export const ROOT_HOLDERS_FOLDER = 'root-holders';
export const PASSWORDS_FOLDER = 'passwords';
const DEMO_FILE = 'demo.json';
const WORKSHOP_FOLDER = '.half-made';
