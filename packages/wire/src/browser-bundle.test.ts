// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

/** What pages load; Zod would weigh more than all of it, and a browser has no `node:` modules. */
const ENTRIES = [
  'read-while-typing.ts',
  'detect.ts',
  'manifest.ts',
  'mrz.ts',
  'verdict.ts',
  'subject.ts',
  'code-lists.ts',
  'errors.ts',
];

/** Two functions of some kilobytes, without anything of Node. */
const PURE_PACKAGES = /^@noble\/hashes\/sha[23]\.js$/;

describe('what the officers’ pages load', () => {
  for (const entry of ENTRIES) {
    it(`${entry} needs no package but hashes, and no module of Node`, () => {
      const files = [entry];
      for (const file of files) {
        const source = readFileSync(new URL(file, import.meta.url), 'utf8');
        for (const [, module] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)) {
          if (PURE_PACKAGES.test(module!)) continue;
          assert.ok(module!.startsWith('./'), `${file} imports ${module}`);
          if (!files.includes(module!.slice(2))) files.push(module!.slice(2));
        }
        assert.doesNotMatch(source.replace(/^ *(?:\/\/|\/?\*).*/gm, ''), /\b(?:Buffer|process|require)\b[.(]/, file);
      }
    });
  }
});
