// SPDX-License-Identifier: Apache-2.0
// Batch signatures: one proof for one frame, nothing about its neighbours, and nothing that verifies with one key alone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fromHex, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import {
  type BatchProof,
  decodeBatchProof,
  encodeBatchProof,
  frameDigest,
  LastBatch,
  proveInBatch,
  signBatch,
  verifyBatchProof,
} from './batch-signature.ts';
import { signingKeyFromSeed, type VerifyKey, verifyKeyFromPublic, verifyKeyOf } from './keys.ts';
import { leafHash } from './merkle-tree.ts';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const signers = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa65: signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2)),
};
const keys = { ed25519: verifyKeyOf(signers.ed25519), mldsa65: verifyKeyOf(signers.mldsa65) };
const SIGNED_AT = 1_790_000_000_000;

const digestsOf = (count: number) => Array.from({ length: count }, (_, i) => frameDigest(utf8(`frame ${i}`)));
const batchOf = (digests: readonly Uint8Array[]) => signBatch({ digests, signers, signedAt: SIGNED_AT, random });
const refuses = (act: () => unknown) => assert.throws(act, { code: 'batch.proof' });

describe('a batch signature', () => {
  for (const count of [1, 2, 3, 5, 64]) {
    it(`of ${count} proves each of its frames, before and after encoding`, async () => {
      const digests = digestsOf(count);
      const batch = await batchOf(digests);
      for (const [index, digest] of digests.entries()) {
        const proof = decodeBatchProof(encodeBatchProof(proveInBatch(batch, index)));
        verifyBatchProof(proof, digest, keys);
      }
    });
  }

  it('proves no other frame, place, time or number of frames', async () => {
    const digests = digestsOf(5);
    const proof = proveInBatch(await batchOf(digests), 3);
    refuses(() => verifyBatchProof(proof, digests[2]!, keys));
    const changes: Partial<BatchProof>[] = [
      { index: 2 },
      { count: 6 },
      { signedAt: SIGNED_AT + 1 },
      { salt: random(32) },
      { path: proof.path.slice(1) },
      { path: [...proof.path, random(32)] },
      { path: proof.path.toReversed() },
    ];
    for (const change of changes) refuses(() => verifyBatchProof({ ...proof, ...change }, digests[3]!, keys));
  });

  it('needs both kinds of signature, each by the key that the other names', async () => {
    const [digest] = digestsOf(1);
    const proof = proveInBatch(await batchOf([digest!]), 0);
    const others = {
      ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(3)),
      mldsa65: signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(4)),
    };
    for (const kind of ['ed25519', 'mldsa65'] as const) {
      const flipped = proof.signatures[kind].slice();
      flipped[7]! ^= 1;
      refuses(() =>
        verifyBatchProof({ ...proof, signatures: { ...proof.signatures, [kind]: flipped } }, digest!, keys),
      );
      const mixed = { ...keys, [kind]: verifyKeyOf(others[kind]) };
      refuses(() => verifyBatchProof(proof, digest!, mixed));
      // A signature of the right key over a batch that was signed together with another key of the other kind.
      const pairs = { ...signers, [kind]: others[kind] };
      const stranger = proveInBatch(
        await signBatch({ digests: [digest!], signers: pairs, signedAt: SIGNED_AT, random: () => proof.salt }),
        0,
      );
      refuses(() =>
        verifyBatchProof(
          { ...stranger, signatures: { ...stranger.signatures, [kind]: proof.signatures[kind] } },
          digest!,
          keys,
        ),
      );
    }
  });

  it('tells nobody who knows a neighbour, whole and with its nonces, that it is in the batch', async () => {
    const digests = digestsOf(2);
    const proof = proveInBatch(await batchOf(digests), 0);
    const shown = [proof.salt, ...proof.path].map(toHex);
    const tries = (digest: Uint8Array) =>
      [proof.salt, new Uint8Array(32), digest, new Uint8Array(0)].flatMap((salt) => [
        lengthPrefixed(utf8('iims/batch/leaf'), salt, digest),
        lengthPrefixed(utf8('iims/batch/leaf'), digest),
        digest,
      ]);
    // A dictionary that holds the neighbour: without its salt no entry leads to a hash of the path.
    const dictionary = [...digestsOf(64), ...Array.from({ length: 64 }, () => random(32))];
    for (const guess of dictionary.flatMap(tries)) {
      assert.ok(!shown.includes(toHex(leafHash(guess))) && !shown.includes(toHex(guess)));
    }
    // With the salt it would: what the test looks for is what the path holds.
    const batch = await signBatch({
      digests,
      signers,
      signedAt: SIGNED_AT,
      random: (length) => new Uint8Array(length),
    });
    const unsalted = leafHash(lengthPrefixed(utf8('iims/batch/leaf'), new Uint8Array(32), digests[1]!));
    assert.deepEqual(proveInBatch(batch, 0).path, [unsalted]);
  });

  it('is verified as strictly after another of its batch, whose signatures are not verified again', async () => {
    const digests = digestsOf(4);
    const batch = await batchOf(digests);
    const last = new LastBatch();
    const other = verifyKeyOf(signingKeyFromSeed('ed25519', new Uint8Array(32).fill(3)));
    let verified = 0;
    const mldsa65: VerifyKey = {
      ...keys.mldsa65,
      verify(message, signature) {
        verified += 1;
        return keys.mldsa65.verify(message, signature);
      },
    };
    const counting = { ...keys, mldsa65 };
    for (const [place, digest] of digests.entries())
      verifyBatchProof(proveInBatch(batch, place), digest, counting, last);
    assert.equal(verified, 1);
    const proof = proveInBatch(batch, 1);
    refuses(() => verifyBatchProof(proof, digests[2]!, keys, last));
    refuses(() => verifyBatchProof({ ...proof, signedAt: proof.signedAt + 1 }, digests[1]!, keys, last));
    const spoilt = proof.signatures.mldsa65.map((byte) => byte ^ 1);
    refuses(() =>
      verifyBatchProof({ ...proof, signatures: { ...proof.signatures, mldsa65: spoilt } }, digests[1]!, keys, last),
    );
    refuses(() => verifyBatchProof(proof, digests[1]!, { ...keys, ed25519: other }, last));
    verifyBatchProof(proof, digests[1]!, counting, last);
    assert.equal(verified, 1);
  });

  it('is read from its one encoding alone', async () => {
    const proof = encodeBatchProof(proveInBatch(await batchOf(digestsOf(3)), 1));
    const fields = decodeCbor(proof) as Record<string, unknown>;
    const broken = [
      { ...fields, version: 2 },
      { ...fields, extra: 1 },
      { ...fields, index: 3 },
      { ...fields, count: 513 },
      { ...fields, index: -1 },
      { ...fields, salt: random(31) },
      { ...fields, path: [random(33)] },
      { ...fields, mldsa65: random(3308) },
      { ...fields, signedAt: 'now' },
      [],
    ];
    for (const wrong of broken) refuses(() => decodeBatchProof(encodeCbor(wrong)));
    refuses(() => decodeBatchProof(proof.subarray(0, -1)));
    refuses(() => decodeBatchProof(new Uint8Array(4_097)));
  });

  it('agrees with the vectors', () => {
    const file = new URL('../../../spec/vectors/batch-signature/batches.json', import.meta.url);
    const vectors = JSON.parse(readFileSync(file, 'utf8')) as {
      keys: { ed25519: string; mldsa65: string };
      cases: { name: string; signed: string; proof: string; error?: string }[];
    };
    const listed = {
      ed25519: verifyKeyFromPublic('ed25519', fromHex(vectors.keys.ed25519)),
      mldsa65: verifyKeyFromPublic('ml-dsa-65', fromHex(vectors.keys.mldsa65)),
    };
    for (const { name, signed, proof, error } of vectors.cases) {
      const verify = () => verifyBatchProof(decodeBatchProof(fromHex(proof)), frameDigest(fromHex(signed)), listed);
      if (error === undefined) verify();
      else assert.throws(verify, { code: error }, name);
    }
  });
});
