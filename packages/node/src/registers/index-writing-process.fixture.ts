// SPDX-License-Identifier: Apache-2.0
// A process of its own that replaces the file of an index without end, each time with its round in head and sections; a test kills it
// wherever it likes. It tells each round before it begins to write it.
import { writeIndexFile } from './index-file.ts';

/** Two pieces, so that a turn of the event loop lies within a section. */
const SECTION_WORDS = 2 * 1024 * 1024;

const [path] = process.argv.slice(2) as [string];
for (let round = 1; ; round += 1) {
  const sections = Array.from({ length: 3 }, () => new Int32Array(SECTION_WORDS).fill(round));
  process.stdout.write(`${round}\n`);
  await writeIndexFile({ path, key: new Uint8Array(32) }, { round }, sections);
}
