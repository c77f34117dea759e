// SPDX-License-Identifier: Apache-2.0
// The kinds of message: one file each in message-kinds/, and this list (spec/message-kinds.md).
import type { ValuesOf } from './message-field.ts';
import type { MessageKindOf } from './message-kind.ts';
import { alertDeleted } from './message-kinds/alert-deleted.ts';
import { alertDeletion } from './message-kinds/alert-deletion.ts';
import { attachmentReceived } from './message-kinds/attachment-received.ts';
import { clarification } from './message-kinds/clarification.ts';
import { communicationCheck } from './message-kinds/communication-check.ts';
import { communicationCheckAnswer } from './message-kinds/communication-check-answer.ts';
import { coreDataRequest } from './message-kinds/core-data-request.ts';
import { deleted } from './message-kinds/deleted.ts';
import { directory } from './message-kinds/directory.ts';
import { documentExamination } from './message-kinds/document-examination.ts';
import { documentExaminationAnswer } from './message-kinds/document-examination-answer.ts';
import { evidencePreservation } from './message-kinds/evidence-preservation.ts';
import { evidencePreservationAnswer } from './message-kinds/evidence-preservation-answer.ts';
import { forwarded } from './message-kinds/forwarded.ts';
import { freeMessage } from './message-kinds/free-message.ts';
import { hitConfirmation } from './message-kinds/hit-confirmation.ts';
import { hitConfirmationAnswer } from './message-kinds/hit-confirmation-answer.ts';
import { hitReport } from './message-kinds/hit-report.ts';
import { information } from './message-kinds/information.ts';
import { informationRequest } from './message-kinds/information-request.ts';
import { notice } from './message-kinds/notice.ts';
import { noticeRevalidation } from './message-kinds/notice-revalidation.ts';
import { noticeWithdrawal } from './message-kinds/notice-withdrawal.ts';
import { noticeWithdrawn } from './message-kinds/notice-withdrawn.ts';
import { opened } from './message-kinds/opened.ts';
import { recall } from './message-kinds/recall.ts';
import { refusal } from './message-kinds/refusal.ts';
import { releaseAnswer } from './message-kinds/release-answer.ts';
import { releaseRequest } from './message-kinds/release-request.ts';
import { spontaneousInformation } from './message-kinds/spontaneous-information.ts';
import { supplementaryInformation } from './message-kinds/supplementary-information.ts';
import { victimReferral } from './message-kinds/victim-referral.ts';

/** Every kind, in the order in which an officer is offered them; those of nodes stand last. */
export const MESSAGE_KINDS = {
  'free-message': freeMessage,
  'information-request': informationRequest,
  information,
  'core-data-request': coreDataRequest,
  'hit-confirmation': hitConfirmation,
  'hit-confirmation-answer': hitConfirmationAnswer,
  'hit-report': hitReport,
  'supplementary-information': supplementaryInformation,
  notice,
  'spontaneous-information': spontaneousInformation,
  'document-examination': documentExamination,
  'document-examination-answer': documentExaminationAnswer,
  'evidence-preservation': evidencePreservation,
  'evidence-preservation-answer': evidencePreservationAnswer,
  'victim-referral': victimReferral,
  refusal,
  clarification,
  recall,
  'release-request': releaseRequest,
  'release-answer': releaseAnswer,
  'communication-check': communicationCheck,
  'communication-check-answer': communicationCheckAnswer,
  forwarded,
  opened,
  'alert-deletion': alertDeletion,
  'alert-deleted': alertDeleted,
  deleted,
  directory,
  'notice-withdrawal': noticeWithdrawal,
  'notice-revalidation': noticeRevalidation,
  'notice-withdrawn': noticeWithdrawn,
  'attachment-received': attachmentReceived,
} as const;

export type MessageKind = keyof typeof MESSAGE_KINDS;

/** What the form of a kind gives. */
export type FieldsOf<Kind extends MessageKind> =
  (typeof MESSAGE_KINDS)[Kind] extends MessageKindOf<string, infer Form> ? ValuesOf<Form> : never;

/** Whether the text names a kind. */
export function isMessageKind(text: string): text is MessageKind {
  return Object.hasOwn(MESSAGE_KINDS, text);
}

/** Whether a message of this kind may be sent in reply to one of that kind. */
export function mayReply(kind: MessageKind, to: MessageKind): boolean {
  return (MESSAGE_KINDS[to].replies as readonly string[]).includes(kind);
}
