// SPDX-License-Identifier: Apache-2.0
// A plug-in as a State might write it, with algorithms that E1 has none of: Camellia-256 in counter mode with HMAC-SHA-384, and
// ECDSA on brainpoolP384r1. `node utopia-plug-in.fixture.ts KEY-FILE [FAULT]`; the key file holds a shared key and the signing key.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { concatBytes } from '@iims/wire/bytes';
import { encodeFrame, FrameReader, type PlugInMap } from './plug-in-frames.ts';

export type PlugInFault =
  | 'ends'
  | 'ends-at-start'
  | 'hangs'
  | 'garbage'
  | 'endless-frame'
  | 'other-id'
  | 'two-answers'
  | 'more-fields'
  | 'other-name'
  | 'no-signatures'
  | 'does-nothing'
  | 'says-valid';

const [keyFile, fault] = process.argv.slice(2) as [string, PlugInFault | undefined];
const { shared, signing } = JSON.parse(readFileSync(keyFile, 'utf8')) as { shared: string; signing: string };
const privateKey = createPrivateKey(signing);
const publicKey = createPublicKey(privateKey);
const hash = 'sha384';

if (fault === 'ends-at-start') process.exit(3);
const reader = new FrameReader();
process.stdin.on('data', (piece) => {
  for (const question of reader.take(piece)) if (question !== undefined) reply(question);
});
process.stderr.write('Utopia is ready.\n');

function reply(question: PlugInMap): void {
  const answer = { id: question.id, ...answerTo(question) };
  if (fault === 'ends' && question.op !== 'hello') process.exit(3);
  writeSync(1, question.op === 'hello' ? encodeFrame(answer) : asFaulty(answer));
}

/** The answer, or what a program with this fault says in its place. */
function asFaulty(answer: PlugInMap): Uint8Array {
  switch (fault) {
    case 'hangs':
      return new Uint8Array(0);
    case 'garbage':
      return Uint8Array.of(0, 0, 0, 2, 0xff, 0xff);
    case 'endless-frame':
      return Uint8Array.of(0xff, 0xff, 0xff, 0xff);
    case 'other-id':
      return encodeFrame({ ...answer, id: 99 });
    case 'two-answers':
      return concatBytes(encodeFrame(answer), encodeFrame(answer));
    case 'more-fields':
      return encodeFrame({ ...answer, suite: 'C1' });
    default:
      return encodeFrame(answer);
  }
}

function answerTo({ op, ...asked }: PlugInMap): PlugInMap {
  const { context, content, message, signature } = asked as Record<string, Uint8Array>;
  switch (op) {
    case 'hello': {
      const ops = fault === 'no-signatures' ? ['wrap', 'unwrap'] : ['wrap', 'unwrap', 'sign', 'verify'];
      return { protocol: 1, name: fault === 'other-name' ? 'another' : 'utopia-1', ops };
    }
    case 'wrap':
      return { content: fault === 'does-nothing' ? content : wrap(context!, content!) };
    case 'unwrap': {
      const plain = unwrap(context!, content!);
      return plain === undefined ? { refused: 'not-wrapped-for-this' } : { content: plain };
    }
    case 'sign':
      return { signature: new Uint8Array(sign(hash, message!, privateKey)) };
    case 'verify':
      return { valid: fault === 'says-valid' || verify(hash, message!, publicKey, signature!) };
    default:
      return { refused: 'unknown' };
  }
}

function wrap(context: Uint8Array, content: Uint8Array): Uint8Array {
  const iv = randomBytes(16);
  const { cipherKey, macKey } = keysFor(context);
  const cipher = createCipheriv('camellia-256-ctr', cipherKey, iv);
  const text = concatBytes(iv, cipher.update(content), cipher.final());
  return concatBytes(text, createHmac(hash, macKey).update(text).digest());
}

function unwrap(context: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  if (wrapped.length < 16 + 48) return undefined;
  const { cipherKey, macKey } = keysFor(context);
  const text = wrapped.subarray(0, -48);
  if (!timingSafeEqual(createHmac(hash, macKey).update(text).digest(), wrapped.subarray(-48))) return undefined;
  const decipher = createDecipheriv('camellia-256-ctr', cipherKey, text.subarray(0, 16));
  return concatBytes(decipher.update(text.subarray(16)), decipher.final());
}

/** Keys of their own for each message, which is what binds the layer to it. */
function keysFor(context: Uint8Array): { cipherKey: Uint8Array; macKey: Uint8Array } {
  const keys = new Uint8Array(hkdfSync(hash, Buffer.from(shared, 'hex'), new Uint8Array(0), context, 80));
  return { cipherKey: keys.subarray(0, 32), macKey: keys.subarray(32) };
}
