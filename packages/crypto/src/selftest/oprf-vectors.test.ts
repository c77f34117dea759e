// SPDX-License-Identifier: Apache-2.0
// RFC 9497 with ristretto255: the product has no private queries, and its oracle for them agrees with the published vectors.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@iims/wire/bytes';
import { ristretto255_oprf as oracle } from '@noble/curves/ed25519.js';
import { publishedText } from './vectors.fixture.ts';

test('OPRF: blinding, evaluation and output of 2 vectors', () => {
  const { skSm, vectors } = groupOf(0);
  assert.equal(vectors.length, 2);
  for (const vector of vectors) {
    const [input, blind, evaluated] = [vector.Input, vector.Blind, vector.EvaluationElement].map(fromHex);
    const blinded = fromHex(vector.BlindedElement);
    assert.equal(toHex(oracle.oprf.blindEvaluate(fromHex(skSm), blinded)), vector.EvaluationElement);
    assert.equal(toHex(oracle.oprf.finalize(input!, blind!, evaluated!)), vector.Output);
  }
});

test('VOPRF: 3 vectors with their proofs, of which one is for two inputs; a changed proof is refused', () => {
  const { pkSm, vectors } = groupOf(1);
  assert.equal(vectors.length, 3);
  for (const vector of vectors) {
    const listOf = (field: 'Input' | 'Blind' | 'BlindedElement' | 'EvaluationElement'): Uint8Array[] =>
      vector[field].split(',').map(fromHex);
    const [inputs, blinds, blinded, evaluated] = [
      listOf('Input'),
      listOf('Blind'),
      listOf('BlindedElement'),
      listOf('EvaluationElement'),
    ];
    const items = inputs.map((input, place) => ({
      input,
      blind: blinds[place]!,
      blinded: blinded[place]!,
      evaluated: evaluated[place]!,
    }));
    const proof = fromHex(vector.Proof!.proof);
    const outputs = oracle.voprf.finalizeBatch(items, fromHex(pkSm!), proof);
    assert.deepEqual(outputs.map(toHex), vector.Output.split(','));
    proof[0]! ^= 1;
    assert.throws(() => oracle.voprf.finalizeBatch(items, fromHex(pkSm!), proof));
  }
});

interface OprfGroup {
  readonly identifier: string;
  readonly mode: number;
  readonly skSm: string;
  readonly pkSm?: string;
  readonly vectors: readonly OprfVector[];
}

interface OprfVector {
  readonly Input: string;
  readonly Blind: string;
  readonly BlindedElement: string;
  readonly EvaluationElement: string;
  readonly Output: string;
  readonly Proof?: { readonly proof: string };
}

function groupOf(mode: number): OprfGroup {
  const groups = JSON.parse(publishedText('rfc9497-oprf/allVectors.json')) as OprfGroup[];
  return groups.find((group) => group.identifier === 'ristretto255-SHA512' && group.mode === mode)!;
}
