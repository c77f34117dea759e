// SPDX-License-Identifier: Apache-2.0
// Virtual time: what is due next happens next, at once. A week passes as fast as a millisecond.
import { assert } from '@iims/wire/assert';

export class Schedule {
  #now = 0;
  #planned = 0;
  /** Binary heap, earliest first; equal times in the order they were planned. */
  readonly #heap: Due[] = [];

  /** Milliseconds since the start of the run. */
  get now(): number {
    return this.#now;
  }

  at(time: number, act: () => void): void {
    assert(time >= this.#now, 'nothing is planned for the past');
    const heap = this.#heap;
    const due: Due = { time, order: this.#planned++, act };
    let i = heap.length;
    heap.push(due);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(due, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = due;
  }

  after(delayMs: number, act: () => void): void {
    this.at(this.#now + delayMs, act);
  }

  /** Takes one step. False when nothing is planned. */
  runNext(): boolean {
    const next = this.#heap[0];
    if (!next) return false;
    const last = this.#heap.pop()!;
    if (last !== next) this.#sinkFromTop(last);
    assert(next.time >= this.#now, 'time never goes back');
    this.#now = next.time;
    next.act();
    return true;
  }

  #sinkFromTop(due: Due): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, due)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = due;
  }
}

interface Due {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
}

function isBefore(a: Due, b: Due): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
