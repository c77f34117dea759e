// SPDX-License-Identifier: Apache-2.0
// What each method does, in the words with which its file begins: `// GET /api/messages: messages of both directions …`.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.ts';

/** By verb and path. A file of several methods names the others by their last part: `POST /api/cases/close, /wait and /reopen: …`. */
export function describedMethods(): Map<string, string> {
  const described = new Map<string, string>();
  for (const file of globSync('packages/node/src/api/officer/*.ts', { cwd: ROOT }).sort()) {
    const match = HEADING.exec(headingOf(join(ROOT, file)));
    if (match === null) continue;
    const [, verb, path, others, said] = match as unknown as [string, string, string, string, string];
    const sentence = said[0]!.toUpperCase() + said.slice(1);
    described.set(`${verb} ${path}`, sentence);
    const folder = path.slice(0, path.lastIndexOf('/'));
    for (const [other] of others.matchAll(OTHER)) described.set(`${verb} ${folder}${other}`, sentence);
  }
  return described;
}

/** The comment between the licence and the first line of code, as one line. */
function headingOf(file: string): string {
  const [, ...lines] = readFileSync(file, 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('// '));
  return lines
    .slice(0, end)
    .map((line) => line.slice('// '.length))
    .join(' ');
}

const HEADING = /^(GET|POST) (\/api\/[a-z/-]+)((?:,? (?:and )?\/[a-z-]+)*): (.+)$/;
const OTHER = /\/[a-z-]+/g;
