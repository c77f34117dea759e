// SPDX-License-Identifier: Apache-2.0
// Every method of the officer's edge, by what it is about.
import { abandonImport } from './abandon-import.ts';
import { abandonUpload } from './abandon-upload.ts';
import { addTask } from './add-task.ts';
import { alert } from './alert.ts';
import { approveImport } from './approve-import.ts';
import { archiveMessage } from './archive-message.ts';
import { askConfirmation } from './ask-confirmation.ts';
import { assignCase } from './assign-case.ts';
import { assignMessage } from './assign-message.ts';
import { beginImport } from './begin-import.ts';
import { beginMail } from './begin-mail.ts';
import { beginUpload } from './begin-upload.ts';
import { oneCase } from './case.ts';
import { caseNotes } from './case-notes.ts';
import { closeCase, reopenCase, waitCase } from './case-standing.ts';
import { cases } from './cases.ts';
import { changeTask } from './change-task.ts';
import { checkSchedules } from './check-schedules.ts';
import { checks } from './checks.ts';
import { completeMail } from './complete-mail.ts';
import { completeUpload } from './complete-upload.ts';
import { connectors } from './connectors.ts';
import { declineNotice } from './decline-notice.ts';
import { deletionReceipts } from './deletion-receipts.ts';
import { directory } from './directory.ts';
import { draftNotice } from './draft-notice.ts';
import { drafts } from './drafts.ts';
import { dropCheckSchedule } from './drop-check-schedule.ts';
import { dropDraft } from './drop-draft.ts';
import { dropTemplate } from './drop-template.ts';
import { dueAlerts } from './due-alerts.ts';
import { endNotExecuted } from './end-not-executed.ts';
import { endedAlerts } from './ended-alerts.ts';
import { enterAlert } from './enter-alert.ts';
import { entries } from './entries.ts';
import { executeNotice } from './execute-notice.ts';
import { exportCase } from './export-case.ts';
import { exportRegister } from './export-register.ts';
import { forwardMessage } from './forward-message.ts';
import { groups } from './groups.ts';
import { handoverMessages } from './handover-messages.ts';
import { history } from './history.ts';
import { holdCase, liftHold } from './hold-case.ts';
import { importPart } from './import-part.ts';
import { imports } from './imports.ts';
import { keepCheckSchedule } from './keep-check-schedule.ts';
import { keepDirectory } from './keep-directory.ts';
import { keepDraft } from './keep-draft.ts';
import { keepTemplate } from './keep-template.ts';
import { keys } from './keys.ts';
import { linkCases, unlinkCases } from './link-cases.ts';
import { linkNoticeAlert } from './link-notice-alert.ts';
import { listedAlerts } from './listed-alerts.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { mailPart } from './mail-part.ts';
import { makePack } from './make-pack.ts';
import { manifest } from './manifest.ts';
import { message } from './message.ts';
import { messageNews } from './message-news.ts';
import { messageReceipt } from './message-receipt.ts';
import { messages } from './messages.ts';
import { metAlerts } from './met-alerts.ts';
import type { Method } from './method.ts';
import { nodeState } from './node-state.ts';
import { notExecuted } from './not-executed.ts';
import { noteCase } from './note-case.ts';
import { notices } from './notices.ts';
import { openCase } from './open-case.ts';
import { openDraft } from './open-draft.ts';
import { openMail } from './open-mail.ts';
import { openMessage } from './open-message.ts';
import { openNotice } from './open-notice.ts';
import { openRegister } from './open-register.ts';
import { openWaitingMessage } from './open-waiting-message.ts';
import { operators } from './operators.ts';
import { overdueMessages } from './overdue-messages.ts';
import { overrideRefusal } from './override-refusal.ts';
import { ownConfirmations } from './own-confirmations.ts';
import { packHits } from './pack-hits.ts';
import { packs } from './packs.ts';
import { partners } from './partners.ts';
import { preview } from './preview.ts';
import { previewImport } from './preview-import.ts';
import { query } from './query.ts';
import { recallMessage } from './recall-message.ts';
import { receipts } from './receipts.ts';
import { refusedPurposes } from './refused-purposes.ts';
import { registers } from './registers.ts';
import { relatedMessages } from './related-messages.ts';
import { releaseAlert } from './release-alert.ts';
import { refuseRelease, releaseMessage } from './release-message.ts';
import { repeatMessage } from './repeat-message.ts';
import { replyMessage } from './reply-message.ts';
import { resumePartner } from './resume-partner.ts';
import { revalidateAlert } from './revalidate-alert.ts';
import { revalidateNotice } from './revalidate-notice.ts';
import { revertRegister } from './revert-register.ts';
import { reviewNotice } from './review-notice.ts';
import { saveAttachment } from './save-attachment.ts';
import { saveMail } from './save-mail.ts';
import { searchMessages } from './search-messages.ts';
import { sendMessage } from './send-message.ts';
import { session } from './session.ts';
import { setNotExecuted } from './set-not-executed.ts';
import { setPackSecret } from './set-pack-secret.ts';
import { declineConfirmation, sendConfirmation } from './settle-confirmation.ts';
import { settlePackHit } from './settle-pack-hit.ts';
import { showAttachment } from './show-attachment.ts';
import { showMail } from './show-mail.ts';
import { startCheck } from './start-check.ts';
import { startConnector } from './start-connector.ts';
import { stopConnector } from './stop-connector.ts';
import { strikePackDevice } from './strike-pack-device.ts';
import { suspendPartner } from './suspend-partner.ts';
import { templates } from './templates.ts';
import { testConnector } from './test-connector.ts';
import { testPartner } from './test-partner.ts';
import { toldAlert } from './told-alert.ts';
import { translateMessage } from './translate-message.ts';
import { tryImport } from './try-import.ts';
import { updateAlert } from './update-alert.ts';
import { upload } from './upload.ts';
import { uploadPack } from './upload-pack.ts';
import { uploadPart } from './upload-part.ts';
import { verifyLog } from './verify-log.ts';
import { waitingAlerts } from './waiting-alerts.ts';
import { waitingConfirmations } from './waiting-confirmations.ts';
import { waitingMessages } from './waiting-messages.ts';
import { waitingNotices } from './waiting-notices.ts';
import { withdrawAlert } from './withdraw-alert.ts';
import { withdrawNotice } from './withdraw-notice.ts';
import { resumeRegister, withdrawRegister } from './withdraw-register.ts';

/** Every method of this edge. A route that is not here does not exist. */
export const OFFICER_METHODS: readonly Method<unknown>[] = [
  login,
  logout,
  session,
  query,
  manifest,
  history,
  receipts,
  messages,
  messageNews,
  searchMessages,
  relatedMessages,
  message,
  groups,
  sendMessage,
  openMessage,
  replyMessage,
  messageReceipt,
  overdueMessages,
  handoverMessages,
  repeatMessage,
  forwardMessage,
  recallMessage,
  exportCase,
  waitingMessages,
  openWaitingMessage,
  releaseMessage,
  refuseRelease,
  translateMessage,
  archiveMessage,
  assignMessage,
  cases,
  oneCase,
  caseNotes,
  openCase,
  noteCase,
  addTask,
  changeTask,
  assignCase,
  linkCases,
  unlinkCases,
  closeCase,
  waitCase,
  reopenCase,
  holdCase,
  liftHold,
  operators,
  templates,
  keepTemplate,
  dropTemplate,
  notices,
  waitingNotices,
  openNotice,
  draftNotice,
  reviewNotice,
  revalidateNotice,
  withdrawNotice,
  beginUpload,
  uploadPart,
  upload,
  completeUpload,
  abandonUpload,
  saveAttachment,
  beginMail,
  mailPart,
  completeMail,
  openMail,
  saveMail,
  showAttachment,
  showMail,
  preview,
  declineNotice,
  executeNotice,
  linkNoticeAlert,
  refusedPurposes,
  overrideRefusal,
  entries,
  verifyLog,
  nodeState,
  keys,
  partners,
  suspendPartner,
  resumePartner,
  testPartner,
  alert,
  listedAlerts,
  waitingAlerts,
  dueAlerts,
  toldAlert,
  deletionReceipts,
  endedAlerts,
  metAlerts,
  enterAlert,
  updateAlert,
  revalidateAlert,
  releaseAlert,
  withdrawAlert,
  notExecuted,
  setNotExecuted,
  endNotExecuted,
  registers,
  openRegister,
  exportRegister,
  revertRegister,
  withdrawRegister,
  resumeRegister,
  imports,
  beginImport,
  importPart,
  tryImport,
  previewImport,
  approveImport,
  abandonImport,
  connectors,
  testConnector,
  startConnector,
  stopConnector,
  packs,
  setPackSecret,
  makePack,
  uploadPack,
  packHits,
  settlePackHit,
  strikePackDevice,
  drafts,
  openDraft,
  keepDraft,
  dropDraft,
  directory,
  keepDirectory,
  checks,
  startCheck,
  checkSchedules,
  keepCheckSchedule,
  dropCheckSchedule,
  askConfirmation,
  ownConfirmations,
  waitingConfirmations,
  sendConfirmation,
  declineConfirmation,
];
