// SPDX-License-Identifier: Apache-2.0
// Known-answer tests: each primitive against a value from outside this code, and against a forgery that it must refuse.
// They run at every start of a node, so they are few and short; files of vectors say the rest.

import { createPrivateKey, createPublicKey, decapsulate, encapsulate } from 'node:crypto';
import { equalBytes, fromBase64, fromHex, toHex, utf8 } from '@iims/wire/bytes';
import { chunkedOpen, chunkedSeal, SALT_BYTES } from '../chunked.ts';
import { hpkeKeySchedule, hpkeOpen, hpkeSeal } from '../hpke.ts';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyFromPublic } from '../keys.ts';
import { verifyConsistencyPath, verifyInclusionPath } from '../merkle-tree.ts';
import {
  aeadOpen,
  aeadSeal,
  hkdfExpand,
  hkdfExtract,
  hmac,
  type SignatureAlgorithm,
  sha3,
  sha256,
  sha512,
} from '../primitives.ts';
import { importX25519Public, x25519Agree } from '../x-wing.ts';
import { ML_DSA_65_SIGNATURE, X_WING_CIPHERTEXT } from './known-answer-data.ts';
import { mlKemFromSeed } from './ml-kem-keys.ts';

export interface KnownAnswer {
  readonly name: string;
  /** Whether the answer is the known one. A throw is a no. */
  readonly holds: () => boolean;
}

/** The names of those that do not hold. */
export function failedAnswers(answers: readonly KnownAnswer[]): string[] {
  return answers.filter(({ holds }) => !isTrue(holds)).map(({ name }) => name);
}

function isTrue(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}

/** One test for each primitive of this package. */
export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  { name: 'SHA-256', holds: () => toHex(sha256(ABC)) === SHA_256_OF_ABC },
  { name: 'SHA-512', holds: () => toHex(sha512(ABC)) === SHA_512_OF_ABC },
  { name: 'SHA3-256', holds: () => toHex(sha3(ABC)) === SHA3_256_OF_ABC },
  { name: 'HMAC-SHA-256', holds: () => toHex(hmac('sha256', utf8('Jefe'), HMAC_MESSAGE)) === HMAC_DIGEST },
  { name: 'HKDF-SHA-256', holds: hkdfHolds },
  { name: 'AES-256-GCM', holds: aesGcmHolds },
  { name: 'Ed25519', holds: ed25519Holds },
  { name: 'ML-DSA-44', holds: () => mlDsaHolds('ml-dsa-44', ML_DSA_44_KEY_HASH) },
  { name: 'ML-DSA-65', holds: () => mlDsaHolds('ml-dsa-65', ML_DSA_65_KEY_HASH, fromBase64(ML_DSA_65_SIGNATURE)) },
  { name: 'X25519', holds: x25519Holds },
  { name: 'ML-KEM-768', holds: mlKemHolds },
  { name: 'X-Wing', holds: xWingHolds },
  { name: 'HPKE', holds: hpkeHolds },
  { name: 'chunked encryption', holds: chunkedHolds },
  { name: 'Merkle proofs', holds: merkleHolds },
];

/** RFC 5869, A.1. */
function hkdfHolds(): boolean {
  const secret = hkdfExtract('sha256', fromHex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
  const output = hkdfExpand('sha256', secret, [fromHex('f0f1f2f3f4f5f6f7f8f9')], 42);
  return toHex(output) === HKDF_OUTPUT;
}

/** Wycheproof, AES-GCM, test 91; a wrong tag, and one cut to 4 bytes, which Node 24 takes unless told otherwise. */
function aesGcmHolds(): boolean {
  const input = {
    key: fromHex('92ace3e348cd821092cd921aa3546374299ab46209691bc28b8752d17f123c20'),
    nonce: fromHex('00112233445566778899aabb'),
    aad: fromHex('00000000ffffffff'),
  };
  const message = fromHex('00010203040506070809');
  const sealed = fromHex('e27abdd2d2a53d2f136b9a4a2579529301bcfb71c78d4060f52c');
  const opened = aeadOpen('aes-256-gcm', input, sealed);
  const shortTag = sealed.subarray(0, message.length + 4);
  return (
    opened !== undefined &&
    equalBytes(opened, message) &&
    equalBytes(aeadSeal('aes-256-gcm', input, message), sealed) &&
    aeadOpen('aes-256-gcm', input, altered(sealed)) === undefined &&
    aeadOpen('aes-256-gcm', input, shortTag) === undefined
  );
}

/** RFC 8032, 7.1, test 3. */
function ed25519Holds(): boolean {
  const seed = fromHex('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7');
  const message = fromHex('af82');
  const signature = fromHex(
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  );
  const key = signingKeyFromSeed('ed25519', seed);
  const publicKey = verifyKeyFromPublic('ed25519', key.publicKey);
  return (
    toHex(key.publicKey) === 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025' &&
    equalBytes(key.sign(message), signature) &&
    publicKey.verify(message, signature) &&
    !publicKey.verify(message, altered(signature)) &&
    !publicKey.verify(altered(message), signature)
  );
}

/**
 * Seed to public key, a signature of others, an own one, and forgeries. Own signatures are hedged, so their bytes differ each time.
 * Those of ML-DSA-44 by others stand in the log's own tests.
 */
function mlDsaHolds(algorithm: SignatureAlgorithm, keyHash: string, signature?: Uint8Array): boolean {
  const key = signingKeyFromSeed(algorithm, new Uint8Array(32).fill(0x2a));
  const publicKey = verifyKeyFromPublic(algorithm, key.publicKey);
  const own = key.sign(ML_DSA_MESSAGE);
  return (
    toHex(sha256(key.publicKey)) === keyHash &&
    (signature === undefined || publicKey.verify(ML_DSA_MESSAGE, signature)) &&
    publicKey.verify(ML_DSA_MESSAGE, own) &&
    !publicKey.verify(ML_DSA_MESSAGE, altered(own)) &&
    !publicKey.verify(altered(ML_DSA_MESSAGE), own)
  );
}

/** RFC 7748, 6.1, and a key of small order. */
function x25519Holds(): boolean {
  const key = Buffer.from(fromHex(X25519_PRIVATE));
  const privateKey = createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: 'x25519' });
  const shared = x25519Agree(privateKey, importX25519Public(fromHex(X25519_PUBLIC)));
  const ofSmallOrder = x25519Agree(privateKey, importX25519Public(new Uint8Array(32)));
  return shared !== undefined && toHex(shared) === X25519_SHARED && ofSmallOrder === undefined;
}

/** Seed to public key, implicit rejection of a ciphertext of zeros, and an own round. */
function mlKemHolds(): boolean {
  const privateKey = mlKemFromSeed('ml-kem-768', new Uint8Array(64).fill(0x2a));
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ format: 'raw-public' });
  const { sharedKey, ciphertext } = encapsulate(publicKey);
  return (
    toHex(sha256(raw)) === ML_KEM_KEY_HASH &&
    toHex(decapsulate(privateKey, new Uint8Array(1088))) === ML_KEM_REJECTION &&
    equalBytes(decapsulate(privateKey, ciphertext), sharedKey) &&
    !equalBytes(decapsulate(privateKey, altered(ciphertext)), sharedKey)
  );
}

/** draft-connolly-cfrg-xwing-kem-10, vector 1; an own round; a public key whose ML-KEM half fails the modulus check. */
function xWingHolds(): boolean {
  const key = kemPrivateKeyFromSeed(fromHex('7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26'));
  const secret = key.decapsulate(fromBase64(X_WING_CIPHERTEXT));
  const own = kemPublicKeyFromRaw(key.publicKey).encapsulate();
  const opened = key.decapsulate(own.ciphertext);
  const beyondModulus = key.publicKey.slice().fill(0xff, 0, 3);
  return (
    toHex(sha256(key.publicKey)) === X_WING_KEY_HASH &&
    secret !== undefined &&
    toHex(secret) === X_WING_SECRET &&
    opened !== undefined &&
    equalBytes(opened, own.sharedSecret) &&
    isRefused(() => kemPublicKeyFromRaw(beyondModulus))
  );
}

/** hpkewg/hpke-pq, the vector of X-Wing with HKDF-SHA256: its key schedule (whose info is hexadecimal in ASCII); then an own round with AES-256-GCM. */
function hpkeHolds(): boolean {
  const { key, nonce } = hpkeKeySchedule(
    fromHex(HPKE_SECRET),
    utf8('4f6465206f6e2061204772656369616e2055726e'),
    'chacha20-poly1305',
  );
  const recipient = kemPrivateKeyFromSeed(new Uint8Array(32).fill(0x2a));
  const input = { info: utf8('info'), aad: utf8('aad') };
  const sealed = hpkeSeal(kemPublicKeyFromRaw(recipient.publicKey), input, ABC);
  const opened = hpkeOpen(recipient, input, sealed);
  return (
    toHex(key) === HPKE_KEY &&
    toHex(nonce) === HPKE_NONCE &&
    opened !== undefined &&
    equalBytes(opened, ABC) &&
    hpkeOpen(recipient, { ...input, info: utf8('other') }, sealed) === undefined &&
    hpkeOpen(recipient, { ...input, aad: utf8('other') }, sealed) === undefined
  );
}

/** Wycheproof, Cobblestone-256, test 2; another context, an altered chunk, and a message cut at its end. */
function chunkedHolds(): boolean {
  const input = { key: utf8('YELLOW SUBMARINE YELLOW SUBMARIN'), context: new Uint8Array(0) };
  const sealed = fromHex(CHUNKED);
  const message = chunkedOpen(input, sealed);
  return (
    message !== undefined &&
    equalBytes(chunkedSeal(input, sealed.subarray(0, SALT_BYTES), message), sealed) &&
    message.length === 7 &&
    chunkedOpen({ ...input, context: ABC }, sealed) === undefined &&
    chunkedOpen(input, altered(sealed)) === undefined &&
    chunkedOpen(input, sealed.subarray(0, -1)) === undefined
  );
}

/** transparency-dev/merkle, inclusion 2 and consistency 2; each with a hash altered. */
function merkleHolds(): boolean {
  const path = MERKLE_INCLUSION.map(fromBase64);
  const root = fromBase64(MERKLE_ROOT);
  const leaf = { leafHash: fromBase64('QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg='), index: 5, size: 8, path };
  const growth = {
    oldSize: 6,
    oldRoot: fromBase64('duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8='),
    newSize: 8,
    newRoot: root,
    path: MERKLE_CONSISTENCY.map(fromBase64),
  };
  return (
    verifyInclusionPath(leaf, root) &&
    !verifyInclusionPath({ ...leaf, index: 4 }, root) &&
    !verifyInclusionPath(leaf, altered(root)) &&
    verifyConsistencyPath(growth) &&
    !verifyConsistencyPath({ ...growth, oldRoot: altered(growth.oldRoot) }) &&
    !verifyConsistencyPath({ ...growth, newRoot: altered(root) })
  );
}

/** With the last bit turned. */
function altered(bytes: Uint8Array): Uint8Array {
  // Node's own buffers would be cut, not copied, by `slice`.
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1] = copy[copy.length - 1]! ^ 1;
  return copy;
}

function isRefused(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
}

const ABC = utf8('abc');
/** FIPS 180-4 and FIPS 202, example of one block. */
const SHA_256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const SHA_512_OF_ABC =
  'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';
const SHA3_256_OF_ABC = '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532';
/** RFC 4231, test case 2. */
const HMAC_MESSAGE = utf8('what do ya want for nothing?');
const HMAC_DIGEST = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
const HKDF_OUTPUT = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
const ML_DSA_MESSAGE = utf8('Hello world');
/** SHA-256 of the public keys of seed 2a…2a. */
const ML_DSA_44_KEY_HASH = 'd87f8ca136ac1aa55e2d6c4521680efb3a378cbb9bc0bfb446e9c60893931ea3';
const ML_DSA_65_KEY_HASH = 'b7acce2ddb11f8cc1aa46e2bafac6eacfa2b732ef192bd636ad8d3a56d649c66';
const ML_KEM_KEY_HASH = '61478b1d7a03527d8a2fa89ff7de964779a8d8a83492060282da375068dec694';
/** SHAKE256(z ‖ c) (FIPS 203, algorithm 18) for z = 2a…2a and a ciphertext of zeros. */
const ML_KEM_REJECTION = '1eacc7ad1bc814d39f5e21295408a3e0ebdaa4ffd5967fa08ebcb8ef3a7abef1';
const X25519_PRIVATE = '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a';
const X25519_PUBLIC = 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f';
const X25519_SHARED = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
const X_WING_KEY_HASH = '2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb';
const X_WING_SECRET = 'd2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384';
const HPKE_SECRET = '58200ed1f137bd95a921bb47f6aaecf2395b26f7fd24efd3a5ffae4849e8dea3';
const HPKE_KEY = '131c2ebb469b909a40915914afd7ff5e638888ac7195dcaaaef8f9a84f0e4030';
const HPKE_NONCE = '2b7a68f19e6cdbd43dda3c6d';
const CHUNKED =
  'a1a1b56f6db58cd1ede0c5c9db62aef20d3f96a6c594bb9252bb38122de91236502b42a1d7fcab820ffa292940d2f86add212cfa42c38df19d3cc9139ee61a5990d3db57433514229beea49a8a72bd';
const MERKLE_ROOT = 'XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=';
const MERKLE_INCLUSION: readonly string[] = [
  'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=',
  'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
  '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
];
const MERKLE_CONSISTENCY: readonly string[] = [
  'DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=',
  'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
  '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
];
