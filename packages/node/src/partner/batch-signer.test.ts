// SPDX-License-Identifier: Apache-2.0
// When frames are signed together, and what the log says of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { frameDigest, proveInBatch, verifyBatchProof } from '@iims/crypto/batch-signature';
import { type SigningKey, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { IimsError } from '@iims/wire/errors';
import { systemClock, systemRandom } from '../clock.ts';
import type { EntryDraft, Store } from '../store/store.ts';
import { BatchSigner } from './batch-signer.ts';

const pairOf = (seed: number) => ({
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(seed)),
  mldsa65: signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(seed)),
});
const PAIR = pairOf(1);

describe('frames of a moment', { timeout: 60_000 }, () => {
  it('share one signature within 100 ms, which holds for each, with the entries of its answers', async () => {
    const { signer, drafts } = open();
    const frames = [frame(PAIR.ed25519, 1), frame(PAIR.ed25519, 2), frame(PAIR.ed25519, 3)];
    for (const [place, one] of frames.entries()) signer.add(one, Array(place).fill(7));
    assert.equal(drafts.length, 0);
    while (drafts.length === 0) await setTimeout(5);
    const [{ body }] = drafts as [EntryDraft];
    assert.deepEqual(body.entries, [[], [7], [7, 7]]);
    const batch = batchOf(body);
    const keys = { ed25519: verifyKeyOf(PAIR.ed25519), mldsa65: verifyKeyOf(PAIR.mldsa65) };
    for (const [place, { signed }] of frames.entries()) {
      verifyBatchProof(proveInBatch(batch, place), frameDigest(signed), keys);
    }
    await signer.stop();
    assert.equal(drafts.length, 1, 'without frames there is no batch');
  });

  it('do not wait for more than an entry holds, nor for a second pair of keys, nor for a clock that was set', async () => {
    const { signer, drafts, use } = open();
    for (let i = 0; i < 513; i += 1) signer.add(frame(PAIR.ed25519, i), []);
    const another = pairOf(2);
    use(another);
    signer.add(frame(another.ed25519, 1), []);
    signer.add(frame(another.ed25519, 2, systemClock.now() - 60_000), []);
    await signer.stop();
    const counts = drafts.map(({ body }) => (body.entries as unknown[]).length);
    assert.deepEqual(
      counts.sort((a, b) => a - b),
      [1, 1, 1, 512],
    );
  });

  it('of a key that is used no more are in no batch', async () => {
    const { signer, drafts } = open();
    signer.add(frame(pairOf(3).ed25519, 1), []);
    await signer.stop();
    assert.equal(drafts.length, 0);
  });

  it('that are signed after the stop keep their own signatures: nothing is written any more', async () => {
    const { signer, drafts } = open();
    signer.add(frame(PAIR.ed25519, 1), []);
    const stopping = signer.stop();
    signer.add(frame(PAIR.ed25519, 2), []);
    await stopping;
    signer.add(frame(PAIR.ed25519, 3), []);
    const written = drafts.length;
    await setTimeout(200);
    assert.deepEqual([written, drafts.length], [1, 1]);
  });

  it('whose batch cannot be written keep their own signatures, and the next ones get theirs', async () => {
    let fault: IimsError | undefined = new IimsError('store.full', { message: 'The disk is full.' });
    let isRefused: () => void;
    const refused = new Promise<void>((done) => {
      isRefused = done;
    });
    const { signer, drafts } = open(() => {
      if (fault !== undefined) isRefused();
      return fault;
    });
    signer.add(frame(PAIR.ed25519, 1), []);
    await refused;
    fault = undefined;
    signer.add(frame(PAIR.ed25519, 2), []);
    await signer.stop();
    assert.equal(drafts.length, 1);
  });
});

function open(fault: () => IimsError | undefined = () => undefined) {
  const drafts: EntryDraft[] = [];
  let pair = PAIR;
  const write = async (draft: EntryDraft) => {
    const refused = fault();
    if (refused) throw refused;
    drafts.push(draft);
    return { index: drafts.length, result: undefined };
  };
  const signer = new BatchSigner({
    signers: () => pair,
    store: { write } as unknown as Store,
    clock: systemClock,
    random: systemRandom,
  });
  const use = (next: typeof PAIR): void => {
    pair = next;
  };
  return { signer, drafts, use };
}

function frame({ keyId: sender }: SigningKey, i: number, createdAt = systemClock.now()) {
  const header = { sender, id: new Uint8Array(16).fill(i), createdAt } as unknown as Parameters<
    BatchSigner['add']
  >[0]['header'];
  return { header, signed: new Uint8Array(8).fill(i) };
}

function batchOf(body: EntryDraft['body']): Parameters<typeof proveInBatch>[0] {
  const { signedAt, digests, salts, ed25519, mldsa65 } = body as Record<string, never>;
  return {
    signedAt: signedAt!,
    digests: digests!,
    salts: salts!,
    signatures: { ed25519: ed25519!, mldsa65: mldsa65! },
  };
}
