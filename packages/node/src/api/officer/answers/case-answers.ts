// SPDX-License-Identifier: Apache-2.0
// What the methods of cases, of templates and of messages that wait for a second person answer: spec/officer-edge.md.
import { CLOCK_STAGES } from '@iims/exchange/clocks';
import {
  CASE_LINK_REASONS,
  CASE_OUTCOMES,
  CASE_STANDINGS,
  RELEASE_REFUSAL_GROUNDS,
  TEMPLATE_LANGUAGES,
} from '@iims/wire/case-codes';
import { URGENCIES } from '@iims/wire/message';
import { REFUSAL_GROUNDS } from '@iims/wire/message-kinds/refusal';
import { z } from 'zod';
import { hexadecimal, isoTime, logIndex, stateShown } from './answer-fields.ts';
import { mailAnswer } from './mail-answers.ts';
import { addressShown, contentShape, messageAnswer, messageKindShown } from './message-answers.ts';

const id = z.uuid();
const number = z.int().min(0);

export const enteredAnswer = z.strictObject({ logIndex });
export const notedAnswer = z.strictObject({ note: number, logIndex });
export const taskAddedAnswer = z.strictObject({ task: number, logIndex });
export const operatorsAnswer = z.strictObject({ operators: z.array(z.string()) });

const caseShape = {
  caseRef: z.string().exactOptional(),
  title: z.string().exactOptional(),
  standing: z.enum(CASE_STANDINGS),
  outcome: z.enum(CASE_OUTCOMES).exactOptional(),
  ground: z.enum(REFUSAL_GROUNDS).exactOptional(),
  assignee: z.string().exactOptional(),
  closedAt: isoTime.exactOptional(),
  stirred: z.boolean(),
  messages: number,
  unopened: number,
  openTasks: number,
  due: isoTime.exactOptional(),
  hold: z.strictObject({ by: z.string(), at: isoTime, reason: z.string().exactOptional() }).exactOptional(),
};

/** A case in a list. */
const caseAnswer = z.strictObject(caseShape).meta({ id: 'Case' });

export const casesAnswer = z.strictObject({ cases: z.array(caseAnswer), next: number.exactOptional() });

const byAndAt = { by: z.string(), at: isoTime };

const notesShape = {
  notes: z.array(z.strictObject({ note: number, text: z.string().exactOptional(), ...byAndAt })),
  olderNotes: number.exactOptional(),
};

export const caseNotesAnswer = z.strictObject(notesShape);

/** A case with what it holds. */
export const wholeCaseAnswer = z
  .strictObject({
    ...caseShape,
    tasks: z.array(
      z.strictObject({
        task: number,
        text: z.string().exactOptional(),
        assignee: z.string().exactOptional(),
        due: isoTime.exactOptional(),
        ...byAndAt,
        done: z.strictObject(byAndAt).exactOptional(),
      }),
    ),
    ...notesShape,
    links: z.array(
      z.strictObject({
        other: z.string().exactOptional(),
        reason: z.enum(CASE_LINK_REASONS),
        words: z.string().exactOptional(),
        ...byAndAt,
      }),
    ),
    requests: z.array(
      z.strictObject({
        id,
        direction: z.enum(['in', 'out']),
        state: stateShown,
        kind: messageKindShown,
        stage: z.enum(CLOCK_STAGES),
        due: isoTime.exactOptional(),
        answered: z.enum(['no', 'in-part', 'whole']),
        answers: z.array(id),
      }),
    ),
    thread: z.array(messageAnswer),
    mails: z.array(mailAnswer),
    isCut: z.boolean(),
  })
  .meta({ id: 'WholeCase' });

export const templatesAnswer = z.strictObject({
  templates: z.array(
    z.strictObject({
      template: number,
      kind: messageKindShown,
      name: z.string(),
      language: z.enum(TEMPLATE_LANGUAGES).exactOptional(),
      fields: z.record(z.string(), z.unknown()),
      keptBy: z.string(),
      keptAt: isoTime,
    }),
  ),
});
export const templateKeptAnswer = z.strictObject({ template: number });

const proposalShape = {
  id,
  proposedBy: z.string(),
  proposedAt: isoTime,
  own: z.boolean(),
  digest: hexadecimal,
  kind: messageKindShown.exactOptional(),
  to: z.array(addressShown).exactOptional(),
  caseRef: z.string().exactOptional(),
  urgency: z.enum(URGENCIES).exactOptional(),
  inReplyTo: id.exactOptional(),
  due: isoTime.exactOptional(),
  refused: z
    .strictObject({ ...byAndAt, ground: z.enum(RELEASE_REFUSAL_GROUNDS), words: z.string().exactOptional() })
    .exactOptional(),
};

/** A message that waits for a second person, or was refused. */
const proposalAnswer = z.strictObject(proposalShape).meta({ id: 'Proposal' });

export const waitingMessagesAnswer = z.strictObject({
  waiting: z.array(proposalAnswer),
  refused: z.array(proposalAnswer),
});
export const openedProposalAnswer = z
  .strictObject({
    ...proposalShape,
    ...contentShape,
    /** Files beside the message, by what identifies each. */
    largeAttachments: z
      .array(
        z.strictObject({
          id: z.int().min(1),
          name: z.string(),
          mediaType: z.string(),
          bytes: number,
          sha256: hexadecimal,
        }),
      )
      .exactOptional(),
  })
  .meta({ id: 'OpenedProposal' });
export const releasedAnswer = z.strictObject({ id, status: z.literal('stored'), logIndex });
export const releaseRefusedAnswer = z.strictObject({ id, logIndex });
