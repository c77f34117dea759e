// SPDX-License-Identifier: Apache-2.0
// Bytes on the line for the smallest exchange, one question and its answer: what protects them, what pads them, what is said.

import { beginChannel } from '@iims/crypto/channel';
import { sealFrame } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed } from '@iims/crypto/keys';
import { type About, encodeAbout } from '@iims/crypto/signed-content';
import { systemRandom } from '@iims/node/clock';
import { encodeCbor } from '@iims/wire/cbor';
import { detectSubjects } from '@iims/wire/detect';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { ANSWER_SLOT_BYTES } from '@iims/wire/slot';

const signer = signingKeyFromSeed('ed25519', systemRandom(32));
const recipient = kemPublicKeyFromRaw(kemPrivateKeyFromSeed(systemRandom(32)).publicKey);
const now = Date.now();
const channel = beginChannel(signer.keyId, recipient, now, systemRandom);
const frameId = uuidToBytes(uuidV7(now, systemRandom(10)));

const question = encodeCbor({
  id: uuidV7(now, systemRandom(10)),
  subjects: detectSubjects('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10')
    .subjects,
  purpose: 'border-check',
  caseRef: 'GE-26-11873',
  askedAt: now,
  asker: { state: 'GEO', authority: 'Georgia: border post (demonstration)', officer: '0123456789abcdef' },
  exercise: false,
});
const answer = encodeCbor({
  questionHash: systemRandom(32),
  queryId: uuidV7(now, systemRandom(10)),
  outcome: 'no-hit',
  asOf: now,
  registers: 5,
  hits: [],
  more: false,
  repeated: false,
});

function tell(name: string, about: About, item: Uint8Array, saidBytes: number, inReplyTo?: Uint8Array): void {
  const { bytes } = sealFrame({
    header: {
      id: uuidToBytes(uuidV7(now, systemRandom(10))),
      createdAt: now,
      expiresAt: now + 300_000,
      exercise: false,
      trustListVersion: 2 ** 32 + 4,
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
    },
    about,
    items: [item],
    signer,
    channel,
    random: systemRandom,
  });
  // Outside the padded content: header, stanza, salt, commitment, tags. Inside it: signature, nonce, description, lengths.
  const outside = bytes.length - readHeader(bytes).sizeBucket;
  const inside = SIGNATURE_BYTES + NONCE_BYTES + encodeAbout(about).length + LENGTHS_BYTES;
  const padding = bytes.length - outside - inside - saidBytes;
  process.stdout.write(
    `${name.padEnd(15)} total ${bytes.length} B = said ${saidBytes} + protection ${outside + inside} + padding ${padding}\n`,
  );
}

const SIGNATURE_BYTES = 64;
const NONCE_BYTES = 32;
/** Length prefixes of parts and of the item, rounded up. */
const LENGTHS_BYTES = 32;

tell('question frame', { kind: 'query-frame' }, question, question.length);
tell('answer frame', { kind: 'answer-frame' }, new Uint8Array(ANSWER_SLOT_BYTES), answer.length, frameId);
