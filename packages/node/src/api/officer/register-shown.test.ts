// SPDX-License-Identifier: Apache-2.0
// Who may ask a register, as operators are shown it: what answers partners is what is said here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptState } from '@iims/crypto/trust-list';
import { FOUNDED_AT, foundedTrust, GEO, MDA, signed, stateBody, UKR } from '@iims/crypto/trust-list.fixture';
import { mayAsk } from '@iims/crypto/trust-lookup';
import { EVERY_OTHER_REGISTER } from '@iims/wire/trust-documents';
import { positiveShown, registerShown } from './register-shown.ts';

const NOW = FOUNDED_AT + 1;
const register = {
  ...{ kind: 'travel-document', title: 'A register', changedAt: 0, checkedAt: 0, rows: 1, generation: 1 },
  sourceStanding: 'current',
  ...{ sourceSince: 0, staleAfterMs: 0 },
} as const;
const positive = { ...register, completeFor: [], completeMs: 0, heldTypes: undefined };

test('a right to every other register is none to what the State issued, and is not shown as one', () => {
  const rights = [
    { register: EVERY_OTHER_REGISTER, purposes: ['border-check'], states: [GEO, MDA] },
    { register: 'visas', purposes: ['border-check'], states: [MDA] },
  ];
  const trust = acceptState(foundedTrust(), UKR, signed(stateBody(UKR, { version: 2, rights })), NOW);
  const whose = { own: UKR, trust, now: NOW };
  const cases = [
    [registerShown({ ...register, id: 'imported', keptBy: 'source' }, whose), false, [GEO, MDA]],
    [positiveShown({ ...positive, id: 'visas' }, whose), true, [MDA]],
    [positiveShown({ ...positive, id: 'permits' }, whose), true, []],
  ] as const;
  for (const [shown, isPositive, askedBy] of cases) {
    assert.deepEqual(shown.askedBy, askedBy, shown.id);
    for (const asker of [GEO, MDA]) {
      const may = mayAsk(trust, { owner: UKR, register: shown.id, isPositive, purpose: 'border-check', asker });
      assert.equal(shown.askedBy.includes(asker), may, `${shown.id} ${asker}`);
    }
  }
});
