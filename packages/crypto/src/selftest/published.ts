// SPDX-License-Identifier: Apache-2.0
// The published files whose copies this product carries. A copy with an altered case is told from the published one also where the
// alteration changes no verdict: a forgery with one more wrong byte is still a forgery.

import type { JsonValue } from '@iims/wire/strict-json';
import { isFields, type VectorSet } from './vector-case.ts';

/** The published file of which the file at `path` is a copy, by name or by what it holds; `undefined` for others. */
export function publishedPath(path: string, set: VectorSet | undefined): string | undefined {
  const merkle = /(?:^|\/)((?:inclusion|consistency)\/.*\.json)$/.exec(path)?.[1];
  if (merkle !== undefined) return `merkle-proofs/${merkle}`;
  const named = PUBLISHED.find(({ file }) => isNamed(path, file));
  if (named === undefined) {
    return PUBLISHED.find(({ heading }) => heading !== undefined && heading === set?.heading)?.file;
  }
  // Under one name, another number of tests that the file itself declares is another version of it.
  const isOtherVersion = set?.declared !== undefined && named.heading?.endsWith(` ${set.declared}`) !== true;
  return isOtherVersion ? undefined : named.file;
}

/** `test-vectors.json` says nothing without its folder. */
function isNamed(path: string, file: string): boolean {
  if (path === file || path.endsWith(`/${file}`)) return true;
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name !== 'test-vectors.json' && path.slice(path.lastIndexOf('/') + 1) === name;
}

/** Whether two values are the same, whatever the order of their keys. */
export function isSameJson(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, place) => isSameJson(item, b[place]!));
  }
  if (!isFields(a) || !isFields(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name]!, b[name]!))
  );
}

interface Published {
  /** Folder and name, as in spec/vectors. */
  readonly file: string;
  /** As `VectorSet.heading`; of formats with many cases a file. */
  readonly heading?: string;
}

const PUBLISHED: readonly Published[] = [
  { file: 'wycheproof/aes_gcm_test.json', heading: 'AES-GCM aead_test_schema_v1.json 316' },
  {
    file: 'wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json',
    heading: 'Cobblestone-256 c2sp_chunked_encryption_schema.json 35',
  },
  { file: 'wycheproof/chacha20_poly1305_test.json', heading: 'CHACHA20-POLY1305 aead_test_schema_v1.json 325' },
  { file: 'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json', heading: 'ECDSA ecdsa_p1363_verify_schema_v1.json 262' },
  { file: 'wycheproof/ed25519_test.json', heading: 'EDDSA eddsa_verify_schema_v1.json 151' },
  { file: 'wycheproof/hkdf_sha256_test.json', heading: 'HKDF-SHA-256 hkdf_test_schema_v1.json 86' },
  { file: 'wycheproof/hkdf_sha384_test.json', heading: 'HKDF-SHA-384 hkdf_test_schema_v1.json 83' },
  { file: 'wycheproof/hkdf_sha512_test.json', heading: 'HKDF-SHA-512 hkdf_test_schema_v1.json 83' },
  { file: 'wycheproof/mldsa_44_verify_test.json', heading: 'ML-DSA-44 mldsa_verify_schema.json 180' },
  { file: 'wycheproof/mldsa_65_sign_seed_test.json', heading: 'ML-DSA-65 mldsa_sign_seed_schema.json 105' },
  { file: 'wycheproof/mldsa_65_verify_test.json', heading: 'ML-DSA-65 mldsa_verify_schema.json 210' },
  { file: 'wycheproof/mlkem_768_encaps_test.json', heading: 'ML-KEM mlkem_encaps_test_schema.json 265' },
  { file: 'wycheproof/mlkem_768_keygen_seed_test.json', heading: 'ML-KEM mlkem_keygen_seed_test_schema.json 100' },
  {
    file: 'wycheproof/mlkem_768_semi_expanded_decaps_test.json',
    heading: 'ML-KEM mlkem_semi_expanded_decaps_test_schema.json 9',
  },
  { file: 'wycheproof/mlkem_768_test.json', heading: 'ML-KEM mlkem_test_schema.json 193' },
  { file: 'wycheproof/x25519_test.json', heading: 'XDH xdh_comp_schema_v1.json 518' },
  { file: 'cctv-ed25519/ed25519vectors.json', heading: 'CCTV-Ed25519 914' },
  { file: 'cctv-ml-kem/strcmp-ML-KEM-768.txt' },
  { file: 'cctv-ml-kem/unluckysample-ML-KEM-768.txt' },
  { file: 'xwing/test-vectors.json', heading: 'X-Wing 3' },
  { file: 'hpke-pq/test-vectors.json', heading: 'HPKE 13' },
  { file: 'rfc9497-oprf/allVectors.json', heading: 'OPRF 40' },
  { file: 'signed-notes/example-ed25519.note' },
  { file: 'signed-notes/sumdb-checkpoint-ed25519.note' },
  { file: 'signed-notes/mldsa44-checkpoint.note' },
];
