// SPDX-License-Identifier: Apache-2.0
// The committed document and types are those that the methods give.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OFFICER_METHODS } from '@iims/node/api/officer/officer-methods';
import { openApiFiles } from './make-openapi.ts';
import { describedMethods } from './openapi/described-methods.ts';
import { ROOT } from './root.ts';

test('the OpenAPI document and the types of the client are those of the methods', async () => {
  for (const [path, text] of await openApiFiles()) {
    const isCurrent = readFileSync(join(ROOT, path), 'utf8') === text;
    assert.ok(isCurrent, `${path} is out of date. Fix: node tools/make-openapi.ts, and commit what it writes.`);
  }
});

test('each method says in the first lines of its file what it does', () => {
  const described = describedMethods();
  for (const { verb, path } of OFFICER_METHODS) {
    const heading = `// ${verb} ${path}: …`;
    assert.ok(described.has(`${verb} ${path}`), `No file of packages/node/src/api/officer begins with ${heading}`);
  }
});
