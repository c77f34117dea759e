// SPDX-License-Identifier: Apache-2.0
// Run as a process of its own by the crash tests: writes to the store at argv[2], argv[3] writers at a time, and prints the
// index of each entry that is acknowledged, at once. It ends by itself, as a success, if nothing stops it.

import { randomBytes } from 'node:crypto';
import { openSqliteStore } from './sqlite-store.ts';

const [, , path, writers] = process.argv;
const store = await openSqliteStore({
  atRest: new Uint8Array(32).fill(0x5a),
  path: path ?? '',
  now: () => Date.now(),
  random: (length) => new Uint8Array(randomBytes(length)),
  reserveBytes: 4_096,
});

async function writeWithoutEnd(): Promise<void> {
  for (;;) {
    const { index } = await store.write(
      { event: 'query.asked', body: {} },
      { name: 'ask-query', args: { queryId: 'q', user: 'natia', kind: 'vehicle' } },
    );
    process.stdout.write(`${index}\n`); // Synchronous on pipes and files.
  }
}

for (let i = 0; i < Number(writers); i++) void writeWithoutEnd();

const LIFE_MS = 12_000;
setTimeout(() => process.exit(0), LIFE_MS);
