// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { SealingOnce } from '@iims/crypto/sealing-once';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { type FileToVerify, verifyAttachment } from './verify-attachment.ts';

const NOW_MS = Date.UTC(2026, 10, 1);
const ed25519 = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2));
const recipient = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
const folder = mkdtempSync(join(tmpdir(), 'iims-verify-'));
after(() => rmSync(folder, { recursive: true }));

describe('a file that was fetched', () => {
  const content = new Uint8Array(randomBytes(1_200_000));
  const whole = sealed('attachment', content);

  it('is whole when it is what was announced', () => verifyAttachment(whole));

  for (const [what, announced] of [
    ['hash of the content', { sha256: new Uint8Array(32) }],
    ['header', { header: new Uint8Array(32) }],
    ['root', { root: new Uint8Array(32) }],
    ['length', { bytes: content.length - 1 }],
  ] as const) {
    it(`is refused where its sender announced another ${what}`, () =>
      assert.rejects(verifyAttachment({ ...whole, announced: { ...whole.announced, ...announced } }), {
        code: 'attachment.differs',
      }));
  }

  it('is refused where it is a message and no attachment', () =>
    assert.rejects(verifyAttachment(sealed('message', content)), { code: 'attachment.differs' }));

  it('is refused where somebody else signed it', () => {
    const other = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(9));
    const signer = { ...whole.signer, ed25519: other.publicKey };
    return assert.rejects(verifyAttachment({ ...whole, signer }), { code: 'envelope.signature' });
  });

  it('is refused where it is shorter or longer than was announced', () =>
    assert.rejects(
      verifyAttachment({ ...whole, announced: { ...whole.announced, sealedBytes: whole.announced.sealedBytes + 1 } }),
      { code: 'envelope.malformed' },
    ));
});

/** A file on the disk, and what an honest message says of it. */
function sealed(kind: 'attachment' | 'message', content: Uint8Array): FileToVerify {
  const sealing = new SealingOnce({
    header: {
      id: uuidToBytes(uuidV7(NOW_MS, systemRandom(10))),
      createdAt: NOW_MS,
      expiresAt: NOW_MS + 60_000,
      exercise: false,
      trustListVersion: 1,
    },
    about: { kind },
    signers: { ed25519, mlDsa65 },
    recipients: [kemPublicKeyFromRaw(recipient.publicKey)],
    random: systemRandom,
    contentBytes: content.length,
  });
  const envelope = new Uint8Array(sealing.bytes);
  const { at, bytes } = sealing.take(content)!;
  envelope.set(bytes, at);
  for (const piece of sealing.finish()) envelope.set(piece.bytes, piece.at);
  const path = join(folder, `${kind}.sealed`);
  writeFileSync(path, envelope);
  return {
    path,
    announced: {
      bytes: content.length,
      sha256: new Uint8Array(createHash('sha256').update(content).digest()),
      sealedBytes: envelope.length,
      header: sha256(sealing.headerBytes),
      root: sealing.root,
    },
    messageKey: sealing.messageKey,
    signer: { ed25519: ed25519.publicKey, mldsa65: mlDsa65.publicKey },
    at: NOW_MS,
  };
}
