// SPDX-License-Identifier: Apache-2.0
// Kills one of two nodes at one point after another on a message's way, by strace, which stops it before a call that would have
// written or sent something; the other goes on, and so does the next life of the one that died.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { CRASH_CALLS, type CrashCall, type CrashPoint, DrivenNode } from '../federation/driven-node.ts';
import { GEO, type TestFederation, UKR } from '../federation/test-federation.ts';
import { type Bureaus, comeToRest, goOn, STEPS, type Step, type Story } from './story.ts';
import type { ToldProgram } from './told-program.ts';

export interface CrashRun {
  readonly federation: TestFederation;
  /** Which of the two dies: Georgia proposes, releases, sends and recalls, Ukraine receives, announces, checks, opens and deletes. */
  readonly victim: StateCode;
  /** A program of Ukraine that its node tells of what came. */
  readonly program: ToldProgram;
}

/** A point at which it died, and during which step of a story; `start` before it served. */
export interface Crash extends CrashPoint {
  readonly step: Step | 'start';
}

/** The calls of one story, by what a first life without a kill does: each is a point at which a later one may die. */
export async function crashPointsOf({ federation, victim, program }: CrashRun): Promise<CrashPoint[]> {
  const trace = join(federation.directory, 'calls.trace');
  const other = await started(federation, otherThan(victim));
  const traced = await DrivenNode.start(federation.directoryOf(victim), { tracing: { trace } });
  assert(traced !== undefined, 'nobody kills the first life');
  const before = callsOf(trace);
  await goOn({ next: STEPS[0] }, { ...bureausOf(victim, traced, other), program });
  const after = callsOf(trace);
  await Promise.all([traced.end(), other.end()]);
  rmSync(trace);
  return CRASH_CALLS.flatMap((call) => {
    const [from, to] = [before.get(call) ?? 0, after.get(call) ?? 0];
    return Array.from({ length: to - from }, (_, n) => ({ call, nth: from + n + 1 }));
  });
}

/** Lives and dies once for each point. Gives where that was, and the stories, all of which have come to their end. */
export async function dieAtEach(
  { federation, victim, program }: CrashRun,
  points: readonly CrashPoint[],
  onCrash: (crash: Crash) => void = () => undefined,
): Promise<{ readonly crashes: readonly Crash[]; readonly stories: readonly Story[] }> {
  const other = await started(federation, otherThan(victim));
  const stories: Story[] = [];
  const crashes: Crash[] = [];
  try {
    for (const point of points) {
      const trace = join(federation.directory, 'kill.trace');
      const node = await DrivenNode.start(federation.directoryOf(victim), { tracing: { trace, kill: point } });
      const bureaus = node && { ...bureausOf(victim, node, other), program };
      const step = bureaus === undefined ? 'start' : await liveUntilDeath(bureaus, node!, stories);
      crashes.push({ ...point, step });
      onCrash({ ...point, step });
    }
    const last = await started(federation, victim);
    const bureaus = { ...bureausOf(victim, last, other), program };
    for (const story of stories) await goOn(story, bureaus);
    for (const story of stories.slice(-1)) await comeToRest(story, bureaus);
    await last.end();
  } finally {
    await other.end();
  }
  return { crashes, stories };
}

/** First what the life before left open, then one story after another. */
async function liveUntilDeath(bureaus: Bureaus, victim: DrivenNode, stories: Story[]): Promise<Step> {
  for (let told = 0; told < STORIES_OF_A_LIFE_MAX; told += 1) {
    const open = stories.find(({ next }) => next !== undefined);
    const story: Story = open ?? { next: STEPS[0] };
    await goOn(story, bureaus);
    // What its sender was never told of is sent again by nobody: it may have left, or not.
    if (open === undefined && story.id !== undefined) stories.push(story);
    if (victim.isDead) return story.next ?? STEPS.at(-1)!;
  }
  assert(false, `within ${STORIES_OF_A_LIFE_MAX} stories a node makes the call at which it dies`);
}

function bureausOf(victim: StateCode, node: DrivenNode, other: DrivenNode) {
  return victim === GEO ? { sender: node, receiver: other } : { sender: other, receiver: node };
}

function otherThan(victim: StateCode): StateCode {
  return victim === GEO ? UKR : GEO;
}

async function started(federation: TestFederation, state: StateCode): Promise<DrivenNode> {
  const node = await DrivenNode.start(federation.directoryOf(state));
  assert(node !== undefined, 'it is not killed');
  return node;
}

/** How often the busiest thread made each call: strace counts by thread. */
function callsOf(trace: string): Map<CrashCall, number> {
  const most = new Map<CrashCall, number>();
  const counts = new Map<string, number>();
  for (const [, thread, call] of readFileSync(trace, 'latin1').matchAll(/^(\d+) +(\w+)\(/gm)) {
    const count = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, count);
    most.set(call as CrashCall, Math.max(count, most.get(call as CrashCall) ?? 0));
  }
  return most;
}

const STORIES_OF_A_LIFE_MAX = 20;
