// SPDX-License-Identifier: Apache-2.0
// The virtual network does what it is told to: each fault alone.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { type AnswerFrame, simulatedQuestion } from './frames.ts';
import { CALM, type CallEnd, type NetworkConditions, VirtualNetwork } from './network.ts';
import { SeededRandom } from './random.ts';
import { Schedule } from './schedule.ts';

const [GEO, UKR] = ['GEO', 'UKR'].map(parseStateCode) as [StateCode, StateCode];
const QUESTIONS = { from: GEO, isGenuine: true, questions: [simulatedQuestion('q1', 1, 1)] };
const ANSWERS: AnswerFrame = { from: UKR, to: GEO, isGenuine: true, items: [] };

/** GEO calls UKR, which replies at once. */
function callOnce(conditions: Partial<NetworkConditions>, prepare: (world: World) => void = () => {}) {
  const world = makeWorld();
  world.network.conditions = { ...CALM, ...conditions };
  prepare(world);
  const ends: CallEnd[] = [];
  const call = { from: GEO, to: UKR, frame: QUESTIONS, onEnd: (end: CallEnd) => ends.push(end) };
  world.network.call(call);
  equal(world.network.callsUnderWay(GEO, UKR), 1);
  while (world.schedule.runNext());
  return { ends, ...world };
}

type World = ReturnType<typeof makeWorld>;

function makeWorld() {
  const schedule = new Schedule();
  const arrivals: number[] = [];
  const strays: AnswerFrame[] = [];
  const watcher = { called: () => {}, arrived: () => {}, replied: () => {}, delivered: () => {} };
  const network = new VirtualNetwork({ schedule, random: new SeededRandom(5), watcher });
  const ukr = { isUp: true };
  network.attach(GEO, { isUp: true, receiveQuestions: () => {}, receiveStrayAnswers: (frame) => strays.push(frame) });
  network.attach(UKR, {
    get isUp() {
      return ukr.isUp;
    },
    receiveQuestions: (arrival) => {
      arrivals.push(schedule.now);
      arrival.reply(ANSWERS);
    },
    receiveStrayAnswers: () => {},
  });
  return { schedule, network, arrivals, strays, ukr };
}

describe('virtual network', () => {
  it('carries a question and its answer', () => {
    const { ends, arrivals, network } = callOnce({});
    deepEqual(ends, [{ kind: 'answered', frame: ANSWERS }]);
    equal(arrivals.length, 1);
    equal(network.callsUnderWay(GEO, UKR), 0);
  });

  it('is silent when everything is lost or the link is broken, in either direction', () => {
    equal(callOnce({ lossRatio: 1 }).ends.length, 0);
    const there = callOnce({}, ({ network }) => network.block(GEO, UKR));
    deepEqual([there.ends.length, there.arrivals.length], [0, 0]);
    const back = callOnce({}, ({ network }) => network.block(UKR, GEO));
    deepEqual([back.ends.length, back.arrivals.length], [0, 1]);
    const mended = callOnce({}, ({ network }) => {
      network.block(GEO, UKR);
      network.unblock(GEO, UKR);
    });
    equal(mended.ends.length, 1);
  });

  it('refuses the connection to a node that is down', () => {
    const { ends } = callOnce({}, ({ ukr }) => {
      ukr.isUp = false;
    });
    deepEqual(ends, [{ kind: 'failed', reason: 'connection-refused' }]);
  });

  it('delivers twice what it duplicates, and ends the call once', () => {
    const { ends, arrivals, strays } = callOnce({ duplicateRatio: 1 });
    equal(arrivals.length, 2);
    equal(ends.length, 1);
    equal(strays.length, 3, 'two replies, each twice, and one of the four ended the call');
  });

  it('resets a connection, though the question may have arrived', () => {
    const seen = new Set<string>();
    const world = makeWorld();
    world.network.conditions = { ...CALM, resetRatio: 1 };
    for (let i = 0; i < 40; i++) {
      const before = world.arrivals.length;
      world.network.call({
        from: GEO,
        to: UKR,
        frame: QUESTIONS,
        onEnd: (end) => seen.add(`${end.kind}${world.arrivals.length > before ? ', arrived' : ''}`),
      });
      while (world.schedule.runNext());
    }
    ok(seen.has('failed') && seen.has('failed, arrived'));
  });

  it('hands over an answer that comes after its call was given up as a stray', () => {
    const world = makeWorld();
    const call = { from: GEO, to: UKR, frame: QUESTIONS, onEnd: () => ok(false, 'the call was given up') };
    world.network.call(call);
    world.network.abandon(call);
    while (world.schedule.runNext());
    deepEqual(world.strays, [ANSWERS]);
  });

  it('lets a dishonest answerer change its reply', () => {
    const { ends } = callOnce({}, ({ network }) => {
      network.tamper = (frame) => ({ ...frame, isGenuine: false });
    });
    deepEqual(ends, [{ kind: 'answered', frame: { ...ANSWERS, isGenuine: false } }]);
  });
});
