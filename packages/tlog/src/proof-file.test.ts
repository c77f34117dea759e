// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inclusionPath, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { concatBytes, fromUtf8, utf8 } from '@iims/wire/bytes';
import { signCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { formatNote, parseNote } from './note.ts';
import { cosignersOf, formatPolicyFile, largestUntilSeconds, witnessedAtSeconds } from './policy.ts';
import { EXTRA_BYTES_MAX, formatProofFile, type ProofFile, parseProofFile, verifyProofFile } from './proof-file.ts';
import { LOG, POLICY, signingKey, WITNESSES } from './witness.fixture.ts';

test('a proof shows the entry, the checkpoint and who witnessed it', () => {
  const proof = parseProofFile(formatProofFile(proofOf(2, 2)));
  const proven = verifyProofFile(proof, COMMITMENTS[2]!, POLICY);
  assert.equal(proven.index, 2);
  assert.equal(proven.checkpoint.size, COMMITMENTS.length);
  assert.deepEqual(proven.cosigners, [
    { name: 'iims/AZE/witness', cosignedAtSeconds: 1_700_000_010 },
    { name: 'iims/UKR/witness', cosignedAtSeconds: 1_700_000_011 },
  ]);
  assert.equal(proven.witnessed, true);
});

test('below the quorum a proof stands on the word of the log alone', () => {
  const proven = verifyProofFile(proofOf(0, 1), COMMITMENTS[0]!, POLICY);
  assert.equal(proven.cosigners.length, 1);
  assert.equal(proven.witnessed, false);
});

test('a proof has one spelling', () => {
  for (const proof of [proofOf(0, 0), proofOf(6, 2), { ...proofOf(3, 1), extra: utf8('more') }]) {
    const bytes = formatProofFile(proof);
    assert.deepEqual(formatProofFile(parseProofFile(bytes)), bytes);
  }
});

test('the lines of a proof are those of tlog-proof', () => {
  const [first, extra, index, ...rest] = fromUtf8(formatProofFile({ ...proofOf(2, 0), extra: utf8('x') })).split('\n');
  assert.deepEqual([first, extra, index], ['c2sp.org/tlog-proof@v1', 'extra eA==', 'index 2']);
  assert.equal(rest.indexOf(''), 3);
  assert.equal(rest[4], LOG.origin);
});

test('a proof of another entry, another index or another path is refused', () => {
  const proof = proofOf(2, 2);
  const strange = [
    { proof, commitment: COMMITMENTS[3]! },
    { proof: { ...proof, index: 3 }, commitment: COMMITMENTS[2]! },
    { proof: { ...proof, index: 7 }, commitment: COMMITMENTS[2]! },
    { proof: { ...proof, path: proof.path.slice(1) }, commitment: COMMITMENTS[2]! },
    { proof: { ...proof, path: [...proof.path, new Uint8Array(32)] }, commitment: COMMITMENTS[2]! },
  ];
  for (const { proof: bad, commitment } of strange) {
    assert.throws(() => verifyProofFile(bad, commitment, POLICY), { code: 'proof.not-included' });
  }
});

test('a cosignature that is not by the witness that it names is refused, and one of a stranger is passed over', () => {
  const { text, signatures } = parseNote(checkpointWith(1));
  const name = WITNESSES[1]!.name;
  const forged = cosign({ ...TREE, root: new Uint8Array(32) }, name, signingKey('ml-dsa-44', 21), 1_700_000_000);
  const bad = formatNote({ text, signatures: [...signatures, forged] });
  assert.throws(() => verifyProofFile({ ...proofOf(0, 0), checkpoint: bad }, COMMITMENTS[0]!, POLICY), {
    code: 'note.signature',
  });
  const byStranger = cosign(TREE, 'iims/XXX/witness', signingKey('ml-dsa-44', 77), 1_700_000_000);
  const odd = formatNote({ text, signatures: [...signatures, byStranger] });
  const proven = verifyProofFile({ ...proofOf(0, 0), checkpoint: odd }, COMMITMENTS[0]!, POLICY);
  assert.deepEqual(
    proven.cosigners.map((cosigner) => cosigner.name),
    ['iims/AZE/witness'],
  );
});

test('a witness counts once, and a cosignature without a time does not', () => {
  const checkpoint = { ...TREE, signedAtSeconds: 1, otherSignatures: [0, 5, 9].map((time) => cosignature(0, time)) };
  assert.deepEqual(cosignersOf(checkpoint, WITNESSES), [{ name: 'iims/AZE/witness', cosignedAtSeconds: 5 }]);
  assert.deepEqual(cosignersOf({ ...checkpoint, otherSignatures: [cosignature(0, 0)] }, WITNESSES), []);
});

test('a tree is witnessed from when a quorum of clocks says so, and known as the largest until when a quorum says so', () => {
  const cosigners = [10, 99_999, 12, 50].map((cosignedAtSeconds, i) => ({ name: `w${i}`, cosignedAtSeconds }));
  const [by, until] = [witnessedAtSeconds, largestUntilSeconds].map((time) =>
    [0, 1, 2, 3, 4, 5].map((quorum) => time(cosigners, quorum)),
  );
  assert.deepEqual(by, [undefined, 10, 12, 50, 99_999, undefined]);
  assert.deepEqual(until, [undefined, 99_999, 50, 12, 10, undefined]);
  // A cosignature more makes it no later.
  assert.equal(witnessedAtSeconds([...cosigners, { name: 'w4', cosignedAtSeconds: 200_000 }], 2), 12);
});

test('the policy in the words of tlog-policy names logs, witnesses and the quorum', () => {
  const lines = fromUtf8(formatPolicyFile(POLICY)).split('\n');
  assert.deepEqual(
    lines.map((line) =>
      line
        .split(' ')
        .slice(0, line.startsWith('group') ? 9 : 1)
        .join(' '),
    ),
    [
      'log',
      'log',
      'witness',
      'group w1 any w1-1',
      'witness',
      'group w2 any w2-1',
      'witness',
      'group w3 any w3-1',
      'group partners 2 w1 w2 w3',
      'quorum',
      '',
    ],
  );
});

test('bytes that are no proof are refused', () => {
  const good = fromUtf8(formatProofFile({ ...proofOf(2, 0), extra: utf8('x') }));
  const bad = {
    'another version': good.replace('@v1', '@v2'),
    'no empty line': good.replaceAll('\n\n', '\n'),
    'an index with a leading zero': good.replace('index 2', 'index 02'),
    'an index beyond 2^53': good.replace('index 2', 'index 9007199254740993'),
    'no index': good.replace('index 2\n', ''),
    'a path line that is too short': good.replace('index 2\n', 'index 2\neA==\n'),
    'a path line with spaces': good.replace('index 2\n', 'index 2 \n'),
    'empty extra data': good.replace('extra eA==', 'extra '),
    'extra data in another spelling': good.replace('extra eA==', 'extra eB=='),
    'extra data after the index': good.replace('extra eA==\nindex 2\n', 'index 2\nextra eA==\n'),
    'a path longer than any tree': good.replace('index 2\n', `index 2\n${`${'A'.repeat(43)}=\n`.repeat(54)}`),
    'carriage returns': good.replaceAll('\n', '\r\n'),
  };
  for (const [what, text] of Object.entries(bad)) {
    assert.throws(() => parseProofFile(utf8(text)), { code: 'proof.malformed' }, what);
  }
  assert.throws(() => parseProofFile(new Uint8Array(3 * EXTRA_BYTES_MAX)), { code: 'proof.malformed' });
  assert.throws(() => parseProofFile(concatBytes(utf8('c2sp.org/tlog-proof@v1\nindex \xff'), utf8('\n\n'))), {
    code: 'proof.malformed',
  });
});

const COMMITMENTS = Array.from({ length: 7 }, (_, i) => new Uint8Array(32).fill(i + 1));
const LEAVES = COMMITMENTS.map((commitment) => leafHash(commitment));
const TREE = { origin: LOG.origin, size: LEAVES.length, root: treeRoot(LEAVES) };

function proofOf(index: number, cosignatures: number): ProofFile {
  return { index, path: inclusionPath(LEAVES, index), checkpoint: checkpointWith(cosignatures) };
}

function checkpointWith(cosignatures: number): Uint8Array {
  const note = parseNote(signCheckpoint(TREE, LOG.signers, 1_700_000_000));
  const added = Array.from({ length: cosignatures }, (_, i) => cosignature(i, 1_700_000_010 + i));
  return formatNote({ ...note, signatures: [...note.signatures, ...added] });
}

function cosignature(witness: number, timeSeconds: number) {
  return cosign(TREE, WITNESSES[witness]!.name, signingKey('ml-dsa-44', 20 + witness), timeSeconds);
}
