// SPDX-License-Identifier: Apache-2.0
// Faults that other systems had, one test each: what this product does in their place. Forged roots and races of witnesses, which
// belong to the log, stand in packages/tlog/src/pitfalls.test.ts.

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { concatBytes, equalBytes, fromBase64, fromHex, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import sodium from 'libsodium-wrappers-sumo';
import {
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  chunkedOpen,
  chunkedSeal,
  openChunk,
  openChunkedHeader,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
} from './chunked.ts';
import { openMessage, sealMessage } from './envelope.ts';
import { hpkeOpen, hpkeSeal } from './hpke.ts';
import {
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  signingKeyFromSeed,
  verifyKeyFromPublic,
  verifyKeyOf,
} from './keys.ts';
import { leafHash, nodeHash, treeRoot, verifyConsistencyPath, verifyInclusionPath } from './merkle-tree.ts';
import { aeadOpen, aeadSeal } from './primitives.ts';
import { ACCEPTED_EDGE_CASES } from './selftest/vector-formats.ts';
import { publishedText } from './selftest/vectors.fixture.ts';
import { importX25519Public, x25519Agree } from './x-wing.ts';

const KEY = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(12).fill(8);

test('1: a tag that is cut short opens nothing, at any length, and no other file of the product opens an AEAD by itself', () => {
  const sealed = aeadSeal('aes-256-gcm', { key: KEY, nonce: NONCE }, utf8('message'));
  for (let tagBytes = 0; tagBytes < 16; tagBytes += 1) {
    const cut = sealed.subarray(0, sealed.length - 16 + tagBytes);
    assert.equal(aeadOpen('aes-256-gcm', { key: KEY, nonce: NONCE }, cut), undefined, `${tagBytes} bytes`);
  }
  assert.deepEqual(sourcesWith(/\bcreate(?:C|Dec)ipheriv\(/), [
    'packages/crypto/src/primitives.ts',
    'packages/crypto/src/selftest/wycheproof-ciphers.ts',
  ]);
});

test('2: no byte is released before its tag is checked, and of a stream nothing after the first chunk that fails', () => {
  const input = { key: KEY, context: utf8('context') };
  const message = new Uint8Array(2 * CHUNK_BYTES + 5).fill(1);
  const sealed = chunkedSeal(input, new Uint8Array(SALT_BYTES), message);
  const chunkAt = (index: number): number => CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES;
  sealed[chunkAt(1) + 9]! ^= 1;
  assert.equal(chunkedOpen(input, sealed), undefined);
  const keys = openChunkedHeader(input, sealed.subarray(0, CHUNKED_HEADER_BYTES))!;
  assert.equal(openChunk(keys, 0, sealed.subarray(chunkAt(0), chunkAt(1)))?.length, CHUNK_BYTES);
  assert.equal(openChunk(keys, 1, sealed.subarray(chunkAt(1), chunkAt(2))), undefined);
});

test('3: one verdict on the edge cases of Ed25519: this verifier and libsodium accept the same 43 of 914', async () => {
  await sodium.ready;
  const vectors = JSON.parse(publishedText('cctv-ed25519/ed25519vectors.json')) as EdgeCase[];
  const accepted = (verify: (vector: EdgeCase) => boolean): number[] =>
    vectors.filter(verify).map(({ number }) => number);
  const own = accepted(({ key, sig, msg }) =>
    verifyKeyFromPublic('ed25519', fromHex(key)).verify(utf8(msg), fromHex(sig)),
  );
  const oracle = accepted(({ key, sig, msg }) =>
    sodium.crypto_sign_verify_detached(fromHex(sig), utf8(msg), fromHex(key)),
  );
  assert.equal(vectors.length, 914);
  assert.deepEqual(own, [...ACCEPTED_EDGE_CASES]);
  assert.deepEqual(oracle, own);
});

test('4: HPKE keeps no context in which a nonce could repeat, and agrees on no all-zero secret', () => {
  const recipient = kemPrivateKeyFromSeed(KEY);
  const input = { info: utf8('info'), aad: utf8('aad') };
  const seal = () => hpkeSeal(kemPublicKeyFromRaw(recipient.publicKey), input, utf8('message'));
  const [one, two] = [seal(), seal()];
  assert.ok(!equalBytes(one.enc, two.enc) && !equalBytes(one.ciphertext, two.ciphertext));
  for (const point of SMALL_ORDER) {
    const privateKey = createPrivateKey({ key: Buffer.from(KEY), format: 'raw-private', asymmetricKeyType: 'x25519' });
    assert.equal(x25519Agree(privateKey, importX25519Public(point)), undefined, toHex(point));
    const weakEnc = concatBytes(one.enc.subarray(0, -32), point);
    assert.equal(hpkeOpen(recipient, input, { ...one, enc: weakEnc }), undefined);
    const weakKey = concatBytes(recipient.publicKey.subarray(0, -32), point);
    assert.throws(() => hpkeSeal(kemPublicKeyFromRaw(weakKey), input, utf8('message')), faultOf('key.malformed'));
  }
});

test('5: what is opened is what was signed: with any byte changed nothing is returned', () => {
  const [ed25519, mlDsa65] = [signingKeyFromSeed('ed25519', KEY), signingKeyFromSeed('ml-dsa-65', KEY)];
  const recipient = kemPrivateKeyFromSeed(KEY);
  const sealed = sealMessage({
    header: { id: UUID, createdAt: NOW_MS, expiresAt: NOW_MS + 60_000, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    content: utf8('what was signed'),
    signers: { ed25519, mlDsa65 },
    recipients: [kemPublicKeyFromRaw(recipient.publicKey)],
    random: (length) => new Uint8Array(length).fill(3),
  });
  const keys = {
    now: NOW_MS,
    kemKey: () => recipient,
    verifyKeys: () => ({ ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) }),
  };
  assert.deepEqual(new Uint8Array(openMessage(sealed, keys).content), utf8('what was signed'));
  for (let place = 0; place < sealed.length; place += 61) {
    const changed = sealed.slice();
    changed[place]! ^= 1;
    assert.throws(() => openMessage(changed, keys), IimsError, `byte ${place}`);
  }
  const others = {
    ...keys,
    verifyKeys: () => ({ ...keys.verifyKeys(), mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', NONCE_KEY)) }),
  };
  assert.throws(() => openMessage(sealed, others), faultOf('envelope.signature'));
});

test('6: node-forge is not installed, nor any other library with an ASN.1 parser of its own for signatures', () => {
  assert.deepEqual(installed(/^(node-forge|asn1|asn1\.js|jsrsasign|elliptic|pkijs|node-rsa)$/), []);
});

test('7: no JOSE library is installed, and a signed value has one spelling in base64', () => {
  assert.deepEqual(installed(/^(jose|node-jose|jsonwebtoken|jws|jwa|fast-jwt)$/), []);
  assert.equal(fromBase64('aWltcw==').length, 4);
  for (const other of [
    'aWltcw',
    'aWltcw=',
    'aWltcx==',
    'aWlt cw==',
    'aWltcw==\n',
    ' aWltcw==',
    'aWlt-w==',
    'aWlt_w==',
  ]) {
    assert.throws(() => fromBase64(other), faultOf('bytes.malformed'), other);
  }
});

test('8: libsodium verifies nothing in the product: it is there for tests only', () => {
  assert.deepEqual(
    installed(/^libsodium/).filter(({ isForTests }) => !isForTests),
    [],
  );
  assert.deepEqual(sourcesWith(/from '(libsodium|sodium)/), []);
});

test('9: the Node that runs the product has the security fixes of 24.17', () => {
  assert.ok(isAtLeast(process.versions.node, [24, 17]), process.versions.node);
  const { optionalDependencies } = readJson('package.json') as { optionalDependencies: Record<string, string> };
  const pinned = Object.entries(optionalDependencies).filter(([name]) => name.startsWith('node-'));
  assert.ok(pinned.length > 0);
  for (const [name, version] of pinned) assert.ok(isAtLeast(version, [24, 17]), `${name} ${version}`);
});

test('10: keys come in raw form and are imported once: nothing in this package parses PEM or makes an HMAC of a Buffer key', () => {
  const own = (pattern: RegExp): string[] => sourcesWith(pattern).filter((path) => path.startsWith('packages/crypto/'));
  assert.deepEqual(own(/format: 'pem'|-----BEGIN/), []);
  assert.deepEqual(own(/\bcreateHmac\(/), []);
});

test('11: AES-GCM takes nonces of 12 bytes only', () => {
  const sealed = aeadSeal('aes-256-gcm', { key: KEY, nonce: NONCE }, utf8('message'));
  for (const length of [0, 1, 8, 11, 13, 16, 32, 257]) {
    const input = { key: KEY, nonce: new Uint8Array(length) };
    assert.throws(() => aeadSeal('aes-256-gcm', input, utf8('message')), AssertionFailure, `${length}`);
    assert.throws(() => aeadOpen('aes-256-gcm', input, sealed), AssertionFailure, `${length}`);
  }
});

test('12: a Merkle proof is refused for an empty tree, an index beyond the size, a node in the place of a leaf', () => {
  const leaves = ['a', 'b', 'c'].map((text) => leafHash(utf8(text)));
  const [a, b, c] = leaves as [Uint8Array, Uint8Array, Uint8Array];
  const root = treeRoot(leaves);
  assert.equal(verifyInclusionPath({ leafHash: root, index: 0, size: 0, path: [] }, root), false);
  assert.equal(verifyInclusionPath({ leafHash: c, index: 3, size: 3, path: [nodeHash(a, b)] }, root), false);
  // Leaves and nodes are hashed with prefixes of their own, so that the content of a leaf cannot be taken for two hashes.
  assert.notDeepEqual(leafHash(concatBytes(a, b)), nodeHash(a, b));
  const empty = treeRoot([]);
  assert.equal(verifyConsistencyPath({ oldSize: 0, oldRoot: empty, newSize: 3, newRoot: root, path: [] }), false);
  assert.equal(verifyConsistencyPath({ oldSize: 0, oldRoot: empty, newSize: 0, newRoot: empty, path: [] }), false);
  assert.equal(verifyConsistencyPath({ oldSize: 3, oldRoot: root, newSize: 3, newRoot: root, path: [a] }), false);
  assert.deepEqual(installed(/merkle/), []);
});

test('14: no long-term secret meets cryptography in JavaScript: the product imports that of OpenSSL only', () => {
  const others = /from '(@noble\/|openpgp|libsodium|tweetnacl|sjcl|hpke|@hpke\/|crypto-js|voprf)/;
  // Hashes check an address that somebody typed, and a file against what its message says: no key (decisions/0023).
  const hashesAlone = ['crypto-address', 'file-hash', 'message'].map((name) => `packages/wire/src/${name}.ts`);
  assert.deepEqual(sourcesWith(others), hashesAlone);
});

test('15: every package is pinned by its hash, none runs a script when it is installed, and no version is a range', () => {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };
  const fetched = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  );
  assert.ok(fetched.length > 100);
  for (const [path, { integrity, hasInstallScript }] of fetched) {
    assert.match(integrity ?? '', /^sha512-/, path);
    assert.notEqual(hasInstallScript, true, path);
  }
  for (const manifest of globSync(['package.json', 'packages/*/package.json'], { cwd: ROOT })) {
    const { dependencies, devDependencies, optionalDependencies } = readJson(manifest) as Record<string, object>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      assert.match(version as string, /^\d+\.\d+\.\d+$/, `${name} in ${manifest}`);
    }
  }
});

interface EdgeCase {
  readonly number: number;
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
}

interface LockedPackage {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Installed packages whose name fits, and whether the product would run without them. */
function installed(name: RegExp): { name: string; isForTests: boolean }[] {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };
  return Object.entries(packages)
    .map(([path, { dev }]) => ({ name: path.replace(/^.*node_modules\//, ''), isForTests: dev === true }))
    .filter((entry) => name.test(entry.name));
}

/** Source files of the product, without tests, in which the pattern occurs outside comments. */
function sourcesWith(pattern: RegExp): string[] {
  const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter(
    (file) => !/\.(test|fixture)\.tsx?$/.test(file),
  );
  assert.ok(files.length > 100);
  const codeOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  return files.filter((file) => pattern.test(codeOf(file))).sort();
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function faultOf(code: string): (fault: unknown) => boolean {
  return (fault) => fault instanceof IimsError && fault.code === code;
}

const ROOT = join(import.meta.dirname, '../../..');
const NOW_MS = Date.UTC(2026, 10, 1);
const UUID = fromHex('019a3b5c7d8e7f00812233445566778a');
const NONCE_KEY = new Uint8Array(32).fill(9);
/** Public keys whose agreement is all zero with every private key (Wycheproof, X25519, flag ZeroSharedSecret). */
const SMALL_ORDER: readonly Uint8Array[] = [
  ...new Set(
    (JSON.parse(publishedText('wycheproof/x25519_test.json')) as XdhFile).testGroups
      .flatMap(({ tests }) => tests)
      .filter(({ flags }) => flags.includes('ZeroSharedSecret'))
      .map((vector) => vector.public),
  ),
].map(fromHex);

interface XdhFile {
  readonly testGroups: readonly {
    readonly tests: readonly { readonly flags: readonly string[]; readonly public: string }[];
  }[];
}
