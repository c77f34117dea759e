// SPDX-License-Identifier: Apache-2.0
// Ids of messages (spec/message.md, 1): each shows whose it is, so that no other State's message takes it before the real one comes.

import { equalBytes, utf8 } from '@iims/wire/bytes';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { sha256OfPrefixed } from './primitives.ts';

/**
 * Makes the id of a message of this State.
 * @param nowMs milliseconds since 1970, handed in
 * @param random10 ten fresh random bytes, of which 42 bits are used
 */
export function messageIdOf(state: StateCode, nowMs: number, random10: Uint8Array): string {
  const id = uuidToBytes(uuidV7(nowMs, random10));
  id.set(ownerMark(state, id), UNMARKED_BYTES);
  return uuidFromBytes(id);
}

/** Whether a message of this State may have this id (16 bytes). */
export function isMessageIdOf(state: StateCode, id: Uint8Array): boolean {
  return equalBytes(id.subarray(UNMARKED_BYTES), ownerMark(state, id));
}

function ownerMark(state: StateCode, id: Uint8Array): Uint8Array {
  return sha256OfPrefixed(LABEL, utf8(state), id.subarray(0, UNMARKED_BYTES)).subarray(0, MARK_BYTES);
}

const LABEL = utf8('iims/message-id');
const MARK_BYTES = 4;
const UNMARKED_BYTES = 12;
