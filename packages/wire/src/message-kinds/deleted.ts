// SPDX-License-Identifier: Apache-2.0
// A node's word to the sender that the content of his message cannot be read here any more. It is signed as every message is.
import { choice, message, time } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

/** Why content is made unreadable: its last day has passed, its sender took it back, or the holder keeps such messages no longer. */
export const DELETION_CAUSES = ['expired', 'recalled', 'period-ended'] as const;
export type DeletionCause = (typeof DELETION_CAUSES)[number];

export const deleted = messageKind({
  kind: 'deleted',
  writtenBy: 'node',
  replies: [],
  answers: false,
  form: { messageId: message, cause: choice(DELETION_CAUSES), deletedAt: time },
});
