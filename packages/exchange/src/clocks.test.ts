// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Urgency } from '@iims/wire/message';
import type { MessageClock } from '@iims/wire/message-kind';
import fc from 'fast-check';
import {
  answerWithinMs,
  CLOCK_STAGES,
  CLOCKS,
  type ClockEvent,
  type ClockStanding,
  type ClockStory,
  type PauseReason,
  standingAt,
} from './clocks.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 10, 22, 12);

const story = (
  clock: MessageClock,
  urgency: Urgency,
  events: readonly ClockEvent[] = [],
  startedAt = T0,
): ClockStory => ({
  clock,
  urgency,
  startedAt,
  events,
});
const urgentHit = (...events: ClockEvent[]) => story('hit-confirmation', 'urgent', events);
const urgentRequest = (...events: ClockEvent[]) => story('information-request', 'urgent', events);
const stageAt = (told: ClockStory, now: number) => standingAt(told, now).stage;

describe('the time for an answer', () => {
  const times: readonly (readonly [MessageClock, Urgency, number])[] = [
    ['hit-confirmation', 'urgent', 10 * MINUTE],
    ['hit-confirmation', 'routine', HOUR],
    ['information-request', 'urgent', 8 * HOUR],
    ['information-request', 'routine', 7 * DAY],
    ['core-data', 'urgent', 48 * HOUR],
    ['core-data', 'routine', 48 * HOUR],
    ['any-request', 'urgent', 12 * HOUR],
    ['any-request', 'routine', 12 * HOUR],
  ];
  for (const [clock, urgency, within] of times) {
    it(`of ${clock}, ${urgency}, is ${within / MINUTE} minutes from receipt, in six stages`, () => {
      assert.equal(answerWithinMs(clock, urgency), within);
      const told = story(clock, urgency);
      const dueAt = T0 + within;
      const escalatedFrom = dueAt + Math.min(within, DAY) + 1;
      assert.deepEqual(standingAt(told, T0), {
        stage: 'running',
        request: 1,
        dueAt,
        changesAt: dueAt - within / 4,
      });
      assert.equal(stageAt(told, dueAt - within / 4 - 1), 'running');
      assert.equal(stageAt(told, dueAt - within / 4), 'due-soon');
      assert.equal(stageAt(told, dueAt), 'due-soon');
      assert.equal(stageAt(told, dueAt + 1), 'overdue');
      assert.equal(stageAt(told, escalatedFrom - 1), 'overdue');
      assert.equal(stageAt(told, escalatedFrom), 'escalated');
      const answered = (at: number) => stageAt(story(clock, urgency, [{ kind: 'answered', at }]), dueAt + 100 * DAY);
      assert.equal(answered(dueAt), 'answered');
      assert.equal(answered(dueAt + 1), 'answered-late');
    });
  }

  it('has every clock tried', () => {
    assert.deepEqual(new Set(times.map(([clock]) => clock)), new Set(Object.keys(CLOCKS)));
  });

  it('does not run while the request is under way', () => {
    const underWay: ClockStory = { clock: 'hit-confirmation', urgency: 'urgent', events: [] };
    assert.deepEqual(standingAt(underWay, T0 + 365 * DAY), { stage: 'not-started', request: 1 });
  });

  it('is three days for what is urgent and not directly accessible, said once and in time', () => {
    const held = (at: number): ClockEvent => ({ kind: 'held-indirectly', at });
    assert.equal(standingAt(urgentRequest(held(T0 + HOUR)), T0).dueAt, T0 + 3 * DAY);
    assert.equal(standingAt(urgentRequest(held(T0 + HOUR), held(T0 + 2 * HOUR)), T0).dueAt, T0 + 3 * DAY);
    assert.equal(standingAt(urgentRequest(held(T0 + 8 * HOUR + 1)), T0).dueAt, T0 + 8 * HOUR, 'said too late');
    assert.equal(standingAt(story('information-request', 'routine', [held(T0)]), T0).dueAt, T0 + 7 * DAY);
    assert.equal(standingAt(story('core-data', 'urgent', [held(T0)]), T0).dueAt, T0 + 48 * HOUR);
  });
});

describe('a hit confirmation', () => {
  const promised = (at: number, until: number): ClockEvent => ({ kind: 'promised', at, until });
  const repeated = (at: number, request: number): ClockEvent => ({ kind: 'repeated', at, request });

  it('is answered by a time, which is then the time it is due', () => {
    const told = urgentHit(promised(T0 + 5 * MINUTE, T0 + 2 * HOUR));
    assert.equal(standingAt(told, T0 + 6 * MINUTE).dueAt, T0 + 2 * HOUR);
    assert.equal(stageAt(told, T0 + HOUR), 'running');
    assert.equal(stageAt(told, T0 + 2 * HOUR + 1), 'overdue');
    const kept = urgentHit(promised(T0 + 5 * MINUTE, T0 + 2 * HOUR), { kind: 'answered', at: T0 + 2 * HOUR });
    assert.equal(stageAt(kept, T0 + DAY), 'answered');
  });

  it('keeps a time that is sooner than the clock', () => {
    assert.equal(standingAt(urgentHit(promised(T0 + MINUTE, T0 + 3 * MINUTE)), T0).dueAt, T0 + 3 * MINUTE);
    assert.equal(stageAt(urgentHit(promised(T0 + MINUTE, 0)), T0 + 2 * MINUTE), 'overdue', 'a time that has passed');
  });

  it('is put off by no promise beyond the time of any request', () => {
    const told = urgentHit(promised(T0 + MINUTE, T0 + 1_000 * DAY), promised(T0 + 2 * MINUTE, T0 + 2_000 * DAY));
    assert.equal(standingAt(told, T0).dueAt, T0 + 12 * HOUR);
    assert.equal(stageAt(urgentHit(promised(T0 + 13 * HOUR, T0 + 20 * HOUR)), T0 + 14 * HOUR), 'escalated');
  });

  it('is late although a promise that came late is kept', () => {
    const told = urgentHit(promised(T0 + 11 * MINUTE, T0 + HOUR), { kind: 'answered', at: T0 + 30 * MINUTE });
    assert.equal(stageAt(told, T0 + DAY), 'answered-late');
  });

  it('is asked for a second and a third time, each with its time, and stays escalated until it is answered', () => {
    const second = urgentHit(repeated(T0 + 12 * MINUTE, 2));
    assert.deepEqual(standingAt(second, T0 + 13 * MINUTE), {
      stage: 'escalated',
      request: 2,
      dueAt: T0 + 22 * MINUTE,
    });
    const third = urgentHit(repeated(T0 + 12 * MINUTE, 2), repeated(T0 + 25 * MINUTE, 3));
    assert.deepEqual(standingAt(third, T0 + DAY), { stage: 'escalated', request: 3, dueAt: T0 + 35 * MINUTE });
    const answered = urgentHit(repeated(T0 + 12 * MINUTE, 2), { kind: 'answered', at: T0 + 13 * MINUTE });
    assert.equal(stageAt(answered, T0 + DAY), 'answered-late', 'the first request was not answered in time');
  });

  it('waits for the time that the second request was answered with', () => {
    const told = urgentHit(repeated(T0 + 12 * MINUTE, 2), promised(T0 + 15 * MINUTE, T0 + HOUR));
    assert.equal(stageAt(told, T0 + 20 * MINUTE), 'running');
    assert.equal(stageAt(told, T0 + HOUR + 1), 'overdue');
  });

  it('is not hurried by a request that is repeated before the first was due, nor by one of a number that was', () => {
    assert.equal(standingAt(urgentHit(repeated(T0 + MINUTE, 2)), T0 + 2 * MINUTE).request, 1);
    const twice = urgentHit(repeated(T0 + 12 * MINUTE, 2), repeated(T0 + 30 * MINUTE, 2));
    assert.equal(standingAt(twice, T0 + 31 * MINUTE).dueAt, T0 + 22 * MINUTE);
  });

  it('is not paused: its way to more time is to name it', () => {
    const told = urgentHit({ kind: 'paused', at: T0, reason: 'clarification' });
    assert.equal(stageAt(told, T0 + 11 * MINUTE), 'overdue');
  });

  it('is the only request that a promise puts off', () => {
    assert.equal(standingAt(urgentRequest(promised(T0, T0 + DAY)), T0).dueAt, T0 + 8 * HOUR);
  });
});

describe('a pause', () => {
  const paused = (at: number, until?: number): ClockEvent => ({
    kind: 'paused',
    at,
    reason: until === undefined ? 'clarification' : 'court-authorisation',
    ...(until === undefined ? {} : { until }),
  });
  const resumed = (at: number, reason: PauseReason = 'clarification'): ClockEvent => ({ kind: 'resumed', at, reason });

  it('stands still and gives back exactly what it took', () => {
    const told = urgentRequest(paused(T0 + HOUR));
    assert.deepEqual(standingAt(told, T0 + 100 * HOUR), {
      stage: 'paused',
      request: 1,
      dueAt: T0 + 107 * HOUR,
      paused: { since: T0 + HOUR, reason: 'clarification' },
    });
    const on = urgentRequest(paused(T0 + HOUR), resumed(T0 + 31 * HOUR));
    assert.equal(standingAt(on, T0 + 31 * HOUR).dueAt, T0 + 38 * HOUR);
    assert.equal(stageAt(on, T0 + 38 * HOUR + 1), 'overdue');
  });

  it('for a court ends at the time that was told, or before', () => {
    const told = urgentRequest(paused(T0 + HOUR, T0 + 25 * HOUR));
    assert.equal(standingAt(told, T0 + 2 * HOUR).changesAt, T0 + 25 * HOUR);
    assert.equal(stageAt(told, T0 + 25 * HOUR - 1), 'paused');
    assert.equal(stageAt(told, T0 + 25 * HOUR), 'running');
    assert.equal(standingAt(told, T0 + 50 * HOUR).dueAt, T0 + 32 * HOUR);
    const early = urgentRequest(paused(T0 + HOUR, T0 + 25 * HOUR), resumed(T0 + 2 * HOUR, 'court-authorisation'));
    assert.equal(standingAt(early, T0 + 3 * HOUR).dueAt, T0 + 9 * HOUR);
    const answered = urgentRequest(paused(T0 + HOUR, T0 + 25 * HOUR), resumed(T0 + 2 * HOUR));
    assert.equal(stageAt(answered, T0 + 3 * HOUR), 'paused', 'the answer to a question is no word of a court');
    const after = urgentRequest(paused(T0 + HOUR, T0 + 25 * HOUR), resumed(T0 + 40 * HOUR, 'court-authorisation'));
    assert.equal(standingAt(after, T0 + 40 * HOUR).dueAt, T0 + 32 * HOUR, 'a word that comes later gives nothing');
  });

  it('within a pause takes the later reason and counts no time twice', () => {
    const told = urgentRequest(paused(T0 + HOUR), paused(T0 + 2 * HOUR, T0 + 5 * HOUR));
    assert.deepEqual(standingAt(told, T0 + 3 * HOUR).paused, {
      since: T0 + HOUR,
      reason: 'court-authorisation',
      until: T0 + 5 * HOUR,
    });
    assert.equal(standingAt(told, T0 + 6 * HOUR).dueAt, T0 + 12 * HOUR);
  });

  it('gives nothing back to what was overdue, and one that ends before it begins is none', () => {
    assert.equal(stageAt(urgentRequest(paused(T0 + 9 * HOUR)), T0 + 10 * HOUR), 'overdue');
    assert.equal(standingAt(urgentRequest(paused(T0 + HOUR, T0)), T0 + 2 * HOUR).dueAt, T0 + 8 * HOUR);
  });

  it('ends with the answer', () => {
    const told = urgentRequest(paused(T0 + HOUR), { kind: 'answered', at: T0 + 10 * DAY });
    assert.equal(stageAt(told, T0 + 11 * DAY), 'answered');
  });

  it('is needed by nobody who has answered: what comes after changes nothing', () => {
    const told = urgentRequest({ kind: 'answered', at: T0 + HOUR }, paused(T0 + 2 * HOUR), {
      kind: 'answered',
      at: T0 + 20 * HOUR,
    });
    assert.equal(standingAt(told, T0 + 30 * HOUR).answeredAt, T0 + HOUR);
  });
});

describe('clocks and calendars', () => {
  it('count the same hours in every zone, over the change to winter time and to summer time', () => {
    const hourIn = (timeZone: string, at: number) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
    const autumn = Date.parse('2026-10-24T12:00:00+03:00');
    const due = standingAt(story('information-request', 'routine', [], autumn), autumn).dueAt!;
    assert.equal(hourIn('Europe/Kyiv', due), '31/10/2026, 11:00');
    assert.equal(hourIn('Asia/Tbilisi', due), '31/10/2026, 13:00');
    const spring = Date.parse('2027-03-27T12:00:00+02:00');
    const later = standingAt(story('information-request', 'routine', [], spring), spring).dueAt!;
    assert.equal(hourIn('Europe/Chisinau', later), '03/04/2027, 13:00', 'before the seventh day ends anywhere');
    assert.equal(due - autumn, later - spring);
  });

  it('know no leap second: the day that had one is as long as others', () => {
    const eve = Date.UTC(2016, 11, 31, 12);
    assert.equal(standingAt(story('any-request', 'urgent', [], eve), eve).dueAt, Date.UTC(2017, 0, 1));
    const toSecond = story('hit-confirmation', 'urgent', [], Date.UTC(2016, 11, 31, 23, 55));
    assert.equal(stageAt(toSecond, Date.UTC(2017, 0, 1, 0, 5)), 'due-soon');
    assert.equal(stageAt(toSecond, Date.UTC(2017, 0, 1, 0, 5) + 1), 'overdue');
  });

  it('let nothing happen before what is known, when the clock was set back', () => {
    const told = urgentRequest({ kind: 'paused', at: T0 + HOUR, reason: 'clarification' });
    assert.equal(standingAt(told, T0 - 40 * DAY).dueAt, T0 + 8 * HOUR);
    const back = urgentRequest(
      { kind: 'paused', at: T0 + HOUR, reason: 'clarification' },
      { kind: 'resumed', at: T0 - 40 * DAY, reason: 'clarification' },
    );
    assert.equal(standingAt(back, T0).dueAt, T0 + 8 * HOUR, 'a pause is never shorter than nothing');
    const answered = urgentRequest({ kind: 'answered', at: T0 - DAY });
    assert.equal(standingAt(answered, T0).answeredAt, T0);
  });

  it('are right again when a clock that ran ahead is set back', () => {
    const told = urgentRequest();
    assert.equal(stageAt(told, T0 + 10 * DAY), 'escalated');
    assert.equal(stageAt(told, T0 + HOUR), 'running');
  });
});

describe('over ten days, whatever happens', () => {
  const anyEvent: fc.Arbitrary<ClockEvent> = fc
    .record({ at: fc.integer({ min: T0, max: T0 + 10 * DAY }), more: fc.integer({ min: -DAY, max: 3 * DAY }) })
    .chain(({ at, more }) =>
      fc.constantFrom<ClockEvent>(
        { kind: 'paused', at, reason: 'clarification' },
        { kind: 'paused', at, reason: 'court-authorisation', until: at + more },
        { kind: 'resumed', at, reason: 'clarification' },
        { kind: 'resumed', at, reason: 'court-authorisation' },
        { kind: 'held-indirectly', at },
        { kind: 'promised', at, until: at + more },
        { kind: 'repeated', at, request: 2 },
        { kind: 'repeated', at, request: 3 },
        { kind: 'answered', at },
      ),
    );
  const anyStory = fc
    .record({
      clock: fc.constantFrom(...(Object.keys(CLOCKS) as MessageClock[])),
      urgency: fc.constantFrom<Urgency>('urgent', 'routine'),
      events: fc.array(anyEvent, { maxLength: 8 }),
    })
    .map(({ events, ...rest }) => ({ ...rest, startedAt: T0, events: events.toSorted((a, b) => a.at - b.at) }));

  it('a stage lasts until the time that it names, and is another then', () => {
    fc.assert(
      fc.property(anyStory, fc.integer({ min: 0, max: 10 * DAY }), (told, after) => {
        const now = Math.max(T0 + after, ...told.events.map(({ at }) => at));
        const standing = standingAt(told, now);
        if (standing.changesAt === undefined) {
          assert.equal(stageAt(told, now + 400 * DAY), standing.stage);
        } else {
          assert.ok(standing.changesAt > now);
          assert.equal(stageAt(told, standing.changesAt - 1), standing.stage);
          assert.notEqual(stageAt(told, standing.changesAt), standing.stage);
        }
      }),
    );
  });

  it('time alone leads from running to escalated and never back, but out of a pause', () => {
    const order: readonly ClockStanding['stage'][] = ['paused', 'running', 'due-soon', 'overdue', 'escalated'];
    fc.assert(
      fc.property(anyStory, fc.array(fc.integer({ min: 0, max: 20 * DAY }), { maxLength: 20 }), (told, moments) => {
        const stages = moments.toSorted((a, b) => a - b).map((after) => order.indexOf(stageAt(told, T0 + after)));
        for (const [i, stage] of stages.entries()) assert.ok(i === 0 || stage >= stages[i - 1]!);
      }),
    );
  });

  it('nothing but an answer stops a clock for ever, and whoever lets one pass is late', () => {
    fc.assert(
      fc.property(anyStory, (told) => {
        const open = told.events.filter(({ kind }) => kind !== 'answered' && kind !== 'paused');
        const end = T0 + 400 * DAY;
        assert.equal(stageAt({ ...told, events: open }, end), 'escalated');
        const events: ClockEvent[] = [...open, { kind: 'answered', at: end }];
        assert.equal(stageAt({ ...told, events }, end), 'answered-late');
      }),
    );
  });
});

describe('the page of clocks', () => {
  const page = readFileSync(new URL('../../../spec/clocks.md', import.meta.url), 'utf8');

  it('names every clock and every stage, in order', () => {
    const firstCells = (heading: string) =>
      [
        ...page
          .split(`## ${heading}`)[1]!
          .split('\n## ')[0]!
          .matchAll(/^\| `([a-z-]+)` \|/gm),
      ].map(([, name]) => name);
    assert.deepEqual(firstCells('Times'), Object.keys(CLOCKS));
    assert.deepEqual(firstCells('Stages'), CLOCK_STAGES);
  });
});
