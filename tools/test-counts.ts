// SPDX-License-Identifier: Apache-2.0
// A reporter for node's test runner: one JSON document with what ran and what was skipped, for `tools/test.ts` to judge.
import type { TestEvent } from 'node:test/reporters';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** Counts single tests, not suites and not files. */
export default async function* testCounts(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  const skipped: { name: string; reason: string }[] = [];
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, skip, details, file } = event.data;
    if (details.type === 'suite' || (file !== undefined && name === file)) {
      // A suite whose hook failed, or a file that could not be loaded, has no failing test inside.
      if (event.type === 'test:fail') failed += 1;
    } else if (skip !== undefined && skip !== false) {
      skipped.push({ name, reason: typeof skip === 'string' ? skip : 'no reason given' });
    } else if (event.type === 'test:pass') {
      passed += 1;
    } else {
      failed += 1;
    }
  }
  yield JSON.stringify({ passed, failed, skipped } satisfies TestCounts);
}
