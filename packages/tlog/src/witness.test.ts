// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { verifyKeyOf } from '@iims/crypto/keys';
import { consistencyPath, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { fromBase64, fromUtf8, utf8 } from '@iims/wire/bytes';
import fc from 'fast-check';
import { type LogKeys, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { encodeForkProof, type ForkProof, forkAtOneSize, parseForkProof, verifyForkProof } from './fork.ts';
import { formatNote, parseNote, parseVerifierKey } from './note.ts';
import { LOG, signingKey, WITNESSES } from './witness.fixture.ts';
import {
  formatAddCheckpoint,
  formatCosignatures,
  formatHeldSize,
  type HeldTree,
  NOTHING_HELD,
  parseAddCheckpoint,
  readCosignature,
  type WitnessVerdict,
  weighCheckpoint,
  withCosignatures,
  withoutCosignatures,
} from './witness.ts';

describe('a witness', () => {
  it('cosigns the first checkpoint, one that grows from what it holds, and the same again', () => {
    assert.deepEqual(outcome(weigh(NOTHING_HELD, 5, { oldSize: 0, proof: [] })), { status: 200, isHeld: false });
    assert.deepEqual(outcome(weigh(treeOf(5), 7, { oldSize: 5 })), { status: 200, isHeld: false });
    assert.deepEqual(outcome(weigh(treeOf(7), 7, { oldSize: 7, proof: [] })), { status: 200, isHeld: true });
  });

  it('cosigns every growth of a log and no shrinking', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        assert.equal(outcome(weigh(treeOf(small), large, { oldSize: small })).status, 200);
        if (small === large) return;
        assert.equal(outcome(weigh(treeOf(large), small, { oldSize: small, proof: [] })).status, 409);
        assert.equal(outcome(weigh(treeOf(large), small, { oldSize: large, proof: [] })).status, 400);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses another root at the size that it holds, with the checkpoint that shows the fork', () => {
    const verdict = weigh(treeOf(7, OTHER), 7, { oldSize: 7, proof: [] });
    assert.equal(outcome(verdict).status, 409);
    assert.equal(verdict.kind === 'refuse' && verdict.checkpoint?.size, 7);
  });

  it('refuses a log that does not begin with what it holds', () => {
    assert.equal(outcome(weigh(treeOf(5, OTHER), 7, { oldSize: 5 })).status, 422);
    assert.equal(outcome(weigh(treeOf(5), 7, { oldSize: 5, proof: [] })).status, 422);
    assert.equal(outcome(weigh(NOTHING_HELD, 7, { oldSize: 0, proof: [new Uint8Array(32)] })).status, 422);
    assert.equal(outcome(weigh(treeOf(7), 7, { oldSize: 7, proof: [new Uint8Array(32)] })).status, 422);
  });

  it('refuses a log that it does not know, and a checkpoint that the log did not sign with both keys', () => {
    const request = { oldSize: 0, proof: [], checkpoint: signed(7) };
    assert.equal(outcome(weighCheckpoint(NOTHING_HELD, undefined, request)).status, 404);
    const { text, signatures } = parseNote(signed(7));
    for (const kept of signatures) {
      const checkpoint = formatNote({ text, signatures: [kept] });
      assert.equal(outcome(weighCheckpoint(NOTHING_HELD, LOG, { ...request, checkpoint })).status, 403);
    }
    assert.equal(outcome(weighCheckpoint(NOTHING_HELD, LOG, { ...request, checkpoint: utf8('no note') })).status, 403);
  });

  it('decides as the vectors say', () => {
    const { keys, cases } = vectors();
    for (const { name, held, request, status } of cases) {
      const tree = { size: held.size, root: fromBase64(held.root) };
      assert.equal(outcome(weighCheckpoint(tree, keys, parseAddCheckpoint(utf8(request)))).status, status, name);
    }
    assert.ok(cases.length >= 8);
  });
});

describe('what is asked of a witness', () => {
  it('has one spelling', () => {
    for (const asked of [
      { oldSize: 0, proof: [], checkpoint: signed(3) },
      { oldSize: 5, proof: consistencyPath(LEAVES.slice(0, 7), 5), checkpoint: signed(7) },
    ]) {
      const bytes = formatAddCheckpoint(asked);
      assert.deepEqual(parseAddCheckpoint(bytes), asked);
      assert.deepEqual(formatAddCheckpoint(parseAddCheckpoint(bytes)), bytes);
    }
    assert.match(
      fromUtf8(formatAddCheckpoint({ oldSize: 5, proof: [new Uint8Array(32)], checkpoint: signed(7) })),
      /^old 5\nA{43}=\n\niims\//,
    );
  });

  it('is refused in any other form', () => {
    const good = fromUtf8(formatAddCheckpoint({ oldSize: 5, proof: [new Uint8Array(32)], checkpoint: signed(7) }));
    const bad = {
      'no old size': good.replace('old 5\n', ''),
      'a leading zero': good.replace('old 5', 'old 05'),
      'a sign': good.replace('old 5', 'old -5'),
      'two blanks': good.replace('old 5', 'old  5'),
      'a size beyond 2^53': good.replace('old 5', 'old 9007199254740992'),
      'no empty line': good.replaceAll('\n\n', '\n'),
      'a short hash': good.replace(/\nA{43}=\n/, '\nAAAA\n'),
      'too many lines': good.replace('old 5\n', `old 5\n${`${'A'.repeat(43)}=\n`.repeat(63)}`),
      'carriage returns': good.replaceAll('\n', '\r\n'),
      'too many bytes': good + ' '.repeat(200_000),
    };
    for (const [what, text] of Object.entries(bad)) {
      assert.throws(() => parseAddCheckpoint(utf8(text)), { code: 'witness.malformed' }, what);
    }
  });
});

describe('what a witness answers', () => {
  it('is its cosignature, which the log adds to the checkpoint', () => {
    const checkpoint = signed(7);
    const line = cosign({ origin: LOG.origin, ...treeOf(7) }, WITNESS.name, signingKey('ml-dsa-44', 20), 1_700_000_009);
    const read = readCosignature(formatCosignatures([line]), checkpoint, { log: LOG, witness: WITNESS });
    assert.deepEqual([read.name, read.cosignedAtSeconds], [WITNESS.name, 1_700_000_009]);
    const cosigned = withCosignatures(checkpoint, [read.line]);
    const opened = openCheckpoint(cosigned, LOG);
    assert.equal(opened.otherSignatures.length, 1);
    assert.deepEqual(withoutCosignatures(cosigned, opened), checkpoint);
    assert.equal(fromUtf8(formatHeldSize(12)), '12\n');
  });

  it('is refused when it is another tree, another witness, or nothing', () => {
    const key = signingKey('ml-dsa-44', 20);
    const tree = { origin: LOG.origin, ...treeOf(7) };
    const answers = {
      'another tree': formatCosignatures([cosign({ ...tree, size: 8 }, WITNESS.name, key, 9)]),
      'another witness': formatCosignatures([cosign(tree, WITNESSES[1]!.name, signingKey('ml-dsa-44', 21), 9)]),
      'another key': formatCosignatures([cosign(tree, WITNESS.name, signingKey('ml-dsa-44', 99), 9)]),
      'no time': formatCosignatures([cosign(tree, WITNESS.name, key, 0)]),
      nothing: new Uint8Array(0),
    };
    for (const [what, answer] of Object.entries(answers)) {
      assert.throws(
        () => readCosignature(answer, signed(7), { log: LOG, witness: WITNESS }),
        { code: 'note.signature' },
        what,
      );
    }
    assert.throws(() => readCosignature(utf8('409'), signed(7), { log: LOG, witness: WITNESS }), {
      code: 'note.malformed',
    });
  });
});

describe('a fork', () => {
  it('is proven by one size and two roots', () => {
    const proof = forkAtOneSize(signed(7), signed(7, OTHER), treeOf(7, OTHER).root);
    const read = parseForkProof(encodeForkProof(proof));
    assert.equal(verifyForkProof(read, LOG).larger.size, 7);
  });

  it('is proven by a larger tree that began otherwise', () => {
    assert.equal(verifyForkProof(forkProof(), LOG).smaller.size, 5);
  });

  it('is not proven by a log that grew, by a proof that leads nowhere, or by what the log did not sign', () => {
    const proof = forkProof();
    const grown = { ...proof, smaller: signed(5, OTHER) };
    for (const bad of [grown, { ...proof, path: [] }, { ...proof, rootInLarger: new Uint8Array(32) }]) {
      assert.throws(() => verifyForkProof(bad, LOG), { code: 'fork.not-proven' });
    }
    const strange = { ...LOG, keys: [{ ...LOG.keys[0]!, ed25519: STRANGER }] };
    assert.throws(() => verifyForkProof(proof, strange), { code: 'note.signature' });
    assert.throws(() => parseForkProof(encodeForkProof({ ...proof, path: [new Uint8Array(31)] })), {
      code: 'fork.not-proven',
    });
    assert.throws(() => parseForkProof(utf8('nothing')), { code: /^(cbor|fork)\./ });
  });
});

interface Vectors {
  readonly ed25519: string;
  readonly mldsa44: string;
  readonly cases: readonly {
    readonly name: string;
    readonly held: { readonly size: number; readonly root: string };
    readonly request: string;
    readonly status: number;
  }[];
}

function vectors(): { keys: LogKeys; cases: Vectors['cases'] } {
  const file = new URL('../../../spec/vectors/witness/add-checkpoint.json', import.meta.url);
  const { ed25519, mldsa44, cases } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
  const first = parseVerifierKey(ed25519);
  return {
    keys: { origin: first.name, keys: [{ ed25519: first.key, mldsa44: parseVerifierKey(mldsa44).key }] },
    cases,
  };
}

function outcome(verdict: WitnessVerdict): { status: number; isHeld?: boolean } {
  return verdict.kind === 'cosign' ? { status: 200, isHeld: verdict.isHeld } : { status: verdict.status };
}

function weigh(held: HeldTree, size: number, asked: { oldSize: number; proof?: Uint8Array[] }): WitnessVerdict {
  const { oldSize, proof = oldSize === 0 ? [] : consistencyPath(LEAVES.slice(0, size), Math.min(oldSize, size)) } =
    asked;
  return weighCheckpoint(held, LOG, { oldSize, proof, checkpoint: signed(size) });
}

function signed(size: number, leaves = LEAVES): Uint8Array {
  const key = `${size} ${leaves === LEAVES}`;
  const known = signedBefore.get(key);
  if (known) return known;
  const checkpoint = signCheckpoint({ origin: LOG.origin, ...treeOf(size, leaves) }, LOG.signers, 1_700_000_000);
  signedBefore.set(key, checkpoint);
  return checkpoint;
}

function treeOf(size: number, leaves = LEAVES): HeldTree {
  return { size, root: treeRoot(leaves.slice(0, size)) };
}

/** The log signed five entries, and then seven that begin otherwise. */
function forkProof(): ForkProof {
  return {
    smaller: signed(5),
    larger: signed(7, OTHER),
    rootInLarger: treeOf(5, OTHER).root,
    path: consistencyPath(OTHER.slice(0, 7), 5),
  };
}

const LEAVES = Array.from({ length: 40 }, (_, i) => leafHash(new Uint8Array(32).fill(i)));
/** Another past from the third entry on. */
const OTHER = LEAVES.map((leaf, i) => (i < 2 ? leaf : leafHash(new Uint8Array(32).fill(100 + i))));
const WITNESS = WITNESSES[0]!;
const STRANGER = verifyKeyOf(signingKey('ed25519', 9));
const signedBefore = new Map<string, Uint8Array>();
