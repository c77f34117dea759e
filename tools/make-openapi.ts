// SPDX-License-Identifier: Apache-2.0
// `node tools/make-openapi.ts`: writes spec/openapi.json and the types of the client from the methods of the officer's edge.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICER_METHODS } from '@iims/node/api/officer/officer-methods';
import { composeOpenApi } from '@iims/node/api/officer/openapi';
import { describedMethods } from './openapi/described-methods.ts';
import { typeTextOf } from './openapi/type-text.ts';
import { ROOT } from './root.ts';

/** Paths from the root, with the text that each should hold. */
export async function openApiFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await composeOpenApi(OFFICER_METHODS, describedMethods());
  return new Map([
    ['spec/openapi.json', formatted('spec/openapi.json', JSON.stringify(document))],
    [TYPES_FILE, formatted(TYPES_FILE, typeTextOf(document))],
  ]);
}

/** As the house formats it, so that a second run changes nothing. */
function formatted(path: string, text: string): string {
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const arguments_ = [biome, 'format', `--stdin-file-path=${path}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, arguments_, {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const TYPES_FILE = 'packages/client/src/node-methods.ts';

if (import.meta.main) for (const [path, text] of await openApiFiles()) writeFileSync(join(ROOT, path), text);
