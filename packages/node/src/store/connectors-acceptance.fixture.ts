// SPDX-License-Identifier: Apache-2.0
// What every store must do with connectors: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import type { AlertToLoad } from './alert-to-load.ts';
import { lookUpAlerts } from './alerts.ts';
import { listConnectors } from './connectors.ts';
import { findSource } from './register-sources.ts';
import type { Act, Store } from './store.ts';

export function describeConnectors(fixture: () => { readonly store: Store }): void {
  test('what a connector changed and what it remembers stand in one transaction, or neither does', async () => {
    const { store } = fixture();
    const register = { id: 'sourced', kind: 'object', title: 'Sourced', changedAt: 1, checkedAt: 1 };
    await store.write(
      { event: 'register.loaded', body: {} },
      { name: 'load-register', args: { register, alerts: [alert('S1'), alert('S2')] } },
    );
    const keep = (args: Partial<Act<'keep-connector'>['args']>) =>
      store.write(
        { event: 'connector.changed', body: {} },
        {
          name: 'keep-connector',
          args: { name: 'source', register: 'sourced', standing: 'started', about: {}, ...args },
        },
      );
    const about = async () => (await listConnectors(store.reader)).map((row) => [row.standing, row.about]);
    const held = async () => {
      const { found } = await lookUpAlerts(store.reader, ['S1', 'S2', 'S3']);
      return found.map(({ alertId }) => alertId);
    };
    const changes = { kind: 'object', alerts: [alert('S2'), alert('S3')], removed: ['S1', 'S9'] };
    await keep({ about: { position: 'a' }, changes, compared: { checkedAt: 2, staleAfterMs: 60_000 } });
    assert.deepEqual(await held(), ['S2', 'S3']);
    assert.deepEqual(await about(), [['started', { position: 'a' }]]);
    assert.equal((await findSource(store.reader, 'sourced')).staleAfterMs, 60_000);

    const ofAnother = { ...changes, kind: 'person', removed: ['S2'] };
    await assert.rejects(keep({ about: { position: 'b' }, changes: ofAnother }), { code: 'input.invalid' });
    assert.deepEqual(await held(), ['S2', 'S3']);
    assert.deepEqual(await about(), [['started', { position: 'a' }]]);
    await keep({ standing: 'stopped', about: { position: 'c' } });
    assert.deepEqual(await about(), [['stopped', { position: 'c' }]]);
  });
}

const alert = (alertId: string): AlertToLoad => ({
  alertId,
  reviewOn: '2030-01-01',
  alert: utf8(alertId),
  keys: [{ key: alertId, band: 'hit' }],
});
