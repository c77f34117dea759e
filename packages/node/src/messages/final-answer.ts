// SPDX-License-Identifier: Apache-2.0
// Whether a message answers the whole of what it replies to: status and clock of a request end by the same rule (spec/clocks.md, 5 and 9).
import { isOfKind, type Message } from '@iims/wire/message';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';

/** An answer in part and a promise of one answer, and leave the request open. */
export function isFinalAnswer(message: Message): boolean {
  if (isOfKind(message, 'information')) return message.fields.coverage !== 'partial';
  if (isOfKind(message, 'refusal')) return message.fields.extent !== 'in-part';
  if (isOfKind(message, 'hit-confirmation-answer')) return message.fields.confirmAt === undefined;
  return MESSAGE_KINDS[message.kind].answers;
}
