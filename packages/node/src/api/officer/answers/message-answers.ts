// SPDX-License-Identifier: Apache-2.0
// What the methods of messages answer: spec/officer-edge.md, `A message` and what follows it.
import { CLOCK_STAGES, PAUSE_REASONS } from '@iims/exchange/clocks';
import { GRADING_SCHEMES } from '@iims/wire/grading';
import { HANDLING_RULES, handlingSchema } from '@iims/wire/handling';
import { DESKS, URGENCIES } from '@iims/wire/message';
import { MESSAGE_CLOCKS } from '@iims/wire/message-kind';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { DELETION_CAUSES } from '@iims/wire/message-kinds/deleted';
import { z } from 'zod';
import { ATTACHMENT_DELIVERY_STANDINGS, ATTACHMENT_STANDINGS } from '../../../store/attachments.ts';
import { RELATED_BY } from '../../../store/cross-checks.ts';
import { MESSAGE_STATUSES } from '../../../store/messages.ts';
import { hexadecimal, isoTime, logIndex, receiptStanding, stateShown, unverifiedReceipts } from './answer-fields.ts';
import { mailAnswer } from './mail-answers.ts';

const id = z.uuid();
/** Also of those that nodes write. */
export const messageKindShown = z
  .enum(Object.keys(MESSAGE_KINDS) as [MessageKind, ...MessageKind[]])
  .meta({ id: 'MessageKind' });
const urgency = z.enum(URGENCIES);

export const addressShown = z
  .strictObject({ state: stateShown, authority: z.string().exactOptional(), desk: z.enum(DESKS).exactOptional() })
  .meta({ id: 'Address' });

const deliveryShown = z
  .strictObject({
    to: stateShown,
    status: z.enum(MESSAGE_STATUSES),
    sequence: z.int().min(0),
    receivedAt: isoTime.exactOptional(),
    refused: z.string().exactOptional(),
  })
  .meta({ id: 'Delivery' });

const messageShape = {
  id,
  direction: z.enum(['in', 'out']),
  kind: messageKindShown,
  urgency,
  status: z.enum(MESSAGE_STATUSES),
  inReplyTo: id.exactOptional(),
  sentAt: isoTime,
  at: isoTime,
  openedAt: isoTime.exactOptional(),
  archivedAt: isoTime.exactOptional(),
  expiresAt: isoTime,
  exercise: z.boolean(),
  logIndex,
  from: addressShown.exactOptional(),
  to: z.array(addressShown).exactOptional(),
  caseRef: z.string().exactOptional(),
  author: z.string().exactOptional(),
  assignee: z.string().exactOptional(),
  caseAssignee: z.string().exactOptional(),
  due: isoTime.exactOptional(),
  deleted: z.enum(DELETION_CAUSES).exactOptional(),
  deletions: z.array(z.strictObject({ state: stateShown, at: isoTime })).exactOptional(),
  deliveries: z.array(deliveryShown),
};

/** A message without its content. */
export const messageAnswer = z.strictObject(messageShape).meta({ id: 'Message' });

export const messagesAnswer = z.strictObject({
  messages: z.array(messageAnswer),
  next: z.int().min(0).exactOptional(),
});

export const foundMessagesAnswer = z.strictObject({
  ...messagesAnswer.shape,
  mails: z.array(mailAnswer),
  notSearched: z.strictObject({ waiting: z.int().min(0), cut: z.int().min(0) }),
  compared: z.int().min(0),
});

export const relatedAnswer = z.strictObject({
  standing: z.enum(['checked', 'pending', 'nothing-named']),
  checkedAt: isoTime.exactOptional(),
  registers: z.enum(['hit', 'no-hit', 'unavailable', 'not-asked']).exactOptional(),
  alerts: z
    .array(
      z.strictObject({
        register: z.string(),
        alertId: z.string(),
        band: z.enum(['hit', 'compare']),
        category: z.string(),
      }),
    )
    .exactOptional(),
  earlier: z
    .array(z.strictObject({ by: z.array(z.enum(RELATED_BY)), isDuplicate: z.boolean(), message: messageAnswer }))
    .exactOptional(),
  isCut: z.boolean().exactOptional(),
});

export const newsAnswer = z.strictObject({ mark: z.string() });

/** What a message says, whatever carries it. */
export const contentShape = {
  handling: handlingSchema,
  gradings: z
    .array(
      z
        .strictObject({
          scheme: z.enum(GRADING_SCHEMES),
          source: z.string(),
          information: z.string(),
          keepsSource: z.boolean(),
          keepsInformation: z.boolean(),
        })
        .meta({ id: 'ConvertedGrading' }),
    )
    .exactOptional(),
  /** As the form of the kind says. */
  fields: z.record(z.string(), z.unknown()),
  attachments: z.array(
    z
      .strictObject({
        id: z.int().min(1),
        name: z.string(),
        mediaType: z.string(),
        bytes: z.int().min(0),
        sha256: hexadecimal,
        content: z.base64(),
      })
      .meta({ id: 'Attachment' }),
  ),
};

/** What was passed on; it may itself be something that was passed on. */
const originalShown = z
  .strictObject({
    id,
    kind: messageKindShown,
    from: addressShown,
    to: z.array(addressShown),
    caseRef: z.string(),
    sentAt: isoTime,
    ...contentShape,
    get original(): z.ZodExactOptional<z.ZodType> {
      return originalShown.exactOptional();
    },
  })
  .meta({ id: 'OriginalMessage' });

const largeAttachmentShown = z
  .strictObject({
    id: z.int().min(1),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int().min(0),
    sha256: hexadecimal,
    standing: z.enum(ATTACHMENT_STANDINGS),
    deliveries: z
      .array(z.strictObject({ to: stateShown, standing: z.enum(ATTACHMENT_DELIVERY_STANDINGS), at: isoTime }))
      .exactOptional(),
  })
  .meta({ id: 'LargeAttachment' });

/** A message with what it says. */
export const openedMessageAnswer = z
  .strictObject({
    ...messageShape,
    ...contentShape,
    largeAttachments: z.array(largeAttachmentShown).exactOptional(),
    original: originalShown.exactOptional(),
    /** The State's own service, and the rule that stands against it. */
    translation: z.strictObject({ by: z.string(), refused: z.enum(HANDLING_RULES).exactOptional() }).exactOptional(),
  })
  .meta({ id: 'OpenedMessage' });

export const translationAnswer = z
  .strictObject({
    id,
    to: z.string(),
    by: z.string(),
    from: z.string().exactOptional(),
    engine: z.string().exactOptional(),
    texts: z.array(z.strictObject({ of: z.enum(['message', 'original']), field: z.string(), text: z.string() })),
  })
  .meta({ id: 'Translation' });

export const storedAnswer = z.strictObject({ id, status: z.literal('stored'), logIndex }).meta({ id: 'StoredMessage' });

/** What an operator says is stored, or waits for a second person. */
export const saidAnswer = z
  .strictObject({ id, status: z.enum(['stored', 'waiting-for-release']), logIndex })
  .meta({ id: 'SaidMessage' });

export const repeatedAnswer = z.strictObject({ ...storedAnswer.shape, request: z.int().min(1) });

export const forwardedAnswer = z.union([
  /** `filesLeft` of the original’s large files are not whole here, and did not go along. */
  storedAnswer.extend({ filesLeft: z.int().min(1).exactOptional() }),
  z.strictObject({ status: z.literal('release-requested'), because: z.string(), id, logIndex }),
]);

export const recalledAnswer = z.strictObject({
  recalls: z.array(z.strictObject({ id, to: stateShown })),
  unreached: z.array(z.strictObject({ to: stateShown, code: z.string() })),
});

export const messageReceiptsAnswer = z.strictObject({
  id,
  receipts: z.array(z.strictObject({ state: stateShown, standing: receiptStanding, file: z.string() })),
  unverified: unverifiedReceipts,
});

const requestShown = z
  .strictObject({
    id,
    direction: z.enum(['in', 'out']),
    state: stateShown,
    kind: messageKindShown,
    urgency,
    caseRef: z.string().exactOptional(),
    clock: z.enum(MESSAGE_CLOCKS),
    stage: z.enum(CLOCK_STAGES),
    due: isoTime.exactOptional(),
    request: z.int().min(1),
    nextRequest: z.int().min(2).exactOptional(),
    paused: z
      .strictObject({ since: isoTime, reason: z.enum(PAUSE_REASONS), until: isoTime.exactOptional() })
      .exactOptional(),
  })
  .meta({ id: 'OpenRequest' });

export const requestsAnswer = z.strictObject({ requests: z.array(requestShown), isCut: z.boolean() });

const leftShape = {
  id,
  state: stateShown,
  kind: messageKindShown,
  urgency,
  at: isoTime,
  caseRef: z.string().exactOptional(),
};
const count = z.int().min(0);

export const handoverAnswer = z
  .strictObject({
    at: isoTime,
    counts: z.strictObject({
      overdue: count,
      escalated: count,
      'due-soon': count,
      running: count,
      paused: count,
      'not-started': count,
      toAnswer: count,
      unopened: count,
      undeliverable: count,
    }),
    requests: z.array(requestShown),
    unopened: z.array(z.strictObject(leftShape)),
    undeliverable: z.array(z.strictObject({ ...leftShape, refused: z.string().exactOptional() })),
    missing: z.array(z.strictObject({ state: stateShown, spans: z.array(z.array(z.int()).length(2)) })),
    isCut: z.boolean(),
  })
  .meta({ id: 'Handover' });

/** Drafts of the own person, by what their page says of them in a list. */
export const draftsAnswer = z.strictObject({
  drafts: z.array(z.strictObject({ draftId: z.string(), savedAt: isoTime, head: z.string().exactOptional() })),
});

export const draftAnswer = z.strictObject({ draftId: z.string(), savedAt: isoTime, content: z.string() });

/** The names that stand for several addresses. */
export const groupsAnswer = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), addresses: z.array(addressShown) })),
});
