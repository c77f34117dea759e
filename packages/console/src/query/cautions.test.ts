// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit } from '@iims/wire/verdict';
import { cautionsOf } from './cautions.ts';

const hit = (band: string, cautions: string[]) => ({ hits: [{ band, cautions } as unknown as Hit] });

test('dangers of a hit count at once, those of a compare once it is the same, each once', () => {
  assert.deepEqual(
    cautionsOf([hit('hit', ['armed']), hit('compare', ['armed', 'violent']), hit('compare', ['violent'])]),
    {
      sure: ['armed'],
      ifSame: ['violent'],
    },
  );
});

test('the dangers of an unknown band count at once', () => {
  assert.deepEqual(cautionsOf([hit('new', ['armed'])]).sure, ['armed']);
});
