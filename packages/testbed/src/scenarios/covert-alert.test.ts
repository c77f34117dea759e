// SPDX-License-Identifier: Apache-2.0
// A covert alert: whoever asks, at home or abroad, sees nothing of it, and its owner's log tells.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation } from '../federation/test-federation.ts';

describe('a covert alert', () => {
  let federation: TestFederation;
  afterEach(() => federation.close());

  for (const asker of [GEO, AZE]) {
    it(`of Georgia stays unseen when ${asker} asks, and is entered in Georgia`, async () => {
      const alert = stolenPassport('COV654321', { covert: true });
      federation = await TestFederation.found({ states: [GEO, AZE], alerts: { GEO: [alert] } });
      await federation.start(GEO, AZE);
      const { verdict, states } = await federation.ask(asker, 'UTO COV654321');
      assert.equal(verdict, 'no-hit');
      assert.ok(states.every(({ hits }) => hits.length === 0));
      const event = asker === GEO ? 'query.closed' : 'query.answered';
      const [entry] = await federation.entries(GEO, event);
      const said = asker === GEO ? (entry!.body.outcomes as { covert?: unknown }[])[0]! : entry!.own;
      assert.deepEqual(said.covert, [alert.id]);
    });
  }
});
