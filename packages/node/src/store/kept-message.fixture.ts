// SPDX-License-Identifier: Apache-2.0
// A message as an act keeps it, of zeros: nothing of it is sealed or signed.

import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { MessageToKeep } from './messages.ts';

const GEO = 'GEO' as StateCode;
const DAY_MS = 86_400_000;

export interface KeptMessageChanges extends Partial<Pick<MessageToKeep, 'direction' | 'state' | 'expiresAt'>> {
  readonly said?: Partial<MessageToKeep['message']>;
}

/** An own one, for nobody but the own State, unless it is said otherwise. */
export function keptMessage(id: Uint8Array, at: number, changes: KeptMessageChanges = {}): MessageToKeep {
  const { direction = 'out', state = GEO, expiresAt = at + DAY_MS, said } = changes;
  const zeros = new Uint8Array(32);
  return {
    direction,
    id,
    state,
    status: direction === 'in' ? 'received' : 'stored',
    message: {
      version: 1,
      id: uuidFromBytes(id),
      kind: 'free-message',
      from: { state },
      to: [{ state: GEO }],
      caseRef: 'CASE-1',
      urgency: 'routine',
      sentAt: at,
      author: 'o-1',
      handling: { code: 'H0' },
      ...said,
    },
    expiresAt,
    exercise: false,
    signer: { keyId: zeros, ed25519: zeros, mldsa65: zeros },
    envelope: zeros,
    envelopeHash: zeros,
    messageKey: zeros,
  };
}

/** What `send-message` takes to send it to one State. */
export function messageToSend(id: Uint8Array, at: number, to: StateCode, said: KeptMessageChanges['said'] = {}) {
  const kept = keptMessage(id, at, { said: { to: [{ state: to }], ...said } });
  return { kept, to: [to], raiseAt: at + DAY_MS, clocks: {} };
}
