// SPDX-License-Identifier: Apache-2.0
// Another State's message, passed on. What its sender signed travels as the first attachment, and his release as the second where
// one was needed: the recipient's node judges them itself (spec/handling.md, 21 to 26). No form makes one; forwarding does.
import { PURPOSES } from '../code-lists.ts';
import { choice, message, optional, state, text } from '../message-field.ts';
import { messageKind, SHORT_TEXT_CHARACTERS_MAX } from '../message-kind.ts';

export const forwarded = messageKind({
  kind: 'forwarded',
  writtenBy: 'forwarding',
  replies: ['clarification', 'free-message'],
  answers: false,
  form: {
    messageId: message,
    originator: state,
    purpose: optional(choice(PURPOSES)),
    remarks: optional(text(SHORT_TEXT_CHARACTERS_MAX)),
  },
});
