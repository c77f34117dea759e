// SPDX-License-Identifier: Apache-2.0
// Malice in one run: forged and unsolicited answers, States that contradict themselves or answer another question, recordings, stolen ids.
import type { StateCode } from '@iims/wire/identifiers';
import { CHAOS_MS, type FaultsContext } from './faults.ts';
import { type AnswerFrame, type AnswerItem, simulatedQuestion } from './frames.ts';
import type { Laws, QueryStory } from './laws.ts';
import type { SeededRandom } from './random.ts';
import { SUBJECT_COUNT } from './register.ts';

export interface AdversaryContext extends FaultsContext {
  readonly laws: Laws;
}

export function planMalice(context: AdversaryContext): void {
  const { random, schedule } = context;
  for (const act of ACTS) {
    if (!random.chance(0.4)) continue;
    for (let i = random.between(1, 8); i > 0; i--)
      schedule.at(random.milliseconds(1, CHAOS_MS - 1), () => act(context));
  }
  if (random.chance(0.3)) tamperWithReplies(context);
  if (random.chance(0.3)) schedule.at(WEEK_MS, () => playBack(context));
}

/** An answer in the name of a State that did not sign it. */
function forge(context: AdversaryContext): void {
  const story = pickOpenQuery(context);
  if (story) inject(context, story, context.random.pick(story.partners), { isGenuine: false });
}

/** A well-signed answer of a State that was not asked. */
function pushUnsolicited(context: AdversaryContext): void {
  const story = pickOpenQuery(context);
  if (!story) return;
  const strangers = [...context.nodes.keys()].filter((state) => !story.partners.includes(state));
  inject(context, story, context.random.pick(strangers), { isGenuine: true });
}

/** A State that was asked gives a well-signed answer of its own invention, before or after its true one, or both ways. */
function equivocate(context: AdversaryContext): void {
  const story = pickOpenQuery(context);
  if (story) inject(context, story, context.random.pick(story.partners), { isGenuine: true });
}

/** A well-signed answer bound to another question, under this one's id. */
function answerAnotherQuestion(context: AdversaryContext): void {
  const story = pickOpenQuery(context);
  if (story)
    inject(context, story, context.random.pick(story.partners), { isGenuine: true, boundTo: 'another question' });
}

/** The asking State itself sends other bytes under an id that it uses. */
function changeBytes({ random, network, laws, nodes }: AdversaryContext): void {
  const recording = pick(laws.recordings, random);
  const question = recording?.frame.questions[0];
  if (!recording || !question) return;
  const { from } = recording.frame;
  const changed = simulatedQuestion(question.id, random.below(SUBJECT_COUNT), nodes.get(from)!.wallNow());
  for (const to of nodes.keys()) {
    if (to === from) continue;
    laws.forestalled(to, from, question.id);
    network.injectQuestions(to, { from, isGenuine: true, questions: [changed] });
  }
}

/** A question in the name of a State that did not sign it, under an id which that State uses. */
function forgeQuestion({ random, network, laws, nodes }: AdversaryContext): void {
  const recording = pick(laws.recordings, random);
  const question = recording?.frame.questions[0];
  if (!recording || !question) return;
  const { from } = recording.frame;
  const changed = simulatedQuestion(question.id, random.below(SUBJECT_COUNT), nodes.get(from)!.wallNow());
  network.injectQuestions(recording.to, { from, isGenuine: false, questions: [changed] });
}

/** A State that was asked puts the asker's id on a question of its own. */
function stealId(context: AdversaryContext): void {
  const story = pickOpenQuery(context);
  if (!story || story.partners.length < 2) return;
  const [thief, victim] = context.random.shuffle(story.partners) as [StateCode, StateCode];
  const stolen = simulatedQuestion(story.id, story.subject, context.nodes.get(thief)!.wallNow());
  context.network.injectQuestions(victim, { from: thief, isGenuine: true, questions: [stolen] });
}

/** A recorded frame of questions, delivered once more. */
function playBack({ random, network, laws }: AdversaryContext): void {
  const recording = pick(laws.recordings, random);
  if (recording) network.injectQuestions(recording.to, recording.frame);
}

/** One State's replies are garbled on their way out: signature gone, items missing, bound to another question. */
function tamperWithReplies({ random, network, nodes }: AdversaryContext): void {
  const liar = random.pick([...nodes.keys()]);
  network.tamper = (frame) => {
    if (frame.from !== liar || random.chance(0.5)) return frame;
    return random.pick(TAMPERINGS)(frame);
  };
}

const TAMPERINGS: readonly ((frame: AnswerFrame) => AnswerFrame)[] = [
  (frame) => ({ ...frame, isGenuine: false }),
  (frame) => ({ ...frame, items: frame.items.slice(1) }),
  (frame) => ({ ...frame, items: frame.items.map((item) => ({ ...item, boundTo: 'another question' })) }),
];

function pickOpenQuery({ random, laws }: AdversaryContext): QueryStory | undefined {
  const open = laws.openQueries.filter((story) => story.partners.length > 0);
  return pick(open, random);
}

function pick<T>(items: readonly T[], random: SeededRandom): T | undefined {
  return items.length > 0 ? random.pick(items) : undefined;
}

function inject(
  { random, network, schedule }: AdversaryContext,
  story: QueryStory,
  from: StateCode,
  { isGenuine, boundTo = story.bytes }: { isGenuine: boolean; boundTo?: string },
): void {
  const answer = { outcome: random.pick(['no-hit', 'refused'] as const), band: undefined, asOf: random.below(1000) };
  const item: AnswerItem = { kind: 'answer', id: story.id, boundTo, answer, isRepeated: false };
  const frame: AnswerFrame = { from, to: story.asker, isGenuine, items: [item] };
  network.injectAnswers(frame);
  // Once more a little later: as a duplicate, or after the close.
  schedule.after(random.milliseconds(0, 1500), () => network.injectAnswers(frame));
}

const ACTS: readonly ((context: AdversaryContext) => void)[] = [
  forge,
  pushUnsolicited,
  equivocate,
  answerAnotherQuestion,
  changeBytes,
  forgeQuestion,
  stealId,
  playBack,
];

const WEEK_MS = 7 * 24 * 3_600_000;
