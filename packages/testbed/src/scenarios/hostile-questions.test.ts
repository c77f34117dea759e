// SPDX-License-Identifier: Apache-2.0
// A partner asks badly: it is refused with a code, the questions beside stand, and the node goes on. Ukraine is played by hand.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { signingKeyFromSeed } from '@iims/crypto/keys';
import { systemRandom } from '@iims/node/clock';
import { STORE_FILE } from '@iims/node/data-directory';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { encodeCbor } from '@iims/wire/cbor';
import type { HandPlayedState, Reply } from '../federation/hand-played-state.ts';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
let ukraine: HandPlayedState;
let azerbaijan: HandPlayedState;

before(async () => {
  federation = await TestFederation.found({
    alerts: {
      GEO: [stolenPassport('HIT123456'), stolenPassport('COV654321', { covert: true }), stolenPassport('BAD777777')],
    },
  });
  damageAlert('BAD777777');
  ukraine = federation.play(UKR);
  azerbaijan = federation.play(AZE);
  await federation.start(GEO);
});
after(() => federation.close());

describe('a question', () => {
  it('that keeps the rules is answered', async () => {
    const answers = await ukraine.ask(GEO, [ukraine.question('HIT123456'), ukraine.question('MISS12345')]);
    assert.deepEqual(
      answers.map(({ outcome }) => outcome),
      ['hit', 'no-hit'],
    );
  });

  it('that meets a covert alert looks like one that meets nothing', async () => {
    const frames = ['MISS12345', 'COV654321'].map((number) => ukraine.sealQuestions(GEO, [ukraine.question(number)]));
    const replies = await Promise.all(frames.map(({ bytes }) => post(bytes)));
    const answers = replies.map(({ bytes }) => ukraine.open(bytes));
    assert.equal(replies[0]!.bytes.length, replies[1]!.bytes.length);
    assert.equal(answers[0]!.items[0]!.bytes.length, answers[1]!.items[0]!.bytes.length);
    const [miss, covert] = await ukraine.ask(GEO, [ukraine.question('MISS12345'), ukraine.question('COV654321')]);
    const { queryId: _id, questionHash: _hash, ...spoken } = covert!;
    assert.deepEqual({ ...miss, ...spoken }, miss);
    assert.deepEqual((await federation.entries(GEO, 'query.answered')).at(-1)?.own.covert, ['GEO-STD-654321']);
  });

  it('that comes twice gets the same answer again, marked', async () => {
    const question = ukraine.question('HIT123456');
    const [first] = await ukraine.ask(GEO, [question]);
    const [second] = await ukraine.ask(GEO, [question]);
    assert.deepEqual(second, { ...first, questionHash: second!.questionHash, repeated: true });
  });

  it('that stands twice in one frame gets one answer', async () => {
    const question = ukraine.question('HIT123456');
    const answers = await ukraine.ask(GEO, [question, question]);
    assert.deepEqual(answers.map(({ repeated }) => repeated).sort(), [false, true]);
  });

  it('that meets an alert which cannot be read is unavailable alone, and its neighbours in the register are found', async () => {
    const numbers = ['BAD777777', 'BAD777776', 'HIT123456'];
    const answers = await ukraine.ask(
      GEO,
      numbers.map((number) => ukraine.question(number)),
    );
    assert.deepEqual(
      answers.map(({ outcome }) => outcome),
      ['unavailable', 'no-hit', 'hit'],
    );
    assert.equal(answers[0]!.reason, 'register-failed');
  });

  const refused = [
    ['under an id that another question had', 'replay', () => ({ ...used, caseRef: 'OTHER' })],
    ['from six minutes ago', 'outside-window', () => ukraine.question('X1', { askedAt: Date.now() - 6 * 60_000 })],
    ['from six minutes ahead', 'outside-window', () => ukraine.question('X1', { askedAt: Date.now() + 6 * 60_000 })],
    [
      "in another State's name",
      'frame-differs',
      () => ukraine.question('X1', { asker: { state: AZE, authority: 'Border Guard', officer: 'officer-7' } }),
    ],
    ['that is an exercise in a real frame', 'frame-differs', () => ukraine.question('X1', { exercise: true })],
    ['with a field that no contract names', 'question-unreadable', () => ({ ...ukraine.question('X1'), more: 1 })],
    ['with no subject', 'question-unreadable', () => ukraine.question('X1', { subjects: [] })],
  ] as const;
  let used = {} as ReturnType<HandPlayedState['question']>;
  for (const [what, reason, compose] of refused) {
    it(`${what} is refused alone: ${reason}`, async () => {
      used = ukraine.question('HIT123456');
      await ukraine.ask(GEO, [used]);
      const [bad, good] = await ukraine.ask(GEO, [compose() as typeof used, ukraine.question('HIT123456')]);
      assert.deepEqual([bad!.outcome, bad!.reason, bad!.hits.length], ['refused', reason, 0]);
      assert.equal(good!.outcome, 'hit');
      const entries = await federation.entries(GEO, 'query.answered');
      assert.ok(entries.some(({ body }) => body.reason === reason && body.queryId === bad!.queryId));
    });
  }

  for (const [what, item] of [
    ['that is no value at all', Uint8Array.of(0xff, 0xff)],
    ['without an id', encodeCbor({ hello: 'world' })],
    ['that is nothing but a number', encodeCbor(7)],
  ] as const) {
    it(`${what} is refused alone, under the id of its frame`, async () => {
      const items = [item, encodeCbor(ukraine.question('HIT123456'))];
      const [bad, good] = await ukraine.ask(GEO, [], { items });
      assert.deepEqual([bad!.outcome, bad!.reason], ['refused', 'question-unreadable']);
      assert.equal(good!.outcome, 'hit');
    });
  }
});

describe('a frame', () => {
  const sealed = () => ukraine.sealQuestions(GEO, [ukraine.question('HIT123456')]).bytes;
  const refused: [string, string, () => Promise<Reply>][] = [
    ['that is garbage', 'envelope.magic', () => post(new Uint8Array(2_000))],
    ['that is cut short', 'envelope.malformed', () => post(sealed().subarray(0, 2_000))],
    ['that is too large', 'frame.too-large', () => post(new Uint8Array(400 * 1_024))],
    [
      'of 65 questions',
      'frame.too-large',
      () =>
        post(
          ukraine.sealQuestions(
            GEO,
            Array.from({ length: 65 }, (_, i) => ukraine.question(`A${1_000 + i}`)),
          ).bytes,
        ),
    ],
    [
      'under a key that nobody lists',
      'envelope.unknown-sender',
      () => {
        const signer = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(7));
        return post(ukraine.sealQuestions(GEO, [ukraine.question('X1')], { signer }).bytes);
      },
    ],
    ["of another State's, played again", 'envelope.unknown-sender', () => azerbaijan.post(GEO, '/v1/frames', sealed())],
    [
      'that is an exercise',
      'frame.kind',
      () => post(ukraine.sealQuestions(GEO, [ukraine.question('X1')], { header: { exercise: true } }).bytes),
    ],
    [
      'of answers',
      'frame.kind',
      () => post(ukraine.sealQuestions(GEO, [ukraine.question('X1')], { about: { kind: 'answer-frame' } }).bytes),
    ],
  ];
  for (const [what, code, send] of refused) {
    it(`${what} is refused as a whole: ${code}`, async () => {
      const { status, bytes } = await send();
      // The partner learns the code and nothing else.
      assert.deepEqual(JSON.parse(Buffer.from(bytes).toString()), { error: { code } });
      assert.equal(status, 400);
      assert.equal((await federation.entries(GEO, 'query.frame-rejected')).at(-1)?.body.code, code);
      assert.equal((await ukraine.ask(GEO, [ukraine.question('HIT123456')]))[0]!.outcome, 'hit');
    });
  }

  it('that is played again gets the same answers, and no second look-up', async () => {
    const bytes = sealed();
    await post(bytes);
    const repeated = ukraine.open((await post(bytes)).bytes);
    assert.equal(repeated.items.length, 1);
    assert.equal((await federation.entries(GEO, 'query.answered')).at(-1)?.body.repeated, true);
  });

  it('over a certificate that belongs to nobody is not read', async () => {
    const endpoint = { host: '127.0.0.1', port: 1 };
    const stranger = makeNodeIdentity({ state: UKR, nodeId: 'ukr-1', endpoint, now: Date.now(), random: systemRandom });
    // What a node enters by itself, such as signed batches, may come at any time.
    const countOfQueries = async () =>
      (await federation.entries(GEO)).filter(({ event }) => event.startsWith('query.')).length;
    const count = await countOfQueries();
    await assert.rejects(ukraine.post(GEO, '/v1/frames', sealed(), stranger.keys.tls[0]!), {
      code: /ECONNRESET|ERR_SSL/,
    });
    assert.equal(await countOfQueries(), count);
  });
});

function post(bytes: Uint8Array): Promise<Reply> {
  return ukraine.post(GEO, '/v1/frames', bytes);
}

/** One bit of the alert on this document flips on GEO's disk. */
function damageAlert(number: string): void {
  const database = new DatabaseSync(join(federation.directoryOf(GEO), STORE_FILE));
  const { body } = database.prepare('select body from alert where alert_id = ?').get(stolenPassport(number).id)!;
  (body as Uint8Array)[40]! ^= 1;
  database.prepare('update alert set body = ? where alert_id = ?').run(body!, stolenPassport(number).id);
  database.close();
}
