// SPDX-License-Identifier: Apache-2.0
// What goes wrong in one run: each seed turns some kinds of fault on and others off, so that rare combinations come up.
import type { StateCode } from '@iims/wire/identifiers';
import type { SyncFault } from './disk.ts';
import type { VirtualNetwork } from './network.ts';
import type { SeededRandom } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** Faults happen before this time; everything is mended at it. */
export const CHAOS_MS = 3000;

export interface FaultsContext {
  readonly schedule: Schedule;
  readonly random: SeededRandom;
  readonly network: VirtualNetwork;
  readonly nodes: ReadonlyMap<StateCode, SimulatedNode>;
  /** How an fsync may fail. */
  readonly syncFaults: readonly SyncFault[];
}

export function planFaults(context: FaultsContext): void {
  const { random, schedule } = context;
  context.network.conditions = {
    lossRatio: random.chance(0.5) ? random.below(20) / 100 : 0,
    duplicateRatio: random.chance(0.5) ? random.below(30) / 100 : 0,
    resetRatio: random.chance(0.5) ? random.below(20) / 100 : 0,
    delayMsMax: random.pick([1, 5, 50, 300]),
    slowRatio: random.chance(0.3) ? random.below(20) / 100 : 0,
  };
  for (const plan of FAULTS) if (random.chance(0.4)) plan(context);
  schedule.at(CHAOS_MS, () => mendAll(context));
}

function mendAll({ network, nodes }: FaultsContext): void {
  network.calm();
  for (const node of nodes.values()) {
    node.disk.syncMsMax = CALM_SYNC_MS_MAX;
    node.disk.nextSync = 'none';
    node.start();
  }
}

function crashes({ schedule, random, nodes }: FaultsContext): void {
  for (let i = random.between(1, 4); i > 0; i--) {
    const node = random.pick([...nodes.values()]);
    const downAt = random.milliseconds(0, CHAOS_MS - 1);
    schedule.at(downAt, () => node.stop());
    schedule.at(downAt + random.milliseconds(1, 1200), () => node.start());
  }
}

function failedSyncs({ schedule, random, nodes, syncFaults }: FaultsContext): void {
  for (let i = random.between(1, 3); i > 0; i--) {
    const node = random.pick([...nodes.values()]);
    const failsAt = random.milliseconds(0, CHAOS_MS - 1);
    schedule.at(failsAt, () => {
      node.disk.nextSync = random.pick(syncFaults);
    });
    schedule.at(failsAt + random.milliseconds(1, 1500), () => node.start());
  }
}

function slowDisks({ random, nodes }: FaultsContext): void {
  for (const node of nodes.values()) if (random.chance(0.3)) node.disk.syncMsMax = random.between(5, 400);
}

/** One link in one direction or both, now and then the same link again: flapping. */
function brokenLinks({ schedule, random, network, nodes }: FaultsContext): void {
  const states = [...nodes.keys()];
  for (let i = random.between(1, 6); i > 0; i--) {
    const [from, to] = random.shuffle(states) as [StateCode, StateCode];
    const isBoth = random.chance(0.5);
    const brokenAt = random.milliseconds(0, CHAOS_MS - 1);
    schedule.at(brokenAt, () => {
      network.block(from, to);
      if (isBoth) network.block(to, from);
    });
    schedule.at(brokenAt + random.milliseconds(1, 1500), () => {
      network.unblock(from, to);
      network.unblock(to, from);
    });
  }
}

/** The federation falls into two halves. */
function partition({ schedule, random, network, nodes }: FaultsContext): void {
  const states = random.shuffle([...nodes.keys()]);
  const cut = random.between(1, states.length - 1);
  const isOneWay = random.chance(0.3);
  const acrossLinks = (act: (from: StateCode, to: StateCode) => void): void => {
    for (const left of states.slice(0, cut)) {
      for (const right of states.slice(cut)) {
        act(left, right);
        if (!isOneWay) act(right, left);
      }
    }
  };
  const splitAt = random.milliseconds(0, CHAOS_MS - 1);
  schedule.at(splitAt, () => acrossLinks((from, to) => network.block(from, to)));
  schedule.at(splitAt + random.milliseconds(50, 2000), () => acrossLinks((from, to) => network.unblock(from, to)));
}

/** FoundationDB's swizzle-clogging: a set of nodes loses its links one by one and gets them back in another order. */
function swizzle({ schedule, random, network, nodes }: FaultsContext): void {
  const states = [...nodes.keys()];
  const chosen = random.shuffle(states).slice(0, random.between(1, states.length));
  const eachLink = (state: StateCode, act: (from: StateCode, to: StateCode) => void): void => {
    for (const other of states) {
      if (other === state) continue;
      act(state, other);
      act(other, state);
    }
  };
  const startsAt = random.milliseconds(0, CHAOS_MS / 2);
  for (const [i, state] of chosen.entries()) {
    schedule.at(startsAt + i * 30, () => eachLink(state, (from, to) => network.block(from, to)));
  }
  for (const [i, state] of random.shuffle(chosen).entries()) {
    const healedAt = startsAt + chosen.length * 30 + 200 + i * 40;
    schedule.at(healedAt, () => eachLink(state, (from, to) => network.unblock(from, to)));
  }
}

/** Clocks that are a little wrong, wrong by minutes, by weeks, or that jump. */
function wrongClocks({ schedule, random, nodes }: FaultsContext): void {
  for (const node of nodes.values()) {
    if (random.chance(0.5)) node.wallOffsetMs = random.between(-2000, 2000);
    if (random.chance(0.15)) node.wallOffsetMs = random.pick([-1, 1]) * random.between(4 * MINUTE_MS, 6 * MINUTE_MS);
    if (random.chance(0.05)) node.wallOffsetMs = random.pick([10 * MINUTE_MS, -40 * DAY_MS]);
    if (!random.chance(0.1)) continue;
    schedule.at(random.milliseconds(0, CHAOS_MS - 1), () => {
      node.wallOffsetMs += random.between(-10 * MINUTE_MS, 10 * MINUTE_MS);
    });
  }
}

const FAULTS: readonly ((context: FaultsContext) => void)[] = [
  crashes,
  failedSyncs,
  slowDisks,
  brokenLinks,
  partition,
  swizzle,
  wrongClocks,
];

const CALM_SYNC_MS_MAX = 2;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
