// SPDX-License-Identifier: Apache-2.0
// The closed list of acts: every change that a write may make beside its entry, under the name by which it travels to the store's thread.
// An act does nothing but through its transaction: where another of its group throws, it is taken back and runs again.

import { addCaseNote } from './acts/add-case-note.ts';
import { addCaseTask } from './acts/add-case-task.ts';
import { addUser } from './acts/add-user.ts';
import { advanceImport } from './acts/advance-import.ts';
import { answerQuery } from './acts/answer-query.ts';
import { approveImport } from './acts/approve-import.ts';
import { archiveMessage } from './acts/archive-message.ts';
import { archiveMessages } from './acts/archive-messages.ts';
import { askConfirmation } from './acts/ask-confirmation.ts';
import { askQuery } from './acts/ask-query.ts';
import { assignCase } from './acts/assign-case.ts';
import { assignMessage } from './acts/assign-message.ts';
import { beginImport } from './acts/begin-import.ts';
import { carryHeldCells } from './acts/carry-held-cells.ts';
import { changeCaseTask } from './acts/change-case-task.ts';
import { closePackUpload } from './acts/close-pack-upload.ts';
import { closeQuery } from './acts/close-query.ts';
import { closeSession } from './acts/close-session.ts';
import { confirmDeletion } from './acts/confirm-deletion.ts';
import { confirmSource } from './acts/confirm-source.ts';
import { cosignCheckpoint } from './acts/cosign-checkpoint.ts';
import { declineConfirmation } from './acts/decline-confirmation.ts';
import { declineNotice } from './acts/decline-notice.ts';
import { disableUser } from './acts/disable-user.ts';
import { draftNotice } from './acts/draft-notice.ts';
import { dropCheckSchedule } from './acts/drop-check-schedule.ts';
import { dropDraft } from './acts/drop-draft.ts';
import { dropNoticeDraft } from './acts/drop-notice-draft.ts';
import { dropTemplate } from './acts/drop-template.ts';
import { dropUpload } from './acts/drop-upload.ts';
import { endMessage } from './acts/end-message.ts';
import { endNotExecuted } from './acts/end-not-executed.ts';
import { enterAlert } from './acts/enter-alert.ts';
import { enterClockStage } from './acts/enter-clock-stage.ts';
import { eraseDataKeys } from './acts/erase-data-keys.ts';
import { executeNotice } from './acts/execute-notice.ts';
import { holdAlert } from './acts/hold-alert.ts';
import { holdCase } from './acts/hold-case.ts';
import { holdMessage } from './acts/hold-message.ts';
import { importMail } from './acts/import-mail.ts';
import { keepAnnouncer } from './acts/keep-announcer.ts';
import { keepBatch } from './acts/keep-batch.ts';
import { keepCheckSchedule } from './acts/keep-check-schedule.ts';
import { keepConnector } from './acts/keep-connector.ts';
import { keepCrossCheck } from './acts/keep-cross-check.ts';
import { keepDraft } from './acts/keep-draft.ts';
import { keepEntryProofs } from './acts/keep-entry-proofs.ts';
import { keepFork } from './acts/keep-fork.ts';
import { keepPack } from './acts/keep-pack.ts';
import { keepPartnerTest } from './acts/keep-partner-test.ts';
import { keepReceipt } from './acts/keep-receipt.ts';
import { keepTemplate } from './acts/keep-template.ts';
import { keepUpload } from './acts/keep-upload.ts';
import { keepWitnessed } from './acts/keep-witnessed.ts';
import { liftHold } from './acts/lift-hold.ts';
import { linkCases, unlinkCases } from './acts/link-cases.ts';
import { linkNoticeAlert } from './acts/link-notice-alert.ts';
import { loadIssued } from './acts/load-issued.ts';
import { loadRegister } from './acts/load-register.ts';
import { markDeletion } from './acts/mark-deletion.ts';
import { markMessagesSent } from './acts/mark-messages-sent.ts';
import { noteFetched } from './acts/note-fetched.ts';
import { noteReceiptWithheld } from './acts/note-receipt-withheld.ts';
import { noteWithheld } from './acts/note-withheld.ts';
import { openCase } from './acts/open-case.ts';
import { openMessage } from './acts/open-message.ts';
import { openRegister } from './acts/open-register.ts';
import { openSession } from './acts/open-session.ts';
import { overrideRefusal } from './acts/override-refusal.ts';
import { planChecks } from './acts/plan-checks.ts';
import { quarantineMessage } from './acts/quarantine-message.ts';
import { raiseUndeliverable } from './acts/raise-undeliverable.ts';
import { receiveMessage } from './acts/receive-message.ts';
import { recordSignInFailure } from './acts/record-sign-in-failure.ts';
import { refuseDelivery } from './acts/refuse-delivery.ts';
import { refuseRelease } from './acts/refuse-release.ts';
import { releaseAlert } from './acts/release-alert.ts';
import { renumberDeliveries } from './acts/renumber-deliveries.ts';
import { replaceAlert } from './acts/replace-alert.ts';
import { resumePartner } from './acts/resume-partner.ts';
import { retireMails } from './acts/retire-mails.ts';
import { retireMessages } from './acts/retire-messages.ts';
import { retireNoticeDrafts } from './acts/retire-notice-drafts.ts';
import { revalidateNotice } from './acts/revalidate-notice.ts';
import { revertRegister } from './acts/revert-register.ts';
import { reviewNotice } from './acts/review-notice.ts';
import { sendMessage } from './acts/send-message.ts';
import { setCaseStanding } from './acts/set-case-standing.ts';
import { setNotExecuted } from './acts/set-not-executed.ts';
import { setPackSecret } from './acts/set-pack-secret.ts';
import { setSourceStanding } from './acts/set-source-standing.ts';
import { settleAttachment } from './acts/settle-attachment.ts';
import { settlePackHit } from './acts/settle-pack-hit.ts';
import { showImport } from './acts/show-import.ts';
import { skipCheck } from './acts/skip-check.ts';
import { strikePackDevice } from './acts/strike-pack-device.ts';
import { suspendPartner } from './acts/suspend-partner.ts';
import { takeMessageReceipt } from './acts/take-message-receipt.ts';
import { takePackUse } from './acts/take-pack-use.ts';
import { withdrawAlert } from './acts/withdraw-alert.ts';
import { withdrawNotice } from './acts/withdraw-notice.ts';

export const ACTS = {
  'add-case-note': addCaseNote,
  'add-case-task': addCaseTask,
  'add-user': addUser,
  'advance-import': advanceImport,
  'answer-query': answerQuery,
  'approve-import': approveImport,
  'ask-confirmation': askConfirmation,
  'archive-message': archiveMessage,
  'archive-messages': archiveMessages,
  'ask-query': askQuery,
  'assign-case': assignCase,
  'assign-message': assignMessage,
  'begin-import': beginImport,
  'carry-held-cells': carryHeldCells,
  'change-case-task': changeCaseTask,
  'close-pack-upload': closePackUpload,
  'close-query': closeQuery,
  'close-session': closeSession,
  'confirm-deletion': confirmDeletion,
  'confirm-source': confirmSource,
  'cosign-checkpoint': cosignCheckpoint,
  'decline-confirmation': declineConfirmation,
  'disable-user': disableUser,
  'decline-notice': declineNotice,
  'draft-notice': draftNotice,
  'drop-check-schedule': dropCheckSchedule,
  'drop-draft': dropDraft,
  'drop-template': dropTemplate,
  'drop-notice-draft': dropNoticeDraft,
  'drop-upload': dropUpload,
  'end-message': endMessage,
  'end-not-executed': endNotExecuted,
  'enter-alert': enterAlert,
  'enter-clock-stage': enterClockStage,
  'execute-notice': executeNotice,
  'hold-alert': holdAlert,
  'keep-announcer': keepAnnouncer,
  'hold-case': holdCase,
  'hold-message': holdMessage,
  'import-mail': importMail,
  'keep-batch': keepBatch,
  'keep-check-schedule': keepCheckSchedule,
  'keep-connector': keepConnector,
  'keep-cross-check': keepCrossCheck,
  'keep-draft': keepDraft,
  'keep-fork': keepFork,
  'keep-pack': keepPack,
  'keep-entry-proofs': keepEntryProofs,
  'keep-receipt': keepReceipt,
  'keep-partner-test': keepPartnerTest,
  'keep-template': keepTemplate,
  'keep-upload': keepUpload,
  'keep-witnessed': keepWitnessed,
  'erase-data-keys': eraseDataKeys,
  'lift-hold': liftHold,
  'link-cases': linkCases,
  'link-notice-alert': linkNoticeAlert,
  'load-issued': loadIssued,
  'load-register': loadRegister,
  'mark-deletion': markDeletion,
  'mark-messages-sent': markMessagesSent,
  'open-case': openCase,
  'note-fetched': noteFetched,
  'note-receipt-withheld': noteReceiptWithheld,
  'note-withheld': noteWithheld,
  'open-message': openMessage,
  'open-register': openRegister,
  'open-session': openSession,
  'override-refusal': overrideRefusal,
  'plan-checks': planChecks,
  'quarantine-message': quarantineMessage,
  'raise-undeliverable': raiseUndeliverable,
  'receive-message': receiveMessage,
  'record-sign-in-failure': recordSignInFailure,
  'refuse-delivery': refuseDelivery,
  'refuse-release': refuseRelease,
  'release-alert': releaseAlert,
  'renumber-deliveries': renumberDeliveries,
  'replace-alert': replaceAlert,
  'resume-partner': resumePartner,
  'revalidate-notice': revalidateNotice,
  'retire-mails': retireMails,
  'retire-messages': retireMessages,
  'retire-notice-drafts': retireNoticeDrafts,
  'revert-register': revertRegister,
  'review-notice': reviewNotice,
  'send-message': sendMessage,
  'set-case-standing': setCaseStanding,
  'set-not-executed': setNotExecuted,
  'set-source-standing': setSourceStanding,
  'set-pack-secret': setPackSecret,
  'settle-pack-hit': settlePackHit,
  'settle-attachment': settleAttachment,
  'show-import': showImport,
  'skip-check': skipCheck,
  'strike-pack-device': strikePackDevice,
  'suspend-partner': suspendPartner,
  'take-message-receipt': takeMessageReceipt,
  'take-pack-use': takePackUse,
  'unlink-cases': unlinkCases,
  'withdraw-alert': withdrawAlert,
  'withdraw-notice': withdrawNotice,
};

export type Acts = typeof ACTS;
