// SPDX-License-Identifier: Apache-2.0
// What shares one signature: nobody waits alone, and many do not pay for one each.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUSY_FROM, BUSY_SPAN_MS, GATHER_MS_MAX, Gathering } from './gather.ts';

describe('gathering', () => {
  it('lets the first leave at once, and one by one what comes slowly', () => {
    const gathering = new Gathering(64);
    for (let now = 0; now < 200; now += 10) {
      assert.equal(gathering.leavesAt(1, now), now);
      gathering.left(1, now);
    }
  });

  it('waits for others after many have left, but no longer than its bound, and not when it is full', () => {
    const gathering = new Gathering(64);
    gathering.left(BUSY_FROM, 100);
    assert.equal(gathering.leavesAt(1, 101), 101 + GATHER_MS_MAX);
    assert.equal(gathering.leavesAt(63, 101), 101 + GATHER_MS_MAX);
    assert.equal(gathering.leavesAt(64, 101), 101);
  });

  it('is quiet again as soon as a span has passed in which few left', () => {
    const gathering = new Gathering(64);
    gathering.left(BUSY_FROM - 1, 100);
    assert.equal(gathering.leavesAt(1, 101), 101);
    gathering.left(1, 101);
    assert.equal(gathering.leavesAt(1, 102), 102 + GATHER_MS_MAX);
    assert.equal(gathering.leavesAt(1, 100 + BUSY_SPAN_MS), 100 + BUSY_SPAN_MS);
  });

  it('counts single ones that follow each other closely as it counts batches', () => {
    const gathering = new Gathering(64);
    for (let now = 0; now < BUSY_FROM; now += 1) gathering.left(1, now);
    assert.equal(gathering.leavesAt(1, BUSY_FROM), BUSY_FROM + GATHER_MS_MAX);
  });
});
