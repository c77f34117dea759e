// SPDX-License-Identifier: Apache-2.0
// An own message to Ukraine as the store keeps it; nothing of it is sealed or signed.
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { GEO, UKR } from '../trust/federation.fixture.ts';

export function sentMessage(messageId: string, at: number) {
  const hash = new Uint8Array(32);
  const kept = {
    direction: 'out',
    id: uuidToBytes(messageId),
    state: GEO,
    status: 'stored',
    message: {
      version: 1,
      id: messageId,
      kind: 'free-message',
      from: { state: GEO },
      to: [{ state: UKR }],
      caseRef: 'CASE-1',
      urgency: 'routine',
      sentAt: at,
      author: 'o-1',
      handling: { code: 'H0' },
    },
    expiresAt: at + 86_400_000,
    exercise: false,
    signer: { keyId: hash, ed25519: hash, mldsa65: hash },
    envelope: hash,
    envelopeHash: hash,
    messageKey: hash,
  } as const;
  return { kept, to: [UKR] as StateCode[], raiseAt: at + 86_400_000, clocks: {} };
}
