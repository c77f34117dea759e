// SPDX-License-Identifier: Apache-2.0
// The laws of the house, checked from outside while a simulation runs: at each frame, entry and officer's line, and after every step.
// Believes no shell: looks only at what passes the network, what is on the disks, and what officers are told.

import { FAILURES } from '@iims/exchange/failure';
import { ATTEMPTS_MAX, BUDGET_MS } from '@iims/exchange/fan-out';
import { GRID_MS } from '@iims/exchange/release-grid';
import { WINDOW_MS } from '@iims/exchange/replay';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateOutcome, VerdictWord } from '@iims/wire/verdict';
import { SIMULATED_BOUNDS } from './asking-side.ts';
import type { Entry } from './disk.ts';
import {
  type AnswerFrame,
  type AnswerItem,
  type SimulatedAnswer,
  type SimulatedQuestion,
  sameSimulatedAnswer,
} from './frames.ts';
import type { Arrival, Call, NetworkWatcher } from './network.ts';
import { findInRegister } from './register.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** A law was broken. `law` names it as the table of planted bugs does. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
  readonly law: Law;

  constructor(law: Law, detail: string) {
    super(`${law}: ${detail}`);
    this.law = law;
  }
}

export const LAWS = [
  'no question leaves before its entry is durable',
  'no answer leaves before its entry is durable',
  'no verdict before its closing entry is durable',
  'what was acknowledged survives a crash',
  'a query closes once',
  'a query closes by its budget',
  'a query closes when all States are settled',
  'a State is settled once',
  'an outcome is what the State said first',
  'late is silence within the budget',
  'unavailable is a known failure',
  'a verdict follows from its outcomes',
  'an officer gets one verdict',
  'frames under way keep their bound',
  'attempts keep their bound',
  'a retry says the same',
  'nothing is dropped without a mark',
  'one id has one answer',
  'an id is its asking State’s own',
  'a recording gets no answer',
  'a forged frame gets no answer',
  'answers leave on the grid',
  'a covert alert looks like no-hit',
  'what is healed answers again',
] as const;

export type Law = (typeof LAWS)[number];

export interface LawsOptions {
  readonly nodes: ReadonlyMap<StateCode, SimulatedNode>;
  readonly now: () => number;
  readonly callsUnderWay: (from: StateCode, to: StateCode) => number;
  /** Receives one line for each thing that happened. */
  readonly trace: ((line: () => string) => void) | undefined;
}

export class Laws implements NetworkWatcher {
  readonly #options: LawsOptions;
  readonly #queries = new Map<string, QueryStory>();
  readonly #open = new Set<QueryStory>();
  /** The answerer's wall clock at each arrival. */
  readonly #arrivals = new Map<Arrival, number>();
  /** The answer that left for (answering State, asking State, id). */
  readonly #answersSent = new Map<string, SimulatedAnswer>();
  readonly #forestalled = new Set<string>();

  constructor(options: LawsOptions) {
    this.#options = options;
  }

  /** Frames of questions that arrived, for an adversary to play back. */
  get recordings(): readonly Arrival[] {
    return [...this.#arrivals.keys()];
  }

  get openQueries(): readonly QueryStory[] {
    return [...this.#open];
  }

  /** The query under this id, once its asking entry was appended. */
  story(id: string): QueryStory {
    return this.#queries.get(id)!;
  }

  afterStep(): void {
    for (const story of this.#open) {
      if (this.#options.now() > story.deadlineAt) broken('a query closes by its budget', story.id);
      if (story.outcomes.size > story.partners.length) broken('a query closes when all States are settled', story.id);
    }
  }

  appended(state: StateCode, entry: Entry): void {
    this.#trace(() => `${state} entry ${entry.event} ${entry.key}`);
    if (entry.event === 'query.asked') {
      this.#queries.set(entry.key, new QueryStory(state, entry.question, entry.partners));
    }
    if (entry.event !== 'query.closed') return;
    const story = this.story(entry.key);
    if (story.isClosed) broken('a query closes once', story.id);
    story.isClosed = true;
    this.#open.delete(story);
  }

  /** The fan-out has opened: its budget runs. */
  asked(id: string): void {
    const story = this.story(id);
    this.#trace(() => `${story.asker} asked ${id} of ${story.partners.join(' ')}`);
    if (!this.#node(story.asker).disk.durableEntry('query.asked', id)) {
      broken('no question leaves before its entry is durable', `${id} opened`);
    }
    story.deadlineAt = this.#options.now() + BUDGET_MS;
    this.#open.add(story);
  }

  stateAnswered(id: string, outcome: StateOutcome): void {
    const story = this.story(id);
    this.#trace(() => `${story.asker} officer sees ${id} ${outcome.state} ${outcome.outcome} ${outcome.reason ?? ''}`);
    if (story.outcomes.has(outcome.state) || story.isClosed) {
      broken('a State is settled once', `${id} ${outcome.state}`);
    }
    story.outcomes.set(outcome.state, outcome);
    if (outcome.state === story.asker) this.#checkOwn(story, outcome);
    else this.#checkPartners(story, outcome);
  }

  verdict(id: string, verdict: { verdict: VerdictWord; complete: boolean }, outcomes: readonly StateOutcome[]): void {
    const story = this.story(id);
    this.#trace(() => `${story.asker} officer gets ${verdict.verdict} for ${id}`);
    if (story.verdict) broken('an officer gets one verdict', id);
    story.verdict = verdict;
    if (!this.#node(story.asker).disk.durableEntry('query.closed', id)) {
      broken('no verdict before its closing entry is durable', id);
    }
    const isWhole = outcomes.length === story.partners.length + 1 && story.outcomes.size === outcomes.length;
    if (!isWhole || !isVerdictOver(outcomes, verdict)) {
      broken('a verdict follows from its outcomes', `${id} ${verdict.verdict}`);
    }
  }

  markExpired(id: string, partner: StateCode): void {
    this.#trace(() => `${this.story(id).asker} expired ${id} for ${partner}`);
    this.story(id).marked.add(partner);
  }

  called({ from, to, frame }: Call): void {
    this.#trace(() => `${from} sends ${frame.questions.map((question) => question.id).join(' ')} to ${to}`);
    const count = frame.questions.length;
    if (
      this.#options.callsUnderWay(from, to) > SIMULATED_BOUNDS.framesUnderWayMax ||
      count > SIMULATED_BOUNDS.frameItemsMax
    ) {
      broken('frames under way keep their bound', `${from} to ${to}`);
    }
    for (const { id, bytes } of frame.questions) {
      const story = this.#queries.get(id);
      if (!story || story.bytes !== bytes) broken('a retry says the same', `${id} ${bytes}`);
      if (!this.#node(from).disk.durableEntry('query.asked', id)) {
        broken('no question leaves before its entry is durable', `${id} to ${to}`);
      }
      const attempts = (story.attempts.get(to) ?? 0) + 1;
      story.attempts.set(to, attempts);
      if (attempts > ATTEMPTS_MAX) broken('attempts keep their bound', `${id} to ${to}`);
    }
  }

  arrived(arrival: Arrival): void {
    this.#trace(
      () =>
        `${arrival.to} receives ${arrival.frame.questions.map((question) => question.id).join(' ')} from ${arrival.frame.from}`,
    );
    this.#arrivals.set(arrival, this.#node(arrival.to).wallNow());
  }

  replied(arrival: Arrival, frame: AnswerFrame): void {
    this.#trace(() => `${frame.from} replies to ${frame.to}: ${frame.items.map(textOf).join(', ')}`);
    const afterMs = this.#options.now() - arrival.arrivedAt;
    if (afterMs <= 0 || afterMs % GRID_MS !== 0) {
      broken('answers leave on the grid', `${frame.from} after ${afterMs} ms`);
    }
    if (!arrival.frame.isGenuine) broken('a forged frame gets no answer', `${frame.from} to ${frame.to}`);
    for (const [i, item] of frame.items.entries()) {
      const question = arrival.frame.questions[i]!;
      if (item.kind === 'refusal') this.#checkRefusal(arrival, question.id, question.bytes);
      else this.#checkAnswer(arrival, item, question.askedAt, question.subject);
    }
  }

  /** Remembers the first verified answer that reached the asking State in time. */
  delivered(frame: AnswerFrame): void {
    this.#trace(
      () =>
        `${frame.to} gets ${frame.isGenuine ? '' : 'forged '}${frame.items.map(textOf).join(', ')} from ${frame.from}`,
    );
    if (!frame.isGenuine) return;
    for (const item of frame.items) {
      const story = this.#queries.get(item.id);
      if (!story || story.asker !== frame.to || item.kind === 'refusal' || item.boundTo !== story.bytes) continue;
      if (!story.partners.includes(frame.from) || this.#options.now() >= story.deadlineAt) continue;
      if (!story.firstAnswers.has(frame.from)) story.firstAnswers.set(frame.from, item.answer);
    }
  }

  /** A dishonest asker put other bytes under its own id there: whichever came first stands. */
  forestalled(answerer: StateCode, asker: StateCode, id: string): void {
    this.#forestalled.add(`${answerer} ${asker} ${id}`);
  }

  /** After a crash: what the node had told anyone must still be on its disk. */
  stopped(state: StateCode): void {
    this.#trace(() => `${state} stops`);
    const { disk } = this.#node(state);
    for (const story of this.#queries.values()) {
      if (story.asker !== state) continue;
      if (this.#open.delete(story) || !story.verdict) story.isAborted = true;
      const wasAcknowledged = story.deadlineAt !== Number.POSITIVE_INFINITY;
      if (wasAcknowledged && !disk.durableEntry('query.asked', story.id)) {
        broken('what was acknowledged survives a crash', story.id);
      }
      if (story.verdict && !disk.durableEntry('query.closed', story.id))
        broken('what was acknowledged survives a crash', story.id);
    }
    for (const key of this.#answersSent.keys()) {
      if (key.startsWith(state) && !disk.durableEntry('query.answered', key.slice(state.length + 1))) {
        broken('what was acknowledged survives a crash', `answer ${key}`);
      }
    }
  }

  /** When nothing is planned any more. */
  atEnd(): void {
    for (const story of this.#queries.values()) {
      if (story.isAborted) continue;
      if (!story.verdict) broken('an officer gets one verdict', `${story.id} none`);
      for (const partner of story.partners) {
        const isUnasked = story.outcomes.get(partner)!.outcome === 'late' && !story.attempts.has(partner);
        if (isUnasked && !story.marked.has(partner)) {
          broken('nothing is dropped without a mark', `${story.id} ${partner}`);
        }
      }
    }
  }

  #checkPartners(story: QueryStory, outcome: StateOutcome): void {
    const place = `${story.id} ${outcome.state} ${outcome.outcome}`;
    const said = story.firstAnswers.get(outcome.state);
    if (outcome.outcome === 'late') {
      const isEarly = this.#options.now() < story.deadlineAt;
      if (isEarly || said) broken('late is silence within the budget', place);
    } else if (outcome.asOf === undefined) {
      const isKnown = outcome.outcome === 'unavailable' && Object.hasOwn(FAILURES, outcome.reason ?? '');
      if (!isKnown || said) broken('unavailable is a known failure', place);
    } else if (!said || !isOutcomeOf(outcome, said)) {
      broken('an outcome is what the State said first', place);
    }
  }

  #checkOwn(story: QueryStory, outcome: StateOutcome): void {
    const finding = findInRegister(story.asker, story.subject);
    const isFound = outcome.outcome === finding.outcome && outcome.hits[0]?.band === finding.band;
    if (outcome.asOf !== undefined && !isFound) broken('an outcome is what the State said first', `${story.id} own`);
  }

  #checkAnswer(arrival: Arrival, item: AnswerItem & { kind: 'answer' }, askedAt: number, subject: number): void {
    const { from: asker } = arrival.frame;
    const answerer = arrival.to;
    const key = `${asker} ${item.id}`;
    const entry = this.#node(answerer).disk.durableEntry('query.answered', key);
    if (entry?.event !== 'query.answered') broken('no answer leaves before its entry is durable', `${answerer} ${key}`);
    const sent = this.#answersSent.get(`${answerer} ${key}`) ?? entry.answer;
    const isSame = sameSimulatedAnswer(sent, item.answer) && sameSimulatedAnswer(entry.answer, item.answer);
    if (!isSame || entry.question.bytes !== item.boundTo) broken('one id has one answer', `${answerer} ${key}`);
    this.#answersSent.set(`${answerer} ${key}`, item.answer);
    const skewMs = Math.min(...this.#skewsMs(arrival, askedAt));
    if (skewMs > WINDOW_MS + WORK_MS_MAX) broken('a recording gets no answer', `${answerer} ${key} ${skewMs} ms`);
    const finding = findInRegister(answerer, subject);
    const isHidden = item.answer.outcome === 'no-hit' && entry.isCovert;
    if (finding.isCovert && !isHidden) broken('a covert alert looks like no-hit', `${answerer} ${key}`);
  }

  /** A State's own question, once answered or never seen, is refused only for its clock. */
  #checkRefusal(arrival: Arrival, id: string, bytes: string): void {
    const story = this.#queries.get(id);
    if (!story || story.asker !== arrival.frame.from || story.bytes !== bytes) return;
    const skewMs = Math.max(...this.#skewsMs(arrival, story.askedAt));
    const isForestalled = this.#forestalled.has(`${arrival.to} ${story.asker} ${id}`);
    if (skewMs < WINDOW_MS && !isForestalled) broken('an id is its asking State’s own', `${arrival.to} ${id}`);
  }

  /** The answerer's clock may jump between the arrival of a question and its reply: the skew at either. */
  #skewsMs(arrival: Arrival, askedAt: number): [number, number] {
    const wallThen = this.#arrivals.get(arrival)!;
    return [Math.abs(wallThen - askedAt), Math.abs(this.#node(arrival.to).wallNow() - askedAt)];
  }

  #node(state: StateCode): SimulatedNode {
    return this.#options.nodes.get(state)!;
  }

  #trace(line: () => string): void {
    this.#options.trace?.(line);
  }
}

/** What is known of one query from outside. */
export class QueryStory {
  readonly asker: StateCode;
  readonly id: string;
  readonly subject: number;
  readonly askedAt: number;
  readonly bytes: string;
  readonly partners: readonly StateCode[];
  deadlineAt = Number.POSITIVE_INFINITY;
  isClosed = false;
  /** Its node went down before the verdict. */
  isAborted = false;
  verdict: { verdict: VerdictWord; complete: boolean } | undefined;
  readonly outcomes = new Map<string, StateOutcome>();
  readonly firstAnswers = new Map<string, SimulatedAnswer>();
  readonly attempts = new Map<StateCode, number>();
  readonly marked = new Set<StateCode>();

  constructor(asker: StateCode, { id, subject, askedAt, bytes }: SimulatedQuestion, partners: readonly StateCode[]) {
    this.asker = asker;
    this.id = id;
    this.subject = subject;
    this.askedAt = askedAt;
    this.bytes = bytes;
    this.partners = partners;
  }
}

function isOutcomeOf(outcome: StateOutcome, answer: SimulatedAnswer): boolean {
  return (
    outcome.outcome === answer.outcome && outcome.asOf === String(answer.asOf) && outcome.hits[0]?.band === answer.band
  );
}

/** Written out once more, apart from the code under test: any hit, any compare, any silence, any refusal, else no-hit. */
function isVerdictOver(
  outcomes: readonly StateOutcome[],
  verdict: { verdict: VerdictWord; complete: boolean },
): boolean {
  const words = outcomes.map((outcome) => outcome.hits[0]?.band ?? outcome.outcome);
  const isSilent = words.includes('late') || words.includes('unavailable');
  let word: VerdictWord = 'no-hit';
  if (words.includes('refused')) word = 'refused';
  if (isSilent) word = 'incomplete';
  if (words.includes('compare')) word = 'compare';
  if (words.includes('hit')) word = 'hit';
  return verdict.verdict === word && verdict.complete === !isSilent;
}

function textOf(item: AnswerItem): string {
  return item.kind === 'refusal'
    ? `${item.id} refused`
    : `${item.id} ${item.answer.outcome}${item.isRepeated ? ' again' : ''}`;
}

function broken(law: Law, detail: string): never {
  throw new LawBroken(law, detail);
}

/** Between the arrival of a question and its judgement, with a clock that may jump meanwhile. */
const WORK_MS_MAX = 10;
