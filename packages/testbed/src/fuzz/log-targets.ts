// SPDX-License-Identifier: Apache-2.0
// Readers of the log's outside forms: notes and checkpoints, what witnesses are asked and answer, proofs of entries and of forks.
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { leafHash } from '@iims/crypto/merkle-tree';
import type { SignatureAlgorithm } from '@iims/crypto/primitives';
import { type LogKeys, openCheckpoint, signCheckpoint } from '@iims/tlog/checkpoint';
import { cosign } from '@iims/tlog/cosignature';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { encodeForkProof, forkAtOneSize, parseForkProof, verifyForkProof } from '@iims/tlog/fork';
import { formatNote, formatVerifierKey, noteKey, parseNote, parseVerifierKey } from '@iims/tlog/note';
import { formatProofFile, parseProofFile, verifyProofFile } from '@iims/tlog/proof-file';
import {
  formatAddCheckpoint,
  formatCosignatures,
  parseAddCheckpoint,
  readCosignature,
  weighCheckpoint,
} from '@iims/tlog/witness';
import { assert } from '@iims/wire/assert';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import type { FuzzTarget } from './target.ts';

const AT_SECONDS = 1_767_600_000;
const key = (algorithm: SignatureAlgorithm, seed: number) =>
  signingKeyFromSeed(algorithm, new Uint8Array(32).fill(seed));
const signers = { ed25519: key('ed25519', 1), mldsa44: key('ml-dsa-44', 2) };
const log: LogKeys = {
  origin: 'iims/GEO/audit/1',
  keys: [{ ed25519: verifyKeyOf(signers.ed25519), mldsa44: verifyKeyOf(signers.mldsa44) }],
};
const witnessKey = key('ml-dsa-44', 3);
const witness = { name: 'iims/UKR/witness', keys: [verifyKeyOf(witnessKey)] };

const commitment = entryCommitment(new Uint8Array(32), utf8('an entry'));
const tree = { origin: log.origin, size: 1, root: leafHash(commitment) };
const checkpoint = signCheckpoint(tree, signers, AT_SECONDS);
const line = cosign(tree, witness.name, witnessKey, AT_SECONDS);
const cosigned = formatNote({ ...parseNote(checkpoint), signatures: [...parseNote(checkpoint).signatures, line] });
const policy = { log, witnesses: [witness], quorum: 1 };
const request = { oldSize: 0, proof: [], checkpoint };
const fork = forkAtOneSize(
  signCheckpoint({ ...tree, root: new Uint8Array(32) }, signers, AT_SECONDS),
  checkpoint,
  tree.root,
);
const WORDS = ['\n', '\n\n', '— ', ' ', log.origin, witness.name, 'old ', 'index ', '18446744073709551615', '-1', '+'];

export const LOG_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'note',
    seeds: [checkpoint, cosigned],
    words: WORDS,
    read: (bytes) => assert(equalBytes(formatNote(parseNote(bytes)), bytes), 'a note has one spelling'),
  },
  {
    name: 'checkpoint',
    seeds: [checkpoint, cosigned],
    words: WORDS,
    read(bytes) {
      const { size, root } = openCheckpoint(bytes, log);
      assert(size === tree.size && equalBytes(root, tree.root), 'only the tree that the log signed is accepted');
    },
  },
  {
    name: 'verifier-key',
    seeds: [utf8(formatVerifierKey(noteKey(log.origin, log.keys[0]!.ed25519)))],
    words: ['+', '=', '0'],
    read(bytes) {
      const text = new TextDecoder().decode(bytes);
      assert(formatVerifierKey(parseVerifierKey(text)) === text, 'a key has one spelling');
    },
  },
  {
    name: 'witness-request',
    seeds: [formatAddCheckpoint(request), formatAddCheckpoint({ ...request, oldSize: 1, proof: [new Uint8Array(32)] })],
    words: WORDS,
    read(bytes) {
      const asked = parseAddCheckpoint(bytes);
      const verdict = weighCheckpoint({ size: 0, root: new Uint8Array(32) }, log, asked);
      if (verdict.kind === 'cosign')
        assert(verdict.checkpoint.size === tree.size, 'only what the log signed is cosigned');
    },
  },
  {
    name: 'witness-answer',
    seeds: [formatCosignatures([line])],
    words: WORDS,
    read(bytes) {
      const { name } = readCosignature(bytes, checkpoint, { log, witness });
      assert(name === witness.name, 'only the witness itself is heard');
    },
  },
  {
    name: 'entry-proof',
    seeds: [formatProofFile({ index: 0, path: [], checkpoint: cosigned, extra: utf8('extra') })],
    words: [...WORDS, 'extra '],
    read(bytes) {
      const { index } = verifyProofFile(parseProofFile(bytes), commitment, policy);
      assert(index === 0, 'an entry is proven at its place alone');
    },
  },
  {
    name: 'fork-proof',
    seeds: [encodeForkProof(fork)],
    words: ['smaller', 'larger', 'path', 'rootInLarger'],
    read: (bytes) => void verifyForkProof(parseForkProof(bytes), log),
  },
];
