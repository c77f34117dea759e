// SPDX-License-Identifier: Apache-2.0
// Every method says what it answers, so that the OpenAPI document and the typed client know it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { withCheckedAnswers } from './checked-answers.fixture.ts';
import { type Call, method } from './method.ts';
import { OFFICER_METHODS } from './officer-methods.ts';

/** Methods whose answer no schema describes yet. This list only shrinks. */
const WITHOUT_ANSWER: readonly string[] = [];

test('each method says in which form it answers', () => {
  const without = OFFICER_METHODS.filter(
    ({ answer, answerLine, answersBytes }) => answer === undefined && answerLine === undefined && !answersBytes,
  ).map(({ verb, path }) => `${verb} ${path}`);
  const missing = without.filter((name) => !WITHOUT_ANSWER.includes(name));
  const fix = 'Fix: give the method an `answer`, a strict Zod schema as in packages/node/src/api/officer/answers/.';
  assert.deepEqual(missing, [], `No answer: ${missing.join(', ')}. ${fix}`);
  const described = WITHOUT_ANSWER.filter((name) => !without.includes(name));
  assert.deepEqual(described, [], 'Take these off WITHOUT_ANSWER: they have an answer.');
});

test('an answer that its schema does not say fails the test that gets it, at once and line by line', async () => {
  const shown = { verb: 'GET', path: '/api/shown', permission: 'session.read-own', input: z.strictObject({}) } as const;
  const schema = z.strictObject({ id: z.string() });
  const answers = (said: object) => method({ ...shown, answer: async () => schema, run: async () => said });
  const says = (line: string) =>
    method({
      ...shown,
      answerLine: async () => schema,
      async run({ reply }) {
        reply.raw.write(line);
        return undefined;
      },
    });
  const written: string[] = [];
  const raw = { write: (text: string) => written.push(text) > 0 };
  const run = async (one: ReturnType<typeof method>) =>
    withCheckedAnswers([one])[0]!.run({ reply: { raw: { ...raw } } } as unknown as Call<unknown>);
  assert.deepEqual(await run(answers({ id: 'a' })), { id: 'a' });
  await run(says('{"id":"a"}\n{"id":"b"}\n'));
  assert.equal(written.length, 1);
  for (const lie of [answers({ id: 1 }), answers({ id: 'a', more: 1 }), says('{"id":"a"}\n{"name":"b"}\n')]) {
    await assert.rejects(run(lie), /GET \/api\/shown answers what its schema does not say/);
  }
  assert.equal(written.length, 1);
});
