// SPDX-License-Identifier: Apache-2.0
// The private keys of a node: which there are, how they are made from randomness, and the handles that the node works with.
import { createHash, X509Certificate } from 'node:crypto';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  SEED_BYTES,
  type SigningKey,
  signingKeyFromSeed,
} from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import { ed25519PrivateKey, spkiOf } from './certificate.ts';

/** Where private keys are kept. The node sees handles; whether a seed ever lies in its memory is the store's affair. */
export interface KeyStore {
  /**
   * The node's keys, read once at start.
   * Throws `keys.missing` or `keys.exposed`; the caller stops, since nothing works without keys. Repeating it is harmless.
   */
  open(): Promise<NodeKeys>;
}

export interface NodeKeys {
  readonly signing: { readonly ed25519: SigningKey; readonly mldsa65: SigningKey };
  readonly log: { readonly ed25519: SigningKey; readonly mldsa44: SigningKey };
  /** ML-DSA-44: cosigns the logs of partners. */
  readonly witness: SigningKey;
  /** Opening keys by key id in hexadecimal, one for each epoch whose seed is kept. */
  readonly kem: ReadonlyMap<string, KemPrivateKey>;
  readonly tls: TlsIdentity;
  /** 32 secret bytes under which officers get the names that partners see. */
  readonly pseudonym: Uint8Array;
}

/** What TLS presents: the private key (PEM, PKCS#8), the certificate (DER), and the pin that the trust list holds. */
export interface TlsIdentity {
  readonly privateKeyPem: string;
  readonly certificate: Uint8Array;
  readonly spkiSha256: string;
}

/** The seeds of a node, 32 bytes each, and the certificate made for its TLS key. */
export interface NodeSeeds {
  readonly signing: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array };
  readonly log: { readonly ed25519: Uint8Array; readonly mldsa44: Uint8Array };
  readonly witness: Uint8Array;
  readonly kem: readonly Uint8Array[];
  readonly tls: Uint8Array;
  readonly pseudonym: Uint8Array;
  readonly certificate: Uint8Array;
}

/** Fresh seeds with `kemEpochs` opening keys; the certificate is made by the caller, who knows the node id. */
export function makeNodeSeeds(random: Random, kemEpochs: number): Omit<NodeSeeds, 'certificate'> {
  return {
    signing: { ed25519: random(SEED_BYTES), mldsa65: random(SEED_BYTES) },
    log: { ed25519: random(SEED_BYTES), mldsa44: random(SEED_BYTES) },
    witness: random(SEED_BYTES),
    kem: Array.from({ length: kemEpochs }, () => random(SEED_BYTES)),
    tls: random(SEED_BYTES),
    pseudonym: random(SEED_BYTES),
  };
}

/** The handles of these seeds; the caller overwrites the seeds when it is done. */
export function nodeKeysFromSeeds(seeds: NodeSeeds): NodeKeys {
  const kem = seeds.kem.map(kemPrivateKeyFromSeed);
  return {
    signing: {
      ed25519: signingKeyFromSeed('ed25519', seeds.signing.ed25519),
      mldsa65: signingKeyFromSeed('ml-dsa-65', seeds.signing.mldsa65),
    },
    log: {
      ed25519: signingKeyFromSeed('ed25519', seeds.log.ed25519),
      mldsa44: signingKeyFromSeed('ml-dsa-44', seeds.log.mldsa44),
    },
    witness: signingKeyFromSeed('ml-dsa-44', seeds.witness),
    kem: new Map(kem.map((key) => [toHex(key.keyId), key])),
    tls: tlsIdentity(seeds.tls, seeds.certificate),
    pseudonym: seeds.pseudonym.slice(),
  };
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
