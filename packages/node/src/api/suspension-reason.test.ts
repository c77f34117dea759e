// SPDX-License-Identifier: Apache-2.0
// The reason of a suspension is shown to others as it is, so both edges hold it to the same rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdminEdge } from './admin/method.ts';
import { buildAdminServer } from './admin/server.ts';
import { openTestEdge } from './officer/officer-edge.fixture.ts';

const NOBODYS_PORT = 1;
const REFUSED: readonly (readonly [string, string])[] = [
  ['a control character', 'stolen \u001b[2J key'],
  ['a second line', 'stolen\nkey'],
  ['a mark that turns the direction of text', 'stolen \u202eyek'],
  ['half of a surrogate pair', 'stolen \ud800'],
  ['201 characters', 'x'.repeat(201)],
  ['nothing', ' '],
];

test("on the officers' edge what is no line of text is refused with field, rule and fix", async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const administrator = await edge.signIn('administrator');
  for (const [what, reason] of REFUSED) {
    const { code, json } = await edge.post('/api/partners/suspend', administrator, { state: 'UKR', reason });
    assert.match(code ?? '', /^(input\.invalid|json\.lone-surrogate)$/, what);
    if (code === 'input.invalid') checkTold(json, what);
  }
  const longest = await edge.post('/api/partners/suspend', administrator, { state: 'UKR', reason: 'ї'.repeat(200) });
  assert.equal(longest.code, undefined);
});

test("on the administrator's socket too", async (t) => {
  const reasons: string[] = [];
  const suspensions = { suspend: async (_: string, reason: string) => void reasons.push(reason) };
  const server = buildAdminServer({ state: 'GEO', suspensions } as unknown as AdminEdge);
  t.after(() => server.close());
  const suspend = (reason: string) =>
    server.inject({ method: 'POST', url: '/partners/suspend', payload: { state: 'UKR', reason } });
  for (const [what, reason] of REFUSED) {
    const reply = await suspend(reason);
    assert.equal(reply.statusCode, 400, what);
    const { code } = reply.json<{ error: { code: string } }>().error;
    if (code !== 'json.lone-surrogate') checkTold(reply.json(), what);
  }
  assert.equal((await suspend(' a stolen key ')).statusCode, 200);
  assert.deepEqual(reasons, ['a stolen key']);
});

function checkTold(json: unknown, what: string): void {
  const { error } = json as { error: Record<string, string> };
  assert.deepEqual([error.code, error.field], ['input.invalid', 'reason'], what);
  assert.match(error.rule!, /^1 to 200 characters on one line, without control characters/, what);
  assert.ok(error.fix, what);
}
