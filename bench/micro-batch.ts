// SPDX-License-Identifier: Apache-2.0
// Micro-benchmark of batch signatures: microseconds a frame by size of the batch, from the digests to both signatures, and
// what checking one frame costs. The limit is 25 µs a frame at 64 (spec/batch-signature.md).
import { randomBytes } from 'node:crypto';
import { frameDigest, proveInBatch, signBatch, verifyBatchProof } from '@iims/crypto/batch-signature';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';

const ROUNDS = 100;
const SIGNED_BYTES = 400;
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const signers = {
  ed25519: signingKeyFromSeed('ed25519', random(32)),
  mldsa65: signingKeyFromSeed('ml-dsa-65', random(32)),
};
const keys = { ed25519: verifyKeyOf(signers.ed25519), mldsa65: verifyKeyOf(signers.mldsa65) };

for (const count of [1, 16, 64, 256]) {
  const signed = Array.from({ length: count }, () => random(SIGNED_BYTES));
  const sign = () => signBatch({ digests: signed.map(frameDigest), signers, signedAt: Date.now(), random });
  const batch = await sign();
  const proof = proveInBatch(batch, 0);
  const digest = frameDigest(signed[0]!);
  const rows = [
    [`sign a batch of ${count}, for each frame`, (await best(sign)) / count],
    [`prove one of ${count}`, await best(async () => proveInBatch(batch, 0))],
    [`verify one of ${count}`, await best(async () => verifyBatchProof(proof, digest, keys))],
  ] as const;
  for (const [name, micros] of rows) process.stdout.write(`${name.padEnd(40)} ${micros.toFixed(1).padStart(8)} µs\n`);
}

/** Best round, so that other work on the machine weighs least on the result. */
async function best(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.hrtime.bigint();
    await act();
    times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return Math.min(...times);
}
