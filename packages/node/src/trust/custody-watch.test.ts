// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import type { EntryDraft } from '../store/store.ts';
import { CustodyWatch } from './custody-watch.ts';

it('a token that goes away and comes back leaves one entry each, and its state is told meanwhile', () => {
  const entries: EntryDraft[] = [];
  let code: 'keys.token-gone' | 'keys.token-replaced' | undefined;
  const custody = { kind: 'pkcs11', token: 'iims', serial: '1' } as const;
  const keyStore = {
    custody: () => custody,
    check: () => {
      if (code !== undefined) throw new IimsError(code, { message: 'away' });
    },
  };
  const write = async (draft: EntryDraft) => {
    entries.push(draft);
    return { index: 0, result: undefined as never };
  };
  const watch = new CustodyWatch(keyStore, { write });
  try {
    watch.look();
    assert.deepEqual([watch.state(), entries], [{ custody, working: true }, []]);
    for (const next of ['keys.token-gone', 'keys.token-gone', 'keys.token-replaced', undefined, undefined] as const) {
      code = next;
      watch.look();
      assert.deepEqual(
        watch.state(),
        next === undefined ? { custody, working: true } : { custody, working: false, code: next },
      );
    }
    assert.deepEqual(entries, [
      { event: 'custody.lost', body: { kind: 'pkcs11', code: 'keys.token-gone' } },
      { event: 'custody.lost', body: { kind: 'pkcs11', code: 'keys.token-replaced' } },
      { event: 'custody.restored', body: { kind: 'pkcs11' } },
    ]);
  } finally {
    watch.stop();
  }
});
