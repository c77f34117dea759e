// SPDX-License-Identifier: Apache-2.0
// What a process has used, as Linux counts it.
import { readFileSync } from 'node:fs';

export interface ProcessUse {
  /** Processor time since the process began, ms. */
  readonly cpuMs: number;
  /** Resident memory, MB (10^6 bytes). */
  readonly residentMb: number;
}

export function useOf(pid: number): ProcessUse {
  // The name in brackets may hold blanks; the fields after it do not (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
    residentMb: (Number(resident?.[1] ?? 0) * 1_024) / 1e6,
  };
}

/** USER_HZ is 100 on Linux. */
const MS_PER_TICK = 10;

/** Processor time that all processes of the machine have used since it began, ms (proc(5): user, nice, system, irq, softirq). */
export function cpuUsageOfMachine(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq!) * MS_PER_TICK;
}
