// SPDX-License-Identifier: Apache-2.0
// A partner answers badly: its own outcome says so, and the others stand. Ukraine is played by hand, with its real keys.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { beginChannel } from '@iims/crypto/channel';
import { type SigningKey, signingKeyFromSeed } from '@iims/crypto/keys';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { systemRandom } from '@iims/node/clock';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Answer } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES } from '@iims/wire/slot';
import { until } from '@iims/wire/until.fixture';
import type { Verdict } from '@iims/wire/verdict';
import type { HandPlayedState, Reaction } from '../federation/hand-played-state.ts';
import { answerSlot, noHit } from '../federation/hand-played-state.ts';
import { AZE, GEO, type LoggedEntry, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
let ukraine: HandPlayedState;
let react: Reaction;
let older: Uint8Array | undefined;

before(async () => {
  federation = await TestFederation.found();
  ukraine = federation.play(UKR);
  await serve();
  await federation.start(GEO, AZE);
});
after(() => federation.close());

describe('a partner that answers', () => {
  it('as it should is heard', async () => {
    const verdict = await askWhile((asked, response) => void response.end(ukraine.sealAnswers(asked)));
    assert.equal(outcomeOf(verdict, UKR).outcome, 'no-hit');
    assert.equal(verdict.verdict, 'no-hit');
  });

  const cases: readonly Case[] = [
    {
      title: 'with garbage',
      reason: 'answer-unreadable',
      code: 'envelope.magic',
      react: (_, response) => void response.end('garbage'),
    },
    {
      title: 'with half a frame',
      reason: 'answer-unreadable',
      code: 'envelope.malformed',
      react: (asked, response) => void response.end(ukraine.sealAnswers(asked).subarray(0, 1_500)),
    },
    {
      title: 'with more bytes than a frame has',
      reason: 'answer-unreadable',
      code: 'frame.too-large',
      react: (_, response) => void response.end(new Uint8Array(400 * 1_024)),
    },
    {
      title: 'and hangs up half-way',
      reason: 'connection-lost',
      react: (asked, response) => {
        response.writeHead(200, { 'content-length': 5_000 });
        response.write(ukraine.sealAnswers(asked).subarray(0, 1_500), () => response.destroy());
      },
    },
    {
      title: 'with HTTP 500',
      reason: 'frame-refused',
      react: (_, response) => void response.writeHead(500).end('{}'),
    },
    {
      title: 'with HTTP 503',
      reason: 'partner-busy',
      react: (_, response) => void response.writeHead(503).end('{}'),
    },
    {
      title: 'with a redirection',
      reason: 'frame-refused',
      react: (_, response) => void response.writeHead(302, { location: 'https://127.0.0.1:1/' }).end(),
    },
    {
      title: 'with an answer that it gave before',
      reason: 'wrong-question',
      code: 'partner.answer-rejected',
      react: (asked, response) => {
        older ??= ukraine.sealAnswers(asked, { header: { inReplyTo: uuidToBytes(uuidV7(0, new Uint8Array(10))) } });
        response.end(older);
      },
    },
    {
      title: 'another query',
      reason: 'wrong-question',
      code: 'wrong-question',
      react: answering((answer) => ({ ...answer, queryId: uuidV7(0, new Uint8Array(10)) })),
    },
    {
      title: 'another question under the same id',
      reason: 'wrong-question',
      code: 'wrong-question',
      react: answering((answer) => ({ ...answer, questionHash: new Uint8Array(32) })),
    },
    {
      title: 'a hit that names no alert',
      reason: 'answer-unreadable',
      code: 'input.invalid',
      react: answering((answer) => ({ ...answer, outcome: 'hit' })),
    },
    {
      title: 'with a time that no calendar has',
      reason: 'answer-unreadable',
      code: 'input.invalid',
      react: answering((answer) => ({ ...answer, asOf: Number.MAX_SAFE_INTEGER })),
    },
    {
      title: 'with data that will be compared with their source in an hour',
      reason: 'answer-unreadable',
      code: 'partner.answer-rejected',
      react: answering((answer) => ({ ...answer, asOf: answer.asOf + 3_600_000 })),
    },
    {
      title: 'from a list of documents that will be made in an hour',
      reason: 'answer-unreadable',
      code: 'partner.answer-rejected',
      react: answering((answer) => ({
        ...answer,
        issued: [
          { register: 'own', documentType: 'driving-licence', standing: 'not-found', asOf: answer.asOf + 3_600_000 },
        ],
      })),
    },
    {
      title: 'with a slot of another size',
      reason: 'answer-unreadable',
      code: 'bytes.malformed',
      react: (asked, response) => void response.end(ukraine.sealAnswers(asked, { items: [new Uint8Array(64)] })),
    },
    {
      title: 'with a slot that holds no value',
      reason: 'answer-unreadable',
      code: 'cbor.malformed',
      react: (asked, response) => {
        response.end(ukraine.sealAnswers(asked, { items: [new Uint8Array(ANSWER_SLOT_BYTES)] }));
      },
    },
    {
      title: 'with more answers than questions',
      reason: 'wrong-question',
      code: 'partner.answer-rejected',
      react: (asked, response) => {
        const slot = answerSlot(noHit(asked, 0));
        response.end(ukraine.sealAnswers(asked, { items: [slot, slot] }));
      },
    },
    {
      title: 'with a frame of questions',
      reason: 'wrong-question',
      code: 'partner.answer-rejected',
      react: (asked, response) => void response.end(ukraine.sealAnswers(asked, { about: { kind: 'query-frame' } })),
    },
    {
      title: 'as if it were an exercise',
      reason: 'wrong-question',
      code: 'partner.answer-rejected',
      react: (asked, response) => void response.end(ukraine.sealAnswers(asked, { header: { exercise: true } })),
    },
    {
      title: 'under a key that nobody lists',
      reason: 'bad-signature',
      code: 'envelope.unknown-sender',
      react: signing(() => signingKeyFromSeed('ed25519', new Uint8Array(32).fill(7))),
    },
    {
      title: "under another State's key",
      reason: 'bad-signature',
      code: 'envelope.unknown-sender',
      react: signing(() => federation.founded.states.get(AZE)!.keys.signing[0]!.ed25519),
    },
    {
      title: 'under its own name with the signature of another key',
      reason: 'bad-signature',
      code: 'envelope.signature',
      react: signing(() => {
        const stranger = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(7));
        return { ...stranger, keyId: ukraine.founded.keys.signing[0]!.ed25519.keyId };
      }),
    },
    {
      title: 'to another State',
      reason: 'answer-unreadable',
      code: 'envelope.not-recipient',
      react: (asked, response) => {
        const recipient = kemKeyAt(nodesOf(federation.founded.trust, AZE)[0]!, Date.now())!;
        const { keyId } = ukraine.founded.keys.signing[0]!.ed25519;
        const channel = beginChannel(keyId, recipient, Date.now(), systemRandom);
        response.end(ukraine.sealAnswers(asked, { channel }));
      },
    },
    {
      title: 'with a frame whose time is over',
      reason: 'answer-unreadable',
      code: 'envelope.expired',
      react: (asked, response) => {
        const now = Date.now();
        response.end(ukraine.sealAnswers(asked, { header: { createdAt: now - 2_000, expiresAt: now - 1_000 } }));
      },
    },
    {
      title: 'with a frame from the future',
      reason: 'answer-unreadable',
      code: 'envelope.not-yet-valid',
      react: (asked, response) => {
        const soon = Date.now() + 6 * 60_000;
        response.end(ukraine.sealAnswers(asked, { header: { createdAt: soon, expiresAt: soon + 60_000 } }));
      },
    },
  ];
  it('in words of a later release loses nothing else of what it says', async () => {
    const issued = [{ register: 'licences', documentType: 'driving-licence', standing: 'recalled', asOf: 1 }];
    const verdict = await askWhile(answering((answer) => ({ ...answer, issued })));
    const { outcome, issued: read } = outcomeOf(verdict, UKR);
    assert.deepEqual([outcome, read?.[0]?.standing], ['no-hit', 'unknown']);
    assert.deepEqual([verdict.verdict, verdict.complete], ['incomplete', false]);
  });

  for (const { title, reason, code, react: act } of cases) {
    it(`${title} is unavailable, and the others stand`, async () => {
      const verdict = await askWhile(act);
      assert.deepEqual(outcomeOf(verdict, UKR), { state: 'UKR', outcome: 'unavailable', reason, hits: [] });
      assertOthersStand(verdict);
      if (code) assert.equal((await federation.entries(GEO, 'query.answer-rejected')).at(-1)?.body.code, code);
    });
  }
});

describe('a partner that does not answer', () => {
  it('since it is down, is unavailable within the second', async () => {
    await ukraine.leave();
    const verdict = await federation.ask(GEO, 'AA1234567');
    await serve();
    assert.equal(outcomeOf(verdict, UKR).reason, 'connection-refused');
    assert.ok(verdict.elapsedMs < 1_000, `${verdict.elapsedMs} ms`);
    assertOthersStand(verdict);
  });

  it('in time is late, and its answer is noted when it comes', async () => {
    const verdict = await askWhile((asked, response) => {
      setTimeout(() => response.end(ukraine.sealAnswers(asked)), 1_200);
    });
    assert.equal(outcomeOf(verdict, UKR).outcome, 'late');
    assertOthersStand(verdict);
    const noted = await eventually(() => federation.entries(GEO, 'query.late-answer'));
    assert.deepEqual([noted.state, noted.note, noted.outcome], ['UKR', 'late-answer', 'no-hit']);
  });

  it('to the end keeps no connection, and is heard when it answers again', async () => {
    let held = 0;
    const drip: Reaction = (_, response) => {
      response.writeHead(200);
      const dripping = setInterval(() => response.write('.'), 100);
      held += 1;
      response.once('close', () => {
        clearInterval(dripping);
        held -= 1;
      });
    };
    const verdicts = await Promise.all(Array.from({ length: 3 }, () => askWhile(drip)));
    for (const verdict of verdicts) assert.equal(outcomeOf(verdict, UKR).outcome, 'late');
    assert.ok(held > 0);
    await until(() => held === 0, 'no connection is kept');
    const heard = await askWhile((asked, response) => void response.end(ukraine.sealAnswers(asked)));
    assert.equal(outcomeOf(heard, UKR).outcome, 'no-hit');
  });

  it('the questions of a shared frame in their order answers none of them', async () => {
    react = async (asked, response) => {
      // The first frames take their time, so that the questions behind them share one.
      if (asked.items.length === 1) await new Promise((done) => setTimeout(done, 100));
      response.end(
        ukraine.sealAnswers(asked, { items: asked.items.map((_, i) => answerSlot(noHit(asked, i))).reverse() }),
      );
    };
    // Whether they come while another frame is out depends on the machine.
    await until(async () => {
      const verdicts = await Promise.all(Array.from({ length: 6 }, () => federation.ask(GEO, 'AA1234567')));
      const outcomes = verdicts.map((verdict) => outcomeOf(verdict, UKR));
      for (const { outcome, reason } of outcomes)
        assert.ok(outcome === 'no-hit' || outcome === 'late' || reason === 'wrong-question');
      return outcomes.filter(({ reason }) => reason === 'wrong-question').length >= 2;
    }, 'some questions shared a frame');
  });
});

interface Case {
  readonly title: string;
  readonly reason: string;
  /** What the entry of the refusal names. A line that is down leaves none. */
  readonly code?: string;
  readonly react: Reaction;
}

function serve(): Promise<void> {
  return ukraine.serve((asked, response) => react(asked, response));
}

function answering(change: (answer: Answer) => object): Reaction {
  return (asked, response) =>
    void response.end(ukraine.sealAnswers(asked, { items: [answerSlot(change(noHit(asked, 0)))] }));
}

function signing(key: () => SigningKey): Reaction {
  return (asked, response) => void response.end(ukraine.sealAnswers(asked, { signer: key() }));
}

/** The body of the first entry there is, once there is one. */
async function eventually(read: () => Promise<LoggedEntry[]>) {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const [first] = await read();
    if (first) return first.body;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new assert.AssertionError({ message: 'no entry was written' });
}

async function askWhile(act: Reaction): Promise<Verdict> {
  react = act;
  return federation.ask(GEO, 'AA1234567');
}

function outcomeOf(verdict: Verdict, state: string) {
  return verdict.states.find((outcome) => outcome.state === state)!;
}

function assertOthersStand(verdict: Verdict): void {
  assert.equal(verdict.verdict, 'incomplete');
  assert.equal(verdict.complete, false);
  for (const state of [GEO, AZE]) assert.equal(outcomeOf(verdict, state).outcome, 'no-hit');
}
