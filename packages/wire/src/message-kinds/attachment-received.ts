// SPDX-License-Identifier: Apache-2.0
// A node's word to the sender of what became of a large attachment there (spec/attachment.md, 15): the attachment's receipt.
import { choice, line, message, number, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

/** It is there and verified; it was fetched twice and is not what was announced; it could not be fetched before its message expired. */
export const ATTACHMENT_OUTCOMES = ['whole', 'damaged', 'not-fetched'] as const;
export type AttachmentOutcome = (typeof ATTACHMENT_OUTCOMES)[number];

export const attachmentReceived = messageKind({
  kind: 'attachment-received',
  writtenBy: 'node',
  replies: [],
  answers: false,
  form: {
    messageId: message,
    attachment: number(1, 16),
    root: line(64),
    outcome: choice(ATTACHMENT_OUTCOMES),
    at: time,
  },
  rules: [
    {
      field: 'root',
      rule: 'the root of its segments in hexadecimal',
      holds: ({ root }) => /^[0-9a-f]{64}$/.test(root),
    },
  ],
});
