// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { ADDRESSES_MAX } from '@iims/wire/message';
import { addressesFor } from './addressees.ts';

const [GEO, UKR, MDA] = ['GEO', 'UKR', 'MDA'] as StateCode[] as [StateCode, StateCode, StateCode];
const CUSTOMS = { state: UKR, authority: 'customs' };
const KNOWN = {
  own: GEO,
  partners: [MDA, UKR],
  groups: {
    customs: [CUSTOMS, { state: GEO }, { state: MDA, desk: 'customs' as const }],
    empty: [],
    own: [{ state: GEO }],
  },
};

test('groups become their members, each address once, the own State left out', () => {
  const named = [CUSTOMS, { group: 'customs' }, { group: 'all' }];
  assert.deepEqual(addressesFor(KNOWN, named), [
    CUSTOMS,
    { state: MDA, desk: 'customs' },
    { state: MDA },
    { state: UKR },
  ]);
});

test('the own State by its name stays, for the sending to refuse', () => {
  assert.deepEqual(addressesFor(KNOWN, [{ state: GEO }]), [{ state: GEO }]);
});

test('an empty group is nobody, and so is one of the own State alone, and all of a federation of one', () => {
  for (const group of ['empty', 'own']) {
    assert.throws(() => addressesFor(KNOWN, [{ group }]), { code: 'message.no-recipient' });
  }
  assert.throws(() => addressesFor({ ...KNOWN, partners: [] }, [{ group: 'all' }]), { code: 'message.no-recipient' });
});

test('a name that is no group is refused, also one that every object has', () => {
  for (const group of ['nobody', 'toString', '__proto__']) {
    assert.throws(() => addressesFor(KNOWN, [{ group }]), { code: 'message.group' });
  }
});

test('more members than a message has addresses are refused', () => {
  const many = Array.from({ length: ADDRESSES_MAX }, (_, n) => ({ state: UKR, authority: `a-${n}` }));
  const known = { ...KNOWN, groups: { many } };
  assert.equal(addressesFor(known, [{ group: 'many' }]).length, ADDRESSES_MAX);
  assert.throws(() => addressesFor(known, [{ group: 'many' }, { state: MDA }]), { code: 'input.invalid', field: 'to' });
});
