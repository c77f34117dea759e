// SPDX-License-Identifier: Apache-2.0
// A reporter for node's test runner: one JSON document with what ran and what was skipped, for `tools/test.ts` to judge.
import type { TestEvent } from 'node:test/reporters';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** The runner's own totals: single tests, not suites. */
export default async function* testCounts(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  const skipped: { name: string; reason: string }[] = [];
  for await (const { type, data } of events) {
    // Each file has a summary too; the one without a file is the whole run's.
    if (type === 'test:summary' && data.file === undefined) {
      const { tests, skipped: passedOver, todo } = data.counts;
      passed = data.counts.passed;
      failed = tests - passed - passedOver - todo;
    }
    if (type === 'test:pass' && data.skip !== undefined && data.skip !== false) {
      skipped.push({ name: data.name, reason: typeof data.skip === 'string' ? data.skip : 'no reason given' });
    }
  }
  yield JSON.stringify({ passed, failed, skipped } satisfies TestCounts);
}
