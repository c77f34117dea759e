// SPDX-License-Identifier: Apache-2.0
// Stanzas: the message key, sealed to each recipient by HPKE (spec/envelope.md, 9).
//
//   stanza = HPKE enc 1120 | sealed message key 48

import { IimsError } from '@iims/wire/errors';
import { type ClearSide, ENC_BYTES, STANZA_BYTES } from './envelope-header.ts';
import { hpkeOpen, hpkeSeal } from './hpke.ts';
import type { KemPrivateKey, KemPublicKey } from './keys.ts';

/** Seals the message key to every recipient: `STANZA_BYTES` for each, in order. `key.malformed` for a key of small order. */
export function sealStanzas(recipients: readonly KemPublicKey[], info: Uint8Array, messageKey: Uint8Array): Uint8Array {
  const stanzas = new Uint8Array(recipients.length * STANZA_BYTES);
  for (const [place, recipient] of recipients.entries()) {
    const { enc, ciphertext } = hpkeSeal(recipient, { info, aad: recipient.keyId }, messageKey);
    stanzas.set(enc, place * STANZA_BYTES);
    stanzas.set(ciphertext, place * STANZA_BYTES + ENC_BYTES);
  }
  return stanzas;
}

/** A recipient of an envelope whose key is at hand, with its stanza. */
export interface Recipient {
  readonly key: KemPrivateKey;
  /** A view of the envelope. */
  readonly stanza: Uint8Array;
}

/** The first recipient of the header whose key is at hand. @throws IimsError `envelope.not-recipient` */
export function findRecipient(parts: ClearSide, kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined): Recipient {
  for (const [place, keyId] of parts.header.recipients.entries()) {
    const key = kemKey(keyId);
    if (key === undefined) continue;
    return { key, stanza: parts.stanzaBytes.subarray(place * STANZA_BYTES, (place + 1) * STANZA_BYTES) };
  }
  throw new IimsError('envelope.not-recipient', {
    message: 'The envelope is sealed to none of the keys at hand.',
    field: 'recipients',
    fix: 'Check that the sender has the current trust list.',
  });
}

/** The message key, or `undefined` when key, info and stanza do not belong together. */
export function openStanza({ key, stanza }: Recipient, info: Uint8Array): Uint8Array | undefined {
  const sealedKey = { enc: stanza.subarray(0, ENC_BYTES), ciphertext: stanza.subarray(ENC_BYTES) };
  return hpkeOpen(key, { info, aad: key.keyId }, sealedKey);
}
