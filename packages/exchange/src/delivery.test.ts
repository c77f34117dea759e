// SPDX-License-Identifier: Apache-2.0
// The line to one partner: its rests and bounds, and over a network that loses, repeats and delays, between nodes that die at any
// moment, every message taken exactly once, under its own number, with what is missing shown.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DeliveryLine,
  FIRST_REST_MS,
  fillRequest,
  LONGEST_REST_MS,
  NO_CREDIT_REST_MS,
  REQUEST_ENVELOPES_BYTES_MAX,
  REQUEST_MESSAGES_MAX,
  raiseAt,
  restMs,
} from './delivery.ts';
import { EMPTY_BOOK, type SequenceBook, takeSequence } from './sequence-book.ts';

describe('the line to a partner', () => {
  it('has one request under way, and no more messages in it than the partner takes', () => {
    const line = new DeliveryLine();
    assert.equal(line.places(0), REQUEST_MESSAGES_MAX);
    line.left(3, 0);
    assert.equal(line.places(0), 0);
    line.answered(5, 10);
    assert.equal(line.places(10), 5);
    line.left(5, 10);
    line.answered(1_000_000, 20);
    assert.equal(line.places(20), REQUEST_MESSAGES_MAX);
    assert.throws(() => line.left(REQUEST_MESSAGES_MAX + 1, 20), { name: 'AssertionFailure' });
  });

  it('carries less at a time after each failure, and more again after each success', () => {
    const line = new DeliveryLine();
    const places: number[] = [];
    for (let now = 0; now < 5_000_000; now += 500_000) {
      const isGood = now >= 2_000_000;
      places.push(line.places(now));
      line.left(1, now);
      if (isGood) line.answered(1_000, now);
      else line.failed(now, 0.5);
    }
    assert.deepEqual(places, [64, 16, 4, 1, 1, 2, 3, 4, 5, 6]);
  });

  it('rests where nothing is taken, and then asks with one message', () => {
    const line = new DeliveryLine();
    line.left(1, 0);
    line.answered(0, 0);
    assert.deepEqual([line.places(NO_CREDIT_REST_MS - 1), line.places(NO_CREDIT_REST_MS)], [0, 1]);
  });

  it('rests longer after each failure, within bounds, and ends its rest when the partner is heard of', () => {
    const line = new DeliveryLine();
    let now = 0;
    let before = 0;
    for (let failures = 1; failures <= 12; failures += 1) {
      line.left(1, now);
      line.failed(now, 0.5);
      const rest = line.restsUntil - now;
      assert.ok(rest >= before && rest <= LONGEST_REST_MS, `${rest}`);
      assert.equal(line.places(now + rest - 1), 0);
      before = rest;
      now += rest;
    }
    assert.equal(before, 0.75 * LONGEST_REST_MS);
    line.left(1, now);
    assert.equal(line.heard(now), false, 'what is under way tells by itself');
    line.failed(now, 0);
    assert.equal(line.heard(now), true);
    assert.ok(line.places(now) >= 1);
    line.left(1, now);
    line.failed(now, 0);
    assert.equal(line.heard(now + FIRST_REST_MS - 1), false, 'no more than once a second');
    assert.equal(line.heard(now + FIRST_REST_MS), true);
    line.left(1, now + FIRST_REST_MS);
    line.answered(64, now + FIRST_REST_MS);
    assert.equal(line.heard(now + 10 * FIRST_REST_MS), false, 'nothing rests');
  });

  it('keeps every rest between half of its length and all of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, jitter) => {
          const longest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (attempts - 1));
          const rest = restMs(FIRST_REST_MS, attempts, jitter);
          assert.ok(rest >= longest / 2 && rest <= longest, `${rest} of ${longest}`);
        },
      ),
    );
  });

  it('fills a request in order, and lets a large message travel alone', () => {
    const sizes = (bytes: readonly number[]) => fillRequest(bytes.map((one) => ({ bytes: one }))).length;
    assert.equal(sizes([]), 0);
    assert.equal(sizes([10 * REQUEST_ENVELOPES_BYTES_MAX, 1]), 1);
    assert.equal(sizes([1, REQUEST_ENVELOPES_BYTES_MAX]), 1);
    assert.equal(sizes([1, REQUEST_ENVELOPES_BYTES_MAX - 1, 1]), 2);
    assert.equal(sizes(Array.from({ length: 100 }, () => 1)), REQUEST_MESSAGES_MAX);
  });

  it('raises at half of the time for the answer, or of the life where that is shorter', () => {
    assert.equal(raiseAt(1_000, 11_000), 6_000);
    assert.equal(raiseAt(1_000, 11_000, 600), 1_300);
    assert.equal(raiseAt(1_000, 11_000, 60_000), 6_000);
  });
});

describe('messages over a bad network between nodes that die', () => {
  it('are each taken exactly once and in order, or with the gap shown, and all arrive when it heals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 50, maxLength: 400 }),
        fc.integer({ min: 1, max: 40 }),
        (chance, count) => {
          const world = new World(chance);
          for (let n = 0; n < count; n += 1) world.send(n);
          world.run();
          world.heal();
          assert.deepEqual(
            world.inbox,
            Array.from({ length: count }, (_, n) => n),
            'all, once, in order',
          );
          assert.deepEqual(world.book.missing, []);
          assert.ok(world.outbox.every(({ receipt }, n) => receipt === `receipt of ${n} as ${n + 1}`));
        },
      ),
      { numRuns: 300 },
    );
  });
});

const REQUEST_LOST = 0;
const ANSWER_LOST = REQUEST_LOST + 1;
/** And arrives later. */
const REQUEST_GIVEN_UP = ANSWER_LOST + 1;
/** After a part of the request was committed. */
const RECEIVER_DIES = REQUEST_GIVEN_UP + 1;
const SENDER_DIES = RECEIVER_DIES + 1;
const EARLIER_ARRIVES = SENDER_DIES + 1;
const GOES_WELL = EARLIER_ARRIVES + 1;

interface OutboxRow {
  readonly id: number;
  readonly sequence: number;
  receipt?: string;
}

/** What stands in the stores outlives a crash; line and network do not. Chance decides, step by step, what goes wrong. */
class World {
  readonly outbox: OutboxRow[] = [];
  readonly inbox: number[] = [];
  readonly receipts = new Map<number, string>();
  book: SequenceBook = EMPTY_BOOK;
  readonly #chance: number[];
  readonly #late: OutboxRow[][] = [];
  #line = new DeliveryLine();
  #now = 0;

  constructor(chance: readonly number[]) {
    this.#chance = [...chance];
  }

  send(id: number): void {
    this.outbox.push({ id, sequence: this.outbox.length + 1 });
  }

  run(): void {
    while (this.#chance.length > 0) this.#step(this.#next(GOES_WELL + 1));
  }

  heal(): void {
    for (let steps = 0; this.outbox.some(({ receipt }) => receipt === undefined); steps += 1) {
      assert.ok(steps < 100, 'what waits leaves when nothing stands in its way');
      this.#step(GOES_WELL);
    }
    for (const request of this.#late.splice(0)) this.#receive(request);
  }

  /** One attempt; what happens to it. */
  #step(what: number): void {
    if (this.#line.places(this.#now) === 0) this.#now = Math.max(this.#now, this.#line.restsUntil);
    const waiting = this.outbox.filter(({ receipt }) => receipt === undefined).map((row) => ({ ...row, bytes: 1 }));
    const request = fillRequest(waiting.slice(0, this.#line.places(this.#now)));
    if (request.length === 0) return;
    this.#line.left(request.length, this.#now);
    this.#now += 5;
    const jitter = this.#next(1_000) / 1_000;
    if (what === REQUEST_GIVEN_UP) this.#late.push(request);
    if (what === ANSWER_LOST) this.#receive(request);
    if (what === RECEIVER_DIES) this.#receive(request.slice(0, this.#next(request.length + 1)));
    if (what <= RECEIVER_DIES) {
      this.#line.failed(this.#now, jitter);
      return;
    }
    if (what === EARLIER_ARRIVES) for (const late of this.#late.splice(0, 1)) this.#receive(late);
    if (what === SENDER_DIES) {
      // After the answer, before all receipts are kept.
      this.#keep(request, this.#receive(request), this.#next(request.length + 1));
      this.#line = new DeliveryLine();
      return;
    }
    const receipts = this.#receive(request);
    this.#line.answered(this.#next(4) === 0 ? this.#next(3) : 64, this.#now);
    this.#keep(request, receipts, request.length);
  }

  #receive(request: readonly OutboxRow[]): string[] {
    return request.map(({ id, sequence }) => {
      const known = this.receipts.get(id);
      if (known !== undefined) return known;
      const next = takeSequence(this.book, sequence);
      assert.ok(typeof next !== 'string', 'a message that is not known has a number that is free');
      this.book = next;
      this.inbox.push(id);
      const receipt = `receipt of ${id} as ${sequence}`;
      this.receipts.set(id, receipt);
      return receipt;
    });
  }

  #keep(request: readonly OutboxRow[], receipts: readonly string[], count: number): void {
    for (const [place, { id }] of request.slice(0, count).entries()) {
      const row = this.outbox[id]!;
      assert.ok(row.receipt === undefined || row.receipt === receipts[place], 'a message has one receipt for ever');
      row.receipt = receipts[place]!;
    }
  }

  #next(below: number): number {
    return (this.#chance.shift() ?? 0) % below;
  }
}
