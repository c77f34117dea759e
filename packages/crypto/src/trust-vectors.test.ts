// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { acceptAttestation, acceptRoot, acceptState, type TrustList, trustFromRoot } from './trust-list.ts';

interface Vectors {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly title: string; readonly steps: readonly Step[] }[];
}

interface Step {
  readonly accept: 'root' | 'state' | 'attestation';
  readonly file: string;
  readonly state: StateCode;
  readonly now: number;
  readonly expect: string;
}

const path = new URL('../../../spec/vectors/trust-list/documents.json', import.meta.url);
const { files, cases }: Vectors = JSON.parse(readFileSync(path, 'utf8'));
const fileNamed = (name: string): Uint8Array => utf8(files[name]!);

describe('the vectors of the trust list', () => {
  for (const { title, steps } of cases) {
    it(title, () => {
      let trust = trustFromRoot(fileNamed('root-1'));
      for (const step of steps) {
        const outcome = take(trust, step);
        assert.equal(outcome instanceof IimsError ? outcome.code : 'ok', step.expect, step.file);
        if (!(outcome instanceof IimsError)) trust = outcome;
      }
    });
  }
});

function take(trust: TrustList, { accept, file: name, state, now }: Step): TrustList | IimsError {
  const file = fileNamed(name);
  try {
    if (accept === 'root') return acceptRoot(trust, file);
    return accept === 'state' ? acceptState(trust, state, file, now) : acceptAttestation(trust, state, file, now);
  } catch (fault) {
    if (fault instanceof IimsError) return fault;
    throw fault;
  }
}
