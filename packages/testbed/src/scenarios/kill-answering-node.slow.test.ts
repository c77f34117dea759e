// SPDX-License-Identifier: Apache-2.0
// The answering node is killed under load, again and again: what the asker holds stands in the answerer's log, byte for byte.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyNode } from '@iims/node/audit/verify-node';
import { toHex } from '@iims/wire/bytes';
import { DrivenNode } from '../federation/driven-node.ts';
import { AZE, GEO, type LoggedEntry, TestFederation } from '../federation/test-federation.ts';

const KILLS = 3;
const OFFICERS = 8;
const LOAD_MS = 1_200;
let federation: TestFederation;
let georgia: DrivenNode;

before(async () => {
  federation = await TestFederation.found({ states: [GEO, AZE] });
  georgia = await startProcess();
  await federation.start(AZE);
});
after(async () => {
  await georgia.kill();
  await federation.close();
});

describe('a node that is killed while it answers', () => {
  it('has in its log every answer that its partner holds, and the log verifies', async () => {
    for (let kills = 0; kills < KILLS; kills += 1) {
      const load = askFor(LOAD_MS);
      await new Promise((done) => setTimeout(done, LOAD_MS / 2 + 37 * kills));
      await georgia.kill();
      const outcomes = await load;
      assert.ok(outcomes.has('no-hit') && outcomes.has('unavailable'), `${[...outcomes]}`);
      georgia = await startProcess();
      const { states } = await federation.ask(AZE, 'AA1234567');
      assert.equal(states.find(({ state }) => state === 'GEO')!.outcome, 'no-hit');
    }
    await georgia.kill();
    georgia = await startProcess();
    await federation.stop(AZE);

    for (const state of [GEO, AZE]) {
      const verdict = await verifyNode({ directory: federation.directoryOf(state) });
      assert.equal(verdict.ok, true, state);
    }
    const given = new Set((await federation.entries(GEO, 'query.answered')).map(({ body }) => bindingOf(body)));
    const held = await answersHeld();
    assert.ok(held.length >= KILLS * OFFICERS, `${held.length} answers`);
    for (const binding of held) assert.ok(given.has(binding), 'an answer that is held has its entry');
  });
});

/** Officers of Azerbaijan ask one query after the other; what Georgia's part in them came to. */
async function askFor(durationMs: number): Promise<Set<string>> {
  const outcomes = new Set<string>();
  const until = Date.now() + durationMs;
  const officer = async (): Promise<void> => {
    while (Date.now() < until) {
      const { states } = await federation.ask(AZE, 'AA1234567');
      outcomes.add(states.find(({ state }) => state === 'GEO')!.outcome);
    }
  };
  await Promise.all(Array.from({ length: OFFICERS }, officer));
  return outcomes;
}

/** Query and digest of every answer of Georgia's that Azerbaijan's log holds, in time or late. */
async function answersHeld(): Promise<string[]> {
  const closed = (await federation.entries(AZE, 'query.closed')).flatMap(({ body }) =>
    (body.outcomes as LoggedEntry['body'][]).map((outcome): LoggedEntry['body'] => ({
      ...outcome,
      queryId: body.queryId,
    })),
  );
  const late = (await federation.entries(AZE, 'query.late-answer')).map(({ body }) => body);
  return [...closed, ...late].filter(({ state, answerDigest }) => state === 'GEO' && answerDigest).map(bindingOf);
}

function bindingOf({ queryId, answerDigest }: LoggedEntry['body']): string {
  return `${queryId} ${toHex(answerDigest as Uint8Array)}`;
}

async function startProcess(): Promise<DrivenNode> {
  const node = await DrivenNode.start(federation.directoryOf(GEO));
  assert.ok(node, 'it serves');
  return node;
}
