// SPDX-License-Identifier: Apache-2.0
// Makes spec/vectors/batch-signature/batches.json: proofs of frames in a batch, and altered ones with the code that refuses each.
// Run it only when spec/batch-signature.md changes: salts and ML-DSA are random, so each run gives other bytes.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type BatchProof, encodeBatchProof, frameDigest, proveInBatch, signBatch } from '@iims/crypto/batch-signature';
import { signingKeyFromSeed } from '@iims/crypto/keys';
import { toHex, utf8 } from '@iims/wire/bytes';

const signers = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa65: signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2)),
};
const frames = Array.from({ length: 5 }, (_, index) => utf8(`what the signature of frame ${index} covers`));
const batch = await signBatch({
  digests: frames.map(frameDigest),
  signers,
  signedAt: Date.UTC(2026, 10, 1, 12),
  random: (length) => new Uint8Array(randomBytes(length)),
});
const proof = proveInBatch(batch, 3);
const altered = (name: string, change: Partial<BatchProof>) => ({
  name,
  signed: toHex(frames[3]!),
  proof: toHex(encodeBatchProof({ ...proof, ...change })),
  error: 'batch.proof',
});
const cases = [
  ...frames.map((frame, index) => ({
    name: `frame ${index} of 5`,
    signed: toHex(frame),
    proof: toHex(encodeBatchProof(proveInBatch(batch, index))),
  })),
  { ...altered('another frame', {}), signed: toHex(frames[2]!) },
  altered('another place', { index: 2 }),
  altered('another number of frames', { count: 6 }),
  altered('another time', { signedAt: proof.signedAt + 1 }),
  altered('another salt', { salt: new Uint8Array(32) }),
  altered('a path that is cut short', { path: proof.path.slice(1) }),
  altered('without a good Ed25519 signature', {
    signatures: { ...proof.signatures, ed25519: new Uint8Array(64) },
  }),
  altered('without a good ML-DSA-65 signature', {
    signatures: { ...proof.signatures, mldsa65: new Uint8Array(3_309) },
  }),
];
const folder = new URL('../spec/vectors/batch-signature/', import.meta.url);
mkdirSync(folder, { recursive: true });
const keys = { ed25519: toHex(signers.ed25519.publicKey), mldsa65: toHex(signers.mldsa65.publicKey) };
writeFileSync(new URL('batches.json', folder), `${JSON.stringify({ keys, cases }, undefined, 1)}\n`);
