// SPDX-License-Identifier: Apache-2.0
// What a node sends shares signatures where it is sent in one moment, and every message stands for itself.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MessageToSeal, openMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { MESSAGE_BATCH_MAX } from '@iims/crypto/message-batch';
import { toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { MessageSigning } from './sign-together.ts';

const NOW = 1_790_000_000_000;
const fill = (byte: number) => new Uint8Array(32).fill(byte);
const kem = kemPrivateKeyFromSeed(fill(9));
const pairOf = (byte: number) => ({
  ed25519: signingKeyFromSeed('ed25519', fill(byte)),
  mlDsa65: signingKeyFromSeed('ml-dsa-65', fill(byte)),
});
const own = pairOf(1);
/** Stands still, so that every moment is as busy as all before it. */
const clock = { now: () => NOW, monotonic: () => 0 };

describe('signing together', () => {
  it('signs the first at once and what comes meanwhile with one pair of signatures for at most sixty-four', async () => {
    const signing = new MessageSigning(clock);
    const sealed = await Promise.all(Array.from({ length: 140 }, (_, place) => signing.seal(messageOf(place))));
    const sizes = new Map<string, number>();
    for (const [place, { bytes }] of sealed.entries()) {
      const { content, signatures } = open(bytes);
      assert.deepEqual(content, utf8(`message ${place}`));
      const name = toHex(signatures.ed25519);
      sizes.set(name, (sizes.get(name) ?? 0) + 1);
    }
    assert.deepEqual([...sizes.values()], [1, MESSAGE_BATCH_MAX, MESSAGE_BATCH_MAX, 11]);
  });

  it('signs in a busy moment by itself, though nothing else comes', async () => {
    const signing = new MessageSigning(clock);
    await Promise.all(Array.from({ length: 8 }, (_, place) => signing.seal(messageOf(place))));
    assert.deepEqual(open((await signing.seal(messageOf(8))).bytes).content, utf8('message 8'));
  });

  it('keeps apart what was written under two pairs of keys', async () => {
    const signing = new MessageSigning(clock);
    const pairs = [own, own, pairOf(2), pairOf(2), own];
    const sealed = await Promise.all(pairs.map((signers, place) => signing.seal({ ...messageOf(place), signers })));
    for (const [place, { bytes }] of sealed.entries()) open(bytes, pairs[place]);
  });

  it('refuses what cannot be signed, and goes on', async () => {
    const signing = new MessageSigning(clock);
    const away = { ...own, mlDsa65: { ...own.mlDsa65, signAside: () => Promise.reject(keyAway()) } };
    const refused = Array.from({ length: 3 }, (_, place) => signing.seal({ ...messageOf(place), signers: away }));
    for (const result of await Promise.allSettled(refused)) {
      assert.equal(result.status === 'rejected' && (result.reason as IimsError).code, 'keys.locked');
    }
    open((await signing.seal(messageOf(3))).bytes);
  });

  it('keeps its bound', async () => {
    const signing = new MessageSigning(clock);
    let released = () => {};
    const held = new Promise<void>((done) => {
      released = done;
    });
    const slow = {
      ...own,
      mlDsa65: {
        ...own.mlDsa65,
        signAside: async (message: Uint8Array) => {
          await held;
          return own.mlDsa65.sign(message);
        },
      },
    };
    const message = { ...messageOf(0), signers: slow };
    const asked = Array.from({ length: 1_026 }, () => signing.seal(message));
    released();
    const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
    assert.deepEqual(
      refused.map((result) => (result as PromiseRejectedResult).reason.code),
      ['message.busy'],
    );
  });
});

function messageOf(place: number): MessageToSeal {
  const id = uuidToBytes(uuidV7(NOW, systemRandom(10)));
  return {
    header: { id, createdAt: NOW, expiresAt: NOW + 60_000, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    content: utf8(`message ${place}`),
    recipients: [kemPublicKeyFromRaw(kem.publicKey)],
    signers: own,
    random: systemRandom,
  };
}

function open(bytes: Uint8Array, { ed25519, mlDsa65 } = own) {
  const keys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
  return openMessage(bytes, { now: NOW, kemKey: () => kem, verifyKeys: () => keys });
}

function keyAway(): IimsError {
  return new IimsError('keys.locked', { message: 'The token does not answer.' });
}
