// SPDX-License-Identifier: Apache-2.0
// What every store must do with hits that officers ask to have confirmed; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import { askedMark, ownAsked, WAITING_OF_ACCOUNT_MAX, waitingAsked } from './asked-confirmations.ts';
import type { Store } from './store.ts';

export function describeAskedConfirmations(
  fixture: () => { readonly store: Store; readonly sources: TestSources },
): void {
  const ask = async (user: string, alertId: string): Promise<string> => {
    const { store, sources } = fixture();
    const id = uuidToBytes(uuidV7(sources.nowMs, sources.random(10)));
    const hit = {
      register: 'r',
      alertId,
      category: 'stolen',
      subjectKind: 'travel-document',
      action: 'keep-document',
      authority: 'Border Guard',
      band: 'hit',
    } as const;
    const asked = { queryId: 'q', askedIndex: 1, caseRef: 'GEO-SECRET-7', hit };
    const request = { id, user, state: 'UKR' as StateCode, urgency: 'urgent', asked } as const;
    await store.write({ event: 'confirmation.asked', body: { user } }, { name: 'ask-confirmation', args: { request } });
    return uuidFromBytes(id);
  };
  const decline = (id: string) =>
    fixture().store.write(
      { event: 'confirmation.declined', body: {} },
      { name: 'decline-confirmation', args: { id: uuidToBytes(id), ground: 'not-the-same' } },
    );

  test('a hit is handed to the bureau once, sealed, and waits until it is settled, once', async () => {
    const { store } = fixture();
    const before = await askedMark(store.reader);
    const id = await ask('natia', 'UKR-1');
    await assert.rejects(ask('natia', 'UKR-1'), { code: 'confirmation.asked-already' });
    assert.notEqual(await ask('levan', 'UKR-1'), id);
    assert.notEqual(await askedMark(store.reader), before);
    const rows = await store.reader.all<{ content: Uint8Array }>('select content from asked_confirmation');
    assert.ok(rows.every(({ content }) => !Buffer.from(content).includes('SECRET')));

    await decline(id);
    await assert.rejects(decline(id), { code: 'confirmation.settled' });
    assert.deepEqual(
      (await waitingAsked(store.reader)).map(({ user }) => user),
      ['levan'],
    );
    const [own] = await ownAsked(store.reader, 'natia', { since: 0, limit: 5 });
    assert.deepEqual([own!.caseRef, own!.settled], ['GEO-SECRET-7', { by: 'declining', ground: 'not-the-same' }]);
  });

  test('one account has so many that wait, and what is a month old is forgotten', async () => {
    const { store, sources } = fixture();
    for (let n = 0; n < WAITING_OF_ACCOUNT_MAX; n += 1) await ask('many', `UKR-M${n}`);
    await assert.rejects(ask('many', 'UKR-MORE'), { code: 'confirmation.too-many' });
    sources.nowMs += 30 * 86_400_000 + 1;
    // Nobody asks for another.
    await store.write({ event: 'node.started', body: {} });
    assert.deepEqual(await waitingAsked(store.reader), []);
  });
}
