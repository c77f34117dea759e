// SPDX-License-Identifier: Apache-2.0
// One run from one seed: a federation, its officers, its faults and its enemies; ends with the first law broken, or with none.
import { WINDOW_MS } from '@iims/exchange/replay';
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { parseStateCode } from '@iims/wire/identifiers';
import { planMalice } from './adversary.ts';
import type { SyncFault } from './disk.ts';
import { CHAOS_MS, planFaults } from './faults.ts';
import { type Law, LawBroken, Laws } from './laws.ts';
import { VirtualNetwork } from './network.ts';
import { SeededRandom } from './random.ts';
import { findInRegister, SUBJECT_COUNT } from './register.ts';
import { Schedule } from './schedule.ts';
import { type ShellParts, SOUND_PARTS } from './shell-parts.ts';
import { SimulatedNode } from './simulated-node.ts';

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly queries: number;
  /** The law that was broken, or what else went wrong; undefined when all held. */
  readonly failure: { readonly law: Law | 'the code stops'; readonly message: string } | undefined;
}

export interface SimulateOptions {
  readonly seed: number;
  readonly parts?: ShellParts;
  /** Called with one line for each thing that happens. */
  readonly onLine?: (line: string) => void;
}

/** Runs one seed. The same seed and parts give the same run, line by line. */
export function simulate({ seed, parts = SOUND_PARTS, onLine }: SimulateOptions): RunResult {
  const federation = new Federation(seed, parts, onLine);
  let steps = 0;
  try {
    federation.plan();
    while (federation.schedule.runNext()) {
      federation.laws.afterStep();
      steps += 1;
      assert(steps <= STEPS_MAX, `a run ends within ${STEPS_MAX} steps`);
    }
    federation.checkHealed();
    federation.laws.atEnd();
    return { seed, steps, queries: federation.queryCount, failure: undefined };
  } catch (error) {
    // Whatever is thrown is a finding: a broken law, an assertion of the machines, or a fault in the simulation.
    const law = error instanceof LawBroken ? error.law : 'the code stops';
    const message = error instanceof Error ? error.message : String(error);
    return { seed, steps, queries: federation.queryCount, failure: { law, message } };
  }
}

class Federation {
  readonly schedule = new Schedule();
  readonly laws: Laws;
  readonly #random: SeededRandom;
  readonly #network: VirtualNetwork;
  readonly #nodes = new Map<StateCode, SimulatedNode>();
  readonly #syncFaults: readonly SyncFault[];
  readonly #healedIds: string[] = [];
  queryCount = 0;

  constructor(seed: number, parts: ShellParts, onLine: ((line: string) => void) | undefined) {
    this.#random = new SeededRandom(seed, PLAN_STREAM);
    this.#syncFaults = parts.syncFaults;
    const schedule = this.schedule;
    const random = new SeededRandom(seed, WORLD_STREAM);
    const nodes = this.#nodes;
    this.laws = new Laws({
      nodes,
      now: () => schedule.now,
      callsUnderWay: (from, to) => this.#network.callsUnderWay(from, to),
      trace: onLine && ((line) => onLine(`${schedule.now.toFixed(3).padStart(10)} ${line()}`)),
    });
    const laws = this.laws;
    this.#network = new VirtualNetwork({ schedule, random, watcher: laws });
    const count = this.#random.between(NODES_MIN, STATES.length);
    for (const own of STATES.slice(0, count)) {
      const onAppend = laws.appended.bind(laws, own);
      const onStop = () => laws.stopped(own);
      const network = this.#network;
      nodes.set(own, new SimulatedNode({ own, schedule, random, network, parts, officers: laws, onAppend, onStop }));
    }
  }

  plan(): void {
    const context = {
      schedule: this.schedule,
      random: this.#random,
      network: this.#network,
      nodes: this.#nodes,
      laws: this.laws,
      syncFaults: this.#syncFaults,
    };
    for (const node of this.#nodes.values()) node.start();
    planFaults(context);
    planMalice(context);
    this.#planOfficers();
    this.schedule.at(CHAOS_MS + HEALING_MS, () => this.#askOnceMore());
  }

  /** After everything was mended and had a moment: each State's query is answered in full, except across wrong clocks. */
  checkHealed(): void {
    for (const id of this.#healedIds) {
      const story = this.laws.story(id);
      for (const state of [story.asker, ...story.partners]) {
        const skewMs = this.#skewMs(story.asker, state);
        // At the very edge of the window, the way there decides.
        if (Math.abs(skewMs - WINDOW_MS) < EDGE_MS) continue;
        const expected = skewMs < WINDOW_MS ? findInRegister(state, story.subject).outcome : 'unavailable';
        const outcome = story.outcomes.get(state)?.outcome;
        if (outcome !== expected) throw new LawBroken('what is healed answers again', `${id} ${state} ${outcome}`);
      }
    }
  }

  /** Several officers a State: single queries, and bursts that share frames and fill queues. */
  #planOfficers(): void {
    const random = this.#random;
    for (let i = random.between(4, 16); i > 0; i--) {
      const node = random.pick([...this.#nodes.values()]);
      const askedAt = random.milliseconds(0, CHAOS_MS - 1);
      const burst = random.chance(0.25) ? random.between(2, BURST_MAX) : 1;
      const partners = this.#pickPartners(node.own);
      for (let k = 0; k < burst; k++)
        this.schedule.at(askedAt + random.pick([0, 0, 1]), () => this.#ask(node, partners));
    }
  }

  #ask(node: SimulatedNode, partners: readonly StateCode[]): void {
    const random = this.#random;
    const id = `q${this.queryCount++}`;
    const ownRegister = random.chance(0.9) ? 'answers' : random.pick(['fails', 'is-silent'] as const);
    node.ask(id, random.below(SUBJECT_COUNT), partners, ownRegister);
    if (random.chance(0.1)) this.schedule.after(random.milliseconds(0, 1100), () => node.officerLeaves(id));
  }

  #askOnceMore(): void {
    for (const node of this.#nodes.values()) {
      const id = `q${this.queryCount++}`;
      this.#healedIds.push(id);
      const partners = [...this.#nodes.keys()].filter((state) => state !== node.own);
      node.ask(id, this.#random.below(SUBJECT_COUNT), partners, 'answers');
    }
  }

  #pickPartners(own: StateCode): StateCode[] {
    const others = this.#random.shuffle([...this.#nodes.keys()].filter((state) => state !== own));
    return others.slice(0, this.#random.between(0, others.length));
  }

  #skewMs(asker: StateCode, answerer: StateCode): number {
    return Math.abs(this.#nodes.get(asker)!.wallOffsetMs - this.#nodes.get(answerer)!.wallOffsetMs);
  }
}

const STATES: readonly StateCode[] = [
  'GEO',
  'UKR',
  'AZE',
  'MDA',
  'UTO',
  'POL',
  'ROU',
  'LTU',
  'LVA',
  'EST',
  'TUR',
  'KAZ',
].map(parseStateCode);
const NODES_MIN = 4;
const BURST_MAX = 20;
/** From mending to the last queries: frames that were under way have expired by then. */
const HEALING_MS = 3000;
/** Longer than any way between nodes after the mending. */
const EDGE_MS = 100;
const STEPS_MAX = 100_000;
const PLAN_STREAM = 1;
const WORLD_STREAM = 2;
