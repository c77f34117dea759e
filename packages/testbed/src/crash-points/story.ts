// SPDX-License-Identifier: Apache-2.0
// What two bureaus do with one message, each step after the one before has reached the other: propose, release, receive, tell the
// receiver's programs, ask its registers, open, recall, delete. A step that a dead node left open is done again by its operator, as operators do.
import { setTimeout } from 'node:timers/promises';
import type { MessageDraft } from '@iims/node/messages/send';
import { assert } from '@iims/wire/assert';
import type { DrivenNode } from '../federation/driven-node.ts';
import type { Deed, Told } from '../federation/node-process.ts';
import { UKR } from '../federation/test-federation.ts';
import type { ToldProgram } from './told-program.ts';

export const STEPS = [
  'propose',
  'release',
  'receive',
  'announced',
  'checked',
  'open',
  'told-opened',
  'recall',
  'told-deleted',
] as const;
export type Step = (typeof STEPS)[number];

/** One message on its way through the steps. */
export interface Story {
  /** Known from the moment that its sender was told. */
  id?: string;
  /** The step to be done next; undefined when all are. */
  next: Step | undefined;
}

export interface Bureaus {
  readonly sender: DrivenNode;
  readonly receiver: DrivenNode;
  /** What the receiver's node tells by webhook. */
  readonly program: Pick<ToldProgram, 'messages'>;
}

/** Goes on with a story until it is over or one of the nodes is dead; then `next` is the step in which that was. */
export async function goOn(story: Story, bureaus: Bureaus): Promise<void> {
  while (story.next !== undefined) {
    const isDone = await STEP_DONE[story.next](story, bureaus);
    if (!isDone) return;
    story.next = STEPS[STEPS.indexOf(story.next) + 1];
  }
}

/** Until nothing waits at either of two nodes that go on. */
export async function comeToRest(story: Story, bureaus: Bureaus): Promise<void> {
  for (const node of [bureaus.sender, bureaus.receiver]) {
    const isAtRest = await shows(story, node, bureaus, ({ waiting }) => waiting === 0);
    assert(isAtRest, 'nobody dies any more');
  }
}

const STEP_DONE: Readonly<Record<Step, (story: Story, bureaus: Bureaus) => Promise<boolean>>> = {
  async propose(story, { sender }) {
    const told = await sender.act({ do: 'propose', draft: DRAFT });
    if (told !== undefined) story.id = told.id;
    return told !== undefined;
  },
  release: (story, { sender }) => does(sender, { do: 'release', id: story.id! }),
  receive: (story, bureaus) => shows(story, bureaus.receiver, bureaus, ({ status }) => status !== 'unknown'),
  announced: (story, bureaus) =>
    shows(story, bureaus.receiver, bureaus, ({ id }) => bureaus.program.messages.includes(id)),
  checked: (story, bureaus) => shows(story, bureaus.receiver, bureaus, ({ isChecked }) => isChecked),
  open: (story, { receiver }) => does(receiver, { do: 'open', id: story.id! }),
  'told-opened': (story, bureaus) => shows(story, bureaus.sender, bureaus, ({ status }) => status === 'opened'),
  recall: (story, { sender }) => does(sender, { do: 'recall', id: story.id! }),
  'told-deleted': (story, bureaus) => shows(story, bureaus.sender, bureaus, ({ deletions }) => deletions === 1),
};

async function does(node: DrivenNode, deed: Deed): Promise<boolean> {
  return (await node.act(deed)) !== undefined;
}

/** Until one of the nodes shows it; false where either died before. */
async function shows(
  { id }: Story,
  node: DrivenNode,
  { sender, receiver }: Bureaus,
  isShown: (told: Told) => boolean,
): Promise<boolean> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const told = await node.act({ do: 'look', id: id! });
    if (told !== undefined && isShown(told)) return true;
    if (sender.isDead || receiver.isDead) return false;
    await setTimeout(LOOK_AGAIN_MS);
  }
  assert(false, `message ${id} goes on within ${(LOOKS_MAX * LOOK_AGAIN_MS) / 1_000} s`);
}

const LOOK_AGAIN_MS = 20;
const LOOKS_MAX = 6_000;
const DRAFT: MessageDraft = {
  kind: 'free-message',
  to: [{ state: UKR }],
  caseRef: 'SCENARIO-6',
  urgency: 'routine',
  handling: { code: 'H0' },
  fields: { subject: 'A vehicle', text: 'AA 1234 BB stands at the crossing.' },
  attachments: [],
};
