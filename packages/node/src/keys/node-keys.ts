// SPDX-License-Identifier: Apache-2.0
// The private keys of a node: which there are, how they are made from randomness, and the handles that the node works with.
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  SEED_BYTES,
  type SigningKey,
  signingKeyFromSeed,
} from '@iims/crypto/keys';
import { plainBytes, type Random, type SignatureAlgorithm } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { toBase64, toHex } from '@iims/wire/bytes';
import { ed25519PrivateKey, selfSignedCertificate, spkiOf } from './certificate.ts';

/** What the node works with. Of each list it uses the one that its State's document says. The oldest key stands first. */
export interface NodeKeys {
  readonly signing: readonly SigningPair[];
  readonly log: readonly LogPair[];
  /** ML-DSA-44: cosigns the logs of partners. */
  readonly witness: readonly SigningKey[];
  /** Opening keys by key id in hexadecimal, one for each epoch whose seed is kept. */
  readonly kem: ReadonlyMap<string, KemPrivateKey>;
  readonly tls: readonly TlsIdentity[];
  /** 32 secret bytes under which officers get the names that partners see. */
  readonly pseudonym: Uint8Array;
  /** 32 secret bytes from which the keys that seal the database come. */
  readonly atRest: Uint8Array;
}

export interface SigningPair {
  readonly ed25519: SigningKey;
  readonly mldsa65: SigningKey;
}

export interface LogPair {
  readonly ed25519: SigningKey;
  readonly mldsa44: SigningKey;
}

/** What TLS presents: the private key (PEM, PKCS#8), the certificate (DER), and the pin that the trust list holds. */
export interface TlsIdentity {
  readonly privateKeyPem: string;
  readonly certificate: Uint8Array;
  readonly spkiSha256: string;
}

/** What a key is for. Each use has its own keys, and its own place in the State's document. */
export type KeyUse = 'signing' | 'log' | 'witness' | 'kem' | 'tls';
export const KEY_USES: readonly KeyUse[] = ['signing', 'log', 'witness', 'kem', 'tls'];

/** What a key of each use consists of, in the order in which its parts are kept. */
export const KEY_PARTS = {
  signing: ['ed25519', 'ml-dsa-65'],
  log: ['ed25519', 'ml-dsa-44'],
  witness: ['ml-dsa-44'],
  kem: ['x-wing'],
  tls: ['ed25519'],
} as const satisfies Readonly<Record<KeyUse, readonly string[]>>;

/** One part of a key: the 32-byte seed in memory, or a key that signs in a token which does not give it away. */
export type KeyPart = { readonly seed: Uint8Array } | { readonly signer: SigningKey };

/** A key as it is made, kept and read back, its parts in the order of `KEY_PARTS`. */
export interface KeyInParts {
  readonly use: KeyUse;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly parts: readonly KeyPart[];
  /** DER, for `tls` alone. */
  readonly certificate?: Uint8Array;
}

/** The handle of a key of each use. */
export interface KeyHandles {
  readonly signing: SigningPair;
  readonly log: LogPair;
  readonly witness: SigningKey;
  readonly kem: KemPrivateKey;
  readonly tls: TlsIdentity;
}

/** A key that is ready for its use. */
export type HeldKey = {
  [U in KeyUse]: { readonly use: U; readonly madeAt: number; readonly handle: KeyHandles[U] };
}[KeyUse];

/** The public halves as the State's document tells them: base64, but key ids and pins in hexadecimal. */
export interface PublicHalves {
  readonly signing: { readonly ed25519: string; readonly mldsa65: string };
  readonly log: { readonly ed25519: string; readonly mldsa44: string };
  readonly witness: { readonly mldsa44: string };
  readonly kem: { readonly kid: string; readonly publicKey: string };
  readonly tls: { readonly spkiSha256: string; readonly certificate: string };
}

/** Everything that a node keeps secret, in the clear. */
export interface NodeSeeds {
  readonly keys: readonly KeyInParts[];
  readonly pseudonym: Uint8Array;
  readonly atRest: Uint8Array;
}

export interface KeyMaking {
  /** Stands in the certificate of a TLS key. */
  readonly nodeId: string;
  readonly now: number;
  readonly random: Random;
}

/** One key of each use, and `kemEpochs` opening keys. */
export function makeNodeSeeds(making: KeyMaking, kemEpochs: number): NodeSeeds {
  const keys = usesOfNewNode(kemEpochs).map((use) => makeKey(use, making));
  return { keys, pseudonym: making.random(SEED_BYTES), atRest: making.random(SEED_BYTES) };
}

/** The keys of a node that begins. */
export function usesOfNewNode(kemEpochs: number): readonly KeyUse[] {
  return ['signing', 'log', 'witness', 'tls', ...Array<KeyUse>(kemEpochs).fill('kem')];
}

/** A fresh key whose seeds are in memory. */
export function makeKey(use: KeyUse, { nodeId, now, random }: KeyMaking): KeyInParts {
  const seeds = KEY_PARTS[use].map(() => random(SEED_BYTES));
  const key = { use, madeAt: now, parts: seeds.map((seed) => ({ seed })) };
  if (use !== 'tls') return key;
  const dates = { notBefore: now - CLOCK_SLACK_MS, notAfter: now + CERTIFICATE_LIFE_MS };
  return { ...key, certificate: selfSignedCertificate({ nodeId, seed: seeds[0]!, serial: random(16), ...dates }) };
}

/** The handles of these seeds; the caller overwrites the seeds when it is done. */
export function nodeKeysFromSeeds({ keys, pseudonym, atRest }: NodeSeeds): NodeKeys {
  return gatherKeys(keys.map(holdKey), { pseudonym: pseudonym.slice(), atRest: atRest.slice() });
}

/** The key as a handle; the caller overwrites seeds when it is done. */
export function holdKey({ use, madeAt, parts, certificate }: KeyInParts): HeldKey {
  const [first, second] = parts;
  assert(parts.length === KEY_PARTS[use].length && first !== undefined, 'a key has the parts of its use');
  switch (use) {
    case 'signing':
      return { use, madeAt, handle: { ed25519: signer('ed25519', first), mldsa65: signer('ml-dsa-65', second!) } };
    case 'log':
      return { use, madeAt, handle: { ed25519: signer('ed25519', first), mldsa44: signer('ml-dsa-44', second!) } };
    case 'witness':
      return { use, madeAt, handle: signer('ml-dsa-44', first) };
    case 'kem':
      return { use, madeAt, handle: kemPrivateKeyFromSeed(seedOf(first)) };
    case 'tls':
      assert(certificate !== undefined, 'a TLS key has its certificate');
      return { use, madeAt, handle: tlsIdentity(seedOf(first), certificate) };
  }
}

/** Puts handles in their lists, oldest first; of the same age, by key id. */
export function gatherKeys(held: readonly HeldKey[], secrets: Pick<NodeKeys, 'pseudonym' | 'atRest'>): NodeKeys {
  const ordered = held.toSorted((a, b) => a.madeAt - b.madeAt || (keyIdOf(a) < keyIdOf(b) ? -1 : 1));
  const of = <U extends KeyUse>(use: U): KeyHandles[U][] =>
    ordered.filter((key) => key.use === use).map(({ handle }) => handle as KeyHandles[U]);
  return {
    signing: of('signing'),
    log: of('log'),
    witness: of('witness'),
    kem: new Map(of('kem').map((key) => [toHex(key.keyId), key])),
    tls: of('tls'),
    ...secrets,
  };
}

/** The public half of every key that is held, by use, oldest first. */
export function publicHalvesOf({ signing, log, witness, kem, tls }: NodeKeys): readonly {
  readonly use: KeyUse;
  readonly keyId: string;
  readonly publicHalf: PublicHalves[KeyUse];
}[] {
  const held: readonly HeldKey[] = [
    ...signing.map((handle) => ({ use: 'signing' as const, madeAt: 0, handle })),
    ...log.map((handle) => ({ use: 'log' as const, madeAt: 0, handle })),
    ...witness.map((handle) => ({ use: 'witness' as const, madeAt: 0, handle })),
    ...[...kem.values()].map((handle) => ({ use: 'kem' as const, madeAt: 0, handle })),
    ...tls.map((handle) => ({ use: 'tls' as const, madeAt: 0, handle })),
  ];
  return held.map((key) => ({ use: key.use, keyId: keyIdOf(key), publicHalf: publicHalfOf(key) }));
}

/** What names a key, in hexadecimal: its key id, of a pair that of the Ed25519 key, of a TLS key the pin. */
export function keyIdOf({ use, handle }: HeldKey): string {
  switch (use) {
    case 'signing':
    case 'log':
      return toHex(handle.ed25519.keyId);
    case 'witness':
    case 'kem':
      return toHex(handle.keyId);
    case 'tls':
      return handle.spkiSha256;
  }
}

/** The public half as it goes into the State's document. */
export function publicHalfOf({ use, handle }: HeldKey): PublicHalves[KeyUse] {
  switch (use) {
    case 'signing':
      return { ed25519: toBase64(handle.ed25519.publicKey), mldsa65: toBase64(handle.mldsa65.publicKey) };
    case 'log':
      return { ed25519: toBase64(handle.ed25519.publicKey), mldsa44: toBase64(handle.mldsa44.publicKey) };
    case 'witness':
      return { mldsa44: toBase64(handle.publicKey) };
    case 'kem':
      return { kid: toHex(handle.keyId), publicKey: toBase64(handle.publicKey) };
    case 'tls':
      return { spkiSha256: handle.spkiSha256, certificate: toBase64(handle.certificate) };
  }
}

/** The raw public keys, in the order of `KEY_PARTS`. */
export function publicKeysOf({ use, handle }: HeldKey): readonly Uint8Array[] {
  switch (use) {
    case 'signing':
      return [handle.ed25519.publicKey, handle.mldsa65.publicKey];
    case 'log':
      return [handle.ed25519.publicKey, handle.mldsa44.publicKey];
    case 'witness':
    case 'kem':
      return [handle.publicKey];
    case 'tls':
      return [plainBytes(createPublicKey(handle.privateKeyPem).export({ format: 'raw-public' }))];
  }
}

/** Overwrites the seeds in memory. */
export function overwriteSeeds(parts: readonly KeyPart[]): void {
  for (const part of parts) if ('seed' in part) part.seed.fill(0);
}

/** The pin of a certificate: SHA-256 of its SubjectPublicKeyInfo in lower-case hexadecimal (RFC 7469, 2.4). */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256').update(spkiOf(certificate.publicKey)).digest('hex');
}

function tlsIdentity(seed: Uint8Array, certificate: Uint8Array): TlsIdentity {
  return {
    privateKeyPem: ed25519PrivateKey(seed).export({ format: 'pem', type: 'pkcs8' }) as string,
    certificate,
    spkiSha256: pinOf(new X509Certificate(certificate)),
  };
}

function signer(algorithm: SignatureAlgorithm, part: KeyPart): SigningKey {
  return 'signer' in part ? part.signer : signingKeyFromSeed(algorithm, part.seed);
}

function seedOf(part: KeyPart): Uint8Array {
  assert('seed' in part, 'opening keys and TLS keys work from their seed');
  return part.seed;
}

const DAY_MS = 24 * 3_600_000;
const CLOCK_SLACK_MS = DAY_MS;
const CERTIFICATE_LIFE_MS = 3_650 * DAY_MS;
