// SPDX-License-Identifier: Apache-2.0
// The answering half of a simulated node: judge, look up, write the one entry, and let the answer leave once it is durable.
import type { StateCode } from '@iims/wire/identifiers';
import type { AnswerItem, SimulatedAnswer, SimulatedQuestion } from './frames.ts';
import type { Arrival } from './network.ts';
import type { NodeContext } from './simulated-node.ts';

export class AnsweringSide {
  readonly #context: NodeContext;
  /** The answers of the log, by asking State and query id. */
  readonly #held = new Map<string, Held>();

  constructor(context: NodeContext) {
    this.#context = context;
    const { disk, parts } = context;
    for (const [index, entry] of parts.entriesAtStart(disk).entries()) {
      if (entry.event !== 'query.answered') continue;
      const { asker, question, answer } = entry;
      this.#held.set(parts.heldKey(asker, question.id), { index, question, answer });
    }
  }

  receiveQuestions(arrival: Arrival): void {
    const { clock, parts, random } = this.#context;
    if (!parts.verifies(arrival.frame)) return;
    const arrivedAt = clock.monotonicNow();
    clock.after(random.milliseconds(0, 3), () => this.#answer(arrival, arrivedAt));
  }

  /** Judging an id and inserting its answer happen in one step, as in the store's one transaction. */
  #answer(arrival: Arrival, arrivedAt: number): void {
    const { clock, disk, parts } = this.#context;
    const { from, questions } = arrival.frame;
    const drafts = questions.map((question) => this.#answerOne(from, question));
    const items = drafts.map((draft) => draft.item);
    const last = drafts.reduce((a, b) => (b.index > a.index ? b : a));
    parts.whenDurable(disk, last.index, last.act, () => {
      const readyAt = clock.monotonicNow();
      const waitMs = parts.releaseAt({ arrivedAt, readyAt }) - readyAt;
      clock.after(waitMs, () => arrival.reply({ from: arrival.to, to: from, isGenuine: true, items }));
    });
  }

  #answerOne(asker: StateCode, question: SimulatedQuestion): Draft {
    const { clock, disk, parts } = this.#context;
    const { id, digest, bytes, askedAt } = question;
    const held = this.#held.get(parts.heldKey(asker, id));
    const answered = held && parts.seesHeld(disk, held.index) ? held : undefined;
    const judgement = parts.judge({
      askedAt,
      now: clock.wallNow(),
      questionDigest: digest,
      answered: answered && { questionDigest: answered.question.digest, answer: answered.answer },
    });
    switch (judgement.kind) {
      case 'first':
        return this.#lookUp(asker, question);
      case 'repeated': {
        const item: AnswerItem = { kind: 'answer', id, boundTo: bytes, answer: judgement.answer, isRepeated: true };
        return { item, index: held!.index, act: 'give-answer-again' };
      }
      default: {
        const index = disk.append({ event: 'query.frame-rejected', key: `${asker} ${id}` });
        return { item: { kind: 'refusal', id, boundTo: bytes }, index, act: 'give-answer' };
      }
    }
  }

  #lookUp(asker: StateCode, question: SimulatedQuestion): Draft {
    const { clock, disk, own, parts } = this.#context;
    const { outcome, band, isCovert } = parts.lookUp(own, question.subject);
    const answer: SimulatedAnswer = { outcome, band, asOf: clock.wallNow() };
    const index = disk.append({
      event: 'query.answered',
      key: `${asker} ${question.id}`,
      asker,
      question,
      answer,
      isCovert,
    });
    this.#held.set(parts.heldKey(asker, question.id), { index, question, answer });
    const item: AnswerItem = { kind: 'answer', id: question.id, boundTo: question.bytes, answer, isRepeated: false };
    return { item, index, act: 'give-answer' };
  }
}

interface Held {
  readonly index: number;
  readonly question: SimulatedQuestion;
  readonly answer: SimulatedAnswer;
}

interface Draft {
  readonly item: AnswerItem;
  /** The entry that must be durable before the item leaves. */
  readonly index: number;
  readonly act: 'give-answer' | 'give-answer-again';
}
