// SPDX-License-Identifier: Apache-2.0
// Looking up where the same thread writes, so that both statements of a look-up may see one state of the store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passportAlert } from './alert.fixture.ts';
import { openLookUps } from './lookups.fixture.ts';

const lookUps = openLookUps('this-thread');
const { load, workOf } = lookUps;

describe('a look-up whose statements see one state', () => {
  it('asks the index once, and is the same work for hit, miss and covert', async () => {
    // The first look-up through a reader asks once more: whether keys are being made anew.
    await workOf('MISS1');
    const hit = await workOf('HIT1');
    assert.equal(hit.found.hits.length, 1);
    assert.deepEqual(
      hit.statements.map((statement) => statement.includes('alert_near_key')),
      [true, false],
    );
    for (const number of ['MISS1', 'COVERT1', 'WITHHELD1']) {
      const { found, statements } = await workOf(number);
      assert.deepEqual(found.hits, []);
      assert.equal(found.covertAlertIds.length, number === 'COVERT1' ? 1 : 0);
      assert.deepEqual(statements, hit.statements);
    }
  });

  it('never serves what a register lost between them, and asks the index again where the next turn came', async () => {
    lookUps.meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('OTHER2', 6)]));
    const { found, statements } = await workOf('HIT1');
    assert.deepEqual(found.hits, []);
    assert.ok(statements[1]?.includes('alert_near_key'), statements[1]);
    lookUps.meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('HIT1', 1)]));
    assert.deepEqual(
      (await workOf('OTHER1')).found.hits.map(({ alertId }) => alertId),
      ['UKR-STD-5'],
    );
  });
});

function once(act: () => Promise<void>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await act();
  };
}
