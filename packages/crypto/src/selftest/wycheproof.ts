// SPDX-License-Identifier: Apache-2.0
// Files of the Wycheproof project: groups of tests, each with the result that a right implementation reaches.

import type { JsonValue } from '@iims/wire/strict-json';
import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  numberField,
  type Outcome,
  skip,
  textField,
  type VectorCase,
  type VectorSet,
  type VectorTools,
} from './vector-case.ts';
import { checkAead, checkChunked, checkHkdf } from './wycheproof-ciphers.ts';
import {
  checkMlKemDecaps,
  checkMlKemEncaps,
  checkMlKemExpanded,
  checkMlKemKeygen,
  checkXdh,
} from './wycheproof-kems.ts';
import { checkEcdsa, checkEddsa, checkMlDsaSign, checkMlDsaVerify } from './wycheproof-signatures.ts';

/**
 * What a test of the file expects. `acceptable` (Wycheproof: legacy inputs that one may take or refuse) has one answer here
 * as well: each check says which, so that no case passes whatever happens.
 */
export type Expected = 'valid' | 'invalid' | 'acceptable';

export interface WycheproofTest {
  readonly algorithm: string;
  readonly group: Fields;
  readonly test: Fields;
  readonly expected: Expected;
  readonly flags: readonly string[];
  readonly tools: VectorTools;
}

/** Reads a file of the project; `undefined` when it is none. @throws IimsError `input.invalid` for one that is damaged */
export function readWycheproof(value: JsonValue, tools: VectorTools): VectorSet | undefined {
  if (!isFields(value) || !('testGroups' in value || 'numberOfTests' in value)) return undefined;
  const { testGroups, ...frame } = value;
  const algorithm = textField(value, 'algorithm');
  const declared = numberField(value, 'numberOfTests');
  const seen = new Set<number>();
  const cases = listOf(testGroups).flatMap((group) => {
    const { tests, ...shared } = fieldsOf(group);
    return listOf(tests).map((test) => readTest({ algorithm, group: shared, tools }, fieldsOf(test), seen));
  });
  return { heading: `${algorithm} ${textField(value, 'schema')} ${declared}`, declared, frame, cases };
}

function readTest(
  shared: Pick<WycheproofTest, 'algorithm' | 'group' | 'tools'>,
  test: Fields,
  seen: Set<number>,
): VectorCase {
  const tcId = numberField(test, 'tcId');
  const isRepeated = seen.has(tcId);
  seen.add(tcId);
  return {
    id: String(tcId),
    content: { group: shared.group, test },
    run() {
      if (isRepeated) return { result: 'failed', reason: 'another test has the same tcId' };
      const expected = textField(test, 'result');
      if (!isExpected(expected)) return { result: 'failed', reason: 'the result is valid, invalid or acceptable' };
      const flags = test.flags === undefined ? [] : listOf(test.flags).map(String);
      const check = CHECKS.get(textField(shared.group, 'type'));
      if (check === undefined) return skip('tests of this type are not run');
      return check({ ...shared, test, expected, flags });
    },
  };
}

function isExpected(result: string): result is Expected {
  return result === 'valid' || result === 'invalid' || result === 'acceptable';
}

const CHECKS: ReadonlyMap<string, (test: WycheproofTest) => Outcome> = new Map([
  ['AeadTest', checkAead],
  ['HkdfTest', checkHkdf],
  ['ChunkedEncryption', checkChunked],
  ['EddsaVerify', checkEddsa],
  ['MlDsaVerify', checkMlDsaVerify],
  ['MlDsaSign', checkMlDsaSign],
  ['EcdsaP1363Verify', checkEcdsa],
  ['XdhComp', checkXdh],
  ['MLKEMTest', checkMlKemDecaps],
  ['MLKEMEncapsTest', checkMlKemEncaps],
  ['MLKEMKeyGen', checkMlKemKeygen],
  ['MLKEMDecapsValidationTest', checkMlKemExpanded],
]);
