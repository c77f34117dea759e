// SPDX-License-Identifier: Apache-2.0
// Every published file runs whole and its count is exact; every way of damaging one is seen.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ACCEPTED_EDGE_CASES } from './vector-formats.ts';
import { publishedBytes, publishedText, runAlone, runAs } from './vectors.fixture.ts';

/** Cases that run and pass, and those that are skipped. */
const COUNTS: readonly (readonly [file: string, passed: number, skipped: number])[] = [
  ['wycheproof/aes_gcm_test.json', 316, 0],
  ['wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json', 35, 0],
  ['wycheproof/chacha20_poly1305_test.json', 325, 0],
  ['wycheproof/ecdsa_secp256r1_sha256_p1363_test.json', 262, 0],
  ['wycheproof/ed25519_test.json', 151, 0],
  ['wycheproof/hkdf_sha256_test.json', 86, 0],
  ['wycheproof/hkdf_sha384_test.json', 83, 0],
  ['wycheproof/hkdf_sha512_test.json', 83, 0],
  ['wycheproof/mldsa_44_verify_test.json', 180, 0],
  ['wycheproof/mldsa_65_sign_seed_test.json', 88, 17],
  ['wycheproof/mldsa_65_verify_test.json', 210, 0],
  ['wycheproof/mlkem_768_encaps_test.json', 265, 0],
  ['wycheproof/mlkem_768_keygen_seed_test.json', 100, 0],
  ['wycheproof/mlkem_768_semi_expanded_decaps_test.json', 9, 0],
  ['wycheproof/mlkem_768_test.json', 193, 0],
  ['wycheproof/x25519_test.json', 518, 0],
  ['cctv-ed25519/ed25519vectors.json', 914, 0],
  ['cctv-ml-kem/strcmp-ML-KEM-768.txt', 1, 0],
  ['cctv-ml-kem/unluckysample-ML-KEM-768.txt', 1, 0],
  ['xwing/test-vectors.json', 3, 0],
  ['hpke-pq/test-vectors.json', 10, 3],
  ['rfc9497-oprf/allVectors.json', 0, 40],
  ['merkle-proofs/inclusion/2/happy-path.json', 1, 0],
  ['merkle-proofs/consistency/2/happy-path.json', 1, 0],
];

describe('each published file runs whole', () => {
  for (const [file, passed, skipped] of COUNTS) {
    test(file, () => {
      const { reason, ...suite } = runAs(file);
      assert.deepEqual(suite, { file, passed, failed: 0, skipped }, reason);
    });
  }

  test('43 of the 914 edge cases of Ed25519 are accepted', () => assert.equal(ACCEPTED_EDGE_CASES.size, 43));
});

/** Of each, the first valid case and a field that decides its result, which no copy is needed to see. */
const DECIDING_FIELDS: readonly (readonly [file: string, fields: readonly string[]])[] = [
  ['wycheproof/aes_gcm_test.json', ['key', 'iv', 'aad', 'msg', 'ct', 'tag']],
  ['wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json', ['key', 'ct', 'msgSha512']],
  ['wycheproof/chacha20_poly1305_test.json', ['key', 'iv', 'aad', 'msg', 'ct', 'tag']],
  ['wycheproof/ecdsa_secp256r1_sha256_p1363_test.json', ['msg', 'sig']],
  ['wycheproof/ed25519_test.json', ['msg', 'sig']],
  ['wycheproof/hkdf_sha256_test.json', ['ikm', 'salt', 'info', 'okm']],
  ['wycheproof/hkdf_sha512_test.json', ['ikm', 'okm']],
  ['wycheproof/mldsa_44_verify_test.json', ['msg', 'sig']],
  ['wycheproof/mldsa_65_sign_seed_test.json', ['msg', 'sig', 'mu']],
  ['wycheproof/mldsa_65_verify_test.json', ['msg', 'sig']],
  ['wycheproof/mlkem_768_keygen_seed_test.json', ['seed', 'ek', 'dk']],
  ['wycheproof/mlkem_768_semi_expanded_decaps_test.json', ['c', 'ek', 'K']],
  ['wycheproof/mlkem_768_test.json', ['seed', 'ek', 'c', 'K']],
  ['wycheproof/x25519_test.json', ['public', 'private', 'shared']],
];

describe('one bit in a field of a valid case makes exactly this case fail', () => {
  for (const [file, fields] of DECIDING_FIELDS) {
    test(file, () => {
      for (const field of fields) {
        const { version, vector } = oneGroup(
          file,
          (candidate) => candidate.result === 'valid' && Boolean(candidate[field]),
        );
        // Not in the first byte, of which X25519 clamps three bits.
        vector[field] = withBitFlipped(String(vector[field]), 3);
        const { passed, failed, reason } = runAlone(file, JSON.stringify(version));
        assert.equal(failed, 1, `${field}: ${passed} passed, ${reason}`);
      }
    });
  }
});

test('a result turned round fails wherever it stands', () => {
  for (const [file] of COUNTS.filter(([name]) => name.startsWith('wycheproof/'))) {
    for (const result of ['valid', 'invalid']) {
      const { version, vector } = oneGroup(file, (candidate) => candidate.result === result || result === 'invalid');
      vector.result = vector.result === 'invalid' ? 'valid' : 'invalid';
      assert.equal(runAlone(file, JSON.stringify(version)).failed, 1, file);
    }
  }
});

test('any byte of a copy that is changed, in whatever case or head, is seen', () => {
  // Small files, so that many places are tried.
  const small = ['wycheproof/hkdf_sha256_test.json', 'cctv-ml-kem/strcmp-ML-KEM-768.txt', 'xwing/test-vectors.json'];
  const skippedWhole = ['rfc9497-oprf/allVectors.json', 'hpke-pq/test-vectors.json'];
  for (const file of [...small, ...skippedWhole, 'merkle-proofs/inclusion/2/empty-root.json']) {
    const bytes = publishedBytes(file);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), (place, change) => {
        const damaged = bytes.slice();
        damaged[place] = damaged[place]! ^ change;
        // Blanks of one kind are as good as those of another.
        fc.pre(!isBlank(bytes[place]!) || !isBlank(damaged[place]!));
        assert.ok(runAs(file, damaged).failed > 0, `byte ${place} of ${file}`);
      }),
      { numRuns: 40 },
    );
  }
});

test('a copy that is cut off anywhere is seen', () => {
  for (const file of ['wycheproof/hkdf_sha256_test.json', 'cctv-ml-kem/unluckysample-ML-KEM-768.txt']) {
    const bytes = publishedBytes(file);
    fc.assert(
      fc.property(fc.nat(bytes.length - 4), (length) => {
        assert.ok(runAs(file, bytes.subarray(0, length)).failed > 0, `${length} bytes of ${file}`);
      }),
      { numRuns: 40 },
    );
  }
});

test('a file with its tests taken out has failed as many', () => {
  const damaged = JSON.parse(publishedText('wycheproof/ed25519_test.json')) as WycheproofFile;
  for (const group of damaged.testGroups) group.tests = [];
  assert.equal(runAs('wycheproof/ed25519_test.json', JSON.stringify(damaged)).failed, 151);
  assert.deepEqual(countsOf(runAlone('a.json', JSON.stringify(damaged))), [0, 151, 0]);
});

test('a declared number of tests that is not the real one is as many failures', () => {
  const file = 'wycheproof/hkdf_sha256_test.json';
  const declare = (numberOfTests: unknown): string =>
    JSON.stringify({ ...(JSON.parse(publishedText(file)) as object), numberOfTests });
  assert.deepEqual(countsOf(runAlone(file, declare(80))), [80, 6, 0]);
  assert.deepEqual(countsOf(runAlone(file, declare(90))), [86, 4, 0]);
  for (const nonsense of [0, -1, 1.5, 1e12]) assert.equal(runAlone(file, declare(nonsense)).failed, 86, `${nonsense}`);
  assert.deepEqual(countsOf(runAlone(file, declare('86'))), [0, 1, 0]);
});

test('a published list with a case taken out is not complete', () => {
  const cases = JSON.parse(publishedText('xwing/test-vectors.json')) as unknown[];
  assert.deepEqual(countsOf(runAs('xwing/test-vectors.json', JSON.stringify(cases.slice(0, 2)))), [2, 1, 0]);
  assert.deepEqual(countsOf(runAs('xwing/test-vectors.json', '[]')), [0, 3, 0]);
});

test('another version of a published file, with a number of tests of its own, is judged by its results', () => {
  const file = 'wycheproof/ed25519_test.json';
  const version = JSON.parse(publishedText(file)) as WycheproofFile;
  version.testGroups = version.testGroups.slice(0, 2);
  version.numberOfTests = version.testGroups.flatMap(({ tests }) => tests).length;
  assert.deepEqual(countsOf(runAs(file, JSON.stringify(version))), [version.numberOfTests, 0, 0]);
});

test('a copy is known under any name, and its order of keys and blanks do not count', () => {
  const file = 'wycheproof/ed25519_test.json';
  const copy = JSON.parse(publishedText(file)) as WycheproofFile;
  const { algorithm, ...others } = copy;
  assert.deepEqual(countsOf(runAs('other.json', JSON.stringify({ ...others, algorithm }, null, 1))), [151, 0, 0]);
  const forgery = copy.testGroups.flatMap(({ tests }) => tests).find(({ result }) => result === 'invalid')!;
  forgery.comment = 'another';
  const suite = runAs('other.json', JSON.stringify(copy));
  assert.deepEqual(countsOf(suite), [150, 1, 0]);
  assert.equal(suite.reason, `case ${forgery.tcId}: it is not the published case`);
});

test("a copy's head is part of it, and so is the length of each list", () => {
  const file = 'wycheproof/ed25519_test.json';
  const copy = JSON.parse(publishedText(file)) as WycheproofFile & { notes: object };
  assert.deepEqual(countsOf(runAs(file, JSON.stringify({ ...copy, notes: {} }))), [0, 151, 0]);
  const [first, second] = copy.testGroups.flatMap(({ tests }) => tests);
  first!.flags = [];
  second!.flags = [...(second!.flags as string[]), 'Another'];
  assert.deepEqual(countsOf(runAs(file, JSON.stringify(copy))), [149, 2, 0]);
});

test('two tests with one number are one failure', () => {
  const copy = JSON.parse(publishedText('wycheproof/ed25519_test.json')) as WycheproofFile;
  const [first, second] = copy.testGroups.flatMap(({ tests }) => tests);
  second!.tcId = first!.tcId;
  assert.deepEqual(countsOf(runAlone('a.json', JSON.stringify(copy))), [150, 1, 0]);
});

test('what is malformed has failed, with a reason that repeats nothing of it', () => {
  for (const text of [
    '',
    '{',
    '{"a":1}{',
    'KOVALENKO',
    '\ufeff{}',
    '{"a":1,"a":1}',
    '{"__proto__":{"numberOfTests":1}}',
    '[]',
  ]) {
    const suite = runAlone('a.json', text);
    assert.deepEqual(countsOf(suite), [0, 1, 0], text);
    assert.doesNotMatch(suite.reason!, /KOVALENKO/);
  }
  assert.equal(runAlone('a.json', '['.repeat(100_000)).reason, 'the file cannot be read: json.too-deep');
  assert.equal(runAlone('a.json', new Uint8Array([0xff, 0xfe])).failed, 1);
  assert.equal(Object.hasOwn({}, 'numberOfTests'), false);
});

test('a case that lacks a field, or holds another kind of value, has failed and stops no other', () => {
  for (const name of ['public', 'private', 'shared', 'result', 'tcId']) {
    for (const value of [undefined, null, {}, 'zz', '0']) {
      const { version, vector } = oneGroup('wycheproof/x25519_test.json', ({ tcId }) => tcId === 6);
      vector[name] = value;
      const { passed, failed } = runAlone('a.json', JSON.stringify(version));
      // Without its number no case can be told from another, so that the file is not read.
      assert.deepEqual([passed, failed], name === 'tcId' ? [0, 1] : [5, 1], `${name} ${value}`);
    }
  }
});

test('an unknown file is skipped with a reason, unless it has the name of a published one', () => {
  const reason = 'not a known format of vectors';
  assert.deepEqual(runAs('a.json', '{"a":1}'), { file: 'a.json', passed: 0, failed: 0, skipped: 1, reason });
  assert.deepEqual(runAs('a.txt', 'words\n'), { file: 'a.txt', passed: 0, failed: 0, skipped: 1, reason });
  assert.equal(runAs('wycheproof/ed25519_test.json', '{"a":1}').failed, 1);
  assert.equal(runAs('strcmp-ML-KEM-768.txt', '').failed, 1);
});

test('tests of an algorithm that is not used are skipped, each with its reason', () => {
  const copy = JSON.parse(publishedText('wycheproof/aes_gcm_test.json')) as WycheproofFile;
  const suite = runAlone('a.json', JSON.stringify({ ...copy, algorithm: 'AES-EAX' }));
  assert.deepEqual([...countsOf(suite), suite.reason], [0, 0, 316, 'case 1: this AEAD is not used']);
});

interface WycheproofFile {
  algorithm: string;
  numberOfTests: number;
  testGroups: { tests: Record<string, unknown>[] }[];
}

/** A version of the file with one group only, cut after the first case that fits. */
function oneGroup(
  file: string,
  fits: (vector: Record<string, unknown>) => boolean,
): { version: WycheproofFile; vector: Record<string, unknown> } {
  const whole = JSON.parse(publishedText(file)) as WycheproofFile;
  const group = whole.testGroups.find(({ tests }) => tests.some(fits))!;
  const place = group.tests.findIndex(fits);
  const tests = group.tests.slice(Math.max(0, place - 5), place + 1);
  const version = { ...whole, numberOfTests: tests.length, testGroups: [{ ...group, tests }] };
  return { version, vector: tests.at(-1)! };
}

function countsOf({ passed, failed, skipped }: ReturnType<typeof runAs>): [number, number, number] {
  return [passed, failed, skipped];
}

function withBitFlipped(hex: string, place: number): string {
  const digit = Number.parseInt(hex[place % hex.length]!, 16) ^ 1;
  return hex.slice(0, place % hex.length) + digit.toString(16) + hex.slice((place % hex.length) + 1);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
