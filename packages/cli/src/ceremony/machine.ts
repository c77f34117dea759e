// SPDX-License-Identifier: Apache-2.0
// Whether this machine is fit for a ceremony (spec/ceremony.md, 2): no network, no swap, a clock that can be right.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { IimsError } from '@iims/wire/errors';

export interface MachineReport {
  readonly isFit: boolean;
  /** What breaks a rule, in words. */
  readonly problems: readonly string[];
  readonly now: string;
  /** SHA-256 over the program's files, hexadecimal. */
  readonly program: string;
}

/** What was found of the machine; a test hands in its own. */
export interface Surroundings {
  /** Interfaces with an address, without loopback. */
  readonly interfaces: readonly string[];
  /** Interfaces that have a carrier or are radios, address or not. */
  readonly carriers: readonly string[];
  readonly swaps: readonly string[];
  readonly now: number;
}

export function judgeMachine({ interfaces, carriers, swaps, now }: Surroundings): readonly string[] {
  return [
    ...interfaces.map((name) => `The interface ${name} has an address: pull the cable, switch the radio off.`),
    ...carriers.filter((name) => !interfaces.includes(name)).map((name) => `The interface ${name} is up.`),
    ...swaps.map((name) => `Memory is swapped to ${name}: switch it off with swapoff.`),
    ...(now < PROGRAM_MADE_AT ? ['The clock stands before the program was made.'] : []),
  ];
}

export function examineMachine(now: number): MachineReport {
  const problems = machineProblems(now);
  return { isFit: problems.length === 0, problems, now: new Date(now).toISOString(), program: programDigest() };
}

/** Keys that are to last are made and put together on a fit machine only. Throws `ceremony.machine`. */
export function requireFitMachine(now: number, federation: string): void {
  const problems = isDemoFederation(federation) ? [] : machineProblems(now);
  if (problems.length > 0) throw unfit(problems);
}

export function unfit(problems: readonly string[]): IimsError {
  return new IimsError('ceremony.machine', {
    message: problems.join(' '),
    rule: 'no network, no swap, a clock that is right',
    fix: 'Mend it and run the command again; nobody makes a key before.',
  });
}

/** Whether what lies in `folder` lies in memory and never on a disk. */
export function isInMemory(folder: string): boolean {
  const { type } = statfsSync(folder);
  return type === TMPFS_MAGIC || type === RAMFS_MAGIC;
}

function machineProblems(now: number): readonly string[] {
  return judgeMachine({ ...surroundings(), now });
}

function surroundings(): Omit<Surroundings, 'now'> {
  const addressed = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal))
    .map(([name]) => name);
  return { interfaces: addressed, carriers: upInterfaces(), swaps: swapFiles() };
}

/** What Linux calls up. A machine that does not tell is judged by its addresses alone. */
function upInterfaces(): readonly string[] {
  const names = attempt(() => readdirSync(NETWORK_FOLDER)) ?? [];
  return names.filter(
    (name) =>
      name !== 'lo' && attempt(() => readFileSync(join(NETWORK_FOLDER, name, 'operstate'), 'utf8').trim()) === 'up',
  );
}

function swapFiles(): readonly string[] {
  const [, ...lines] = (attempt(() => readFileSync('/proc/swaps', 'utf8')) ?? '').trim().split('\n');
  return lines.map((line) => line.split(/\s+/u)[0] ?? '').filter((name) => name !== '');
}

/** One digest over the sources that run here, so that two machines and a printed release can be compared. */
function programDigest(): string {
  const packages = join(import.meta.dirname, '../../..');
  const hash = createHash('sha256');
  for (const name of ['wire', 'crypto', 'tlog', 'exchange', 'node', 'cli']) {
    const folder = join(packages, name, 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test|\.fixture)\.ts$/u.test(file),
    );
    for (const file of files.sort()) {
      const content = createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex');
      hash.update(`${name}/${file} ${content}\n`);
    }
  }
  return hash.digest('hex');
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

const NETWORK_FOLDER = '/sys/class/net';
const TMPFS_MAGIC = 0x0102_1994;
const RAMFS_MAGIC = 0x8584_58f6;
const PROGRAM_MADE_AT = Date.UTC(2026, 10, 1);
