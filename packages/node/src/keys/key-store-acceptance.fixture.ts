// SPDX-License-Identifier: Apache-2.0
// What every key store promises (spec/custody.md), whoever keeps the keys. Run by the tests of each custody.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import {
  chmod,
  cp,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { isSignedByDocumentKey } from '@iims/crypto/document-key';
import { kemPublicKeyFromRaw, type SigningKey, verifyKeyOf } from '@iims/crypto/keys';
import { fromBase64, toHex, utf8 } from '@iims/wire/bytes';
import { systemClock, systemRandom } from '../clock.ts';
import { issuerAndSerial } from './document-certificate.ts';
import { createKeyStore, type KeyStore, openKeyStore } from './key-store.ts';
import { KEY_USES, type NodeKeys, usesOfNewNode } from './node-keys.ts';
import type { Unlocking } from './vault.ts';

/** Runs the suite. `unlocking` gives, at each call, a new way to the same vault or token. */
export function acceptKeyStore(title: string, unlocking: () => Promise<Unlocking> | Unlocking): void {
  describe(`keys kept by ${title}`, () => {
    /** What a random source gave: seeds among other things. */
    const drawn: Uint8Array[] = [];
    const random = (length: number): Uint8Array => {
      const bytes = systemRandom(length);
      drawn.push(bytes.slice());
      return bytes;
    };
    const around = async (folder: string) => ({
      folder,
      nodeId: 'geo-1',
      unlocking: await unlocking(),
      clock: systemClock,
      random,
    });
    const parent = mkdtemp(join(tmpdir(), 'iims-keys-'));
    after(async () => rm(await parent, { recursive: true }));
    let folders = 0;
    /** Made once, since every key waits for the disk; each test gets a copy. */
    let made: Promise<string> | undefined;
    const makeOnce = async (): Promise<string> => {
      const folder = join(await parent, 'made');
      const store = await createKeyStore(await around(folder));
      for (const use of usesOfNewNode(2)) await store.make(use);
      store.close();
      return folder;
    };
    const newStore = async (): Promise<{ store: KeyStore; folder: string }> => {
      folders += 1;
      const folder = join(await parent, `keys-${folders}`);
      made ??= makeOnce();
      await cp(await made, folder, { recursive: true });
      return { store: await reopened(folder), folder };
    };
    const reopened = async (folder: string): Promise<KeyStore> => openKeyStore(await around(folder));
    const faultOf = async (act: () => Promise<unknown>): Promise<{ code?: string }> => {
      const fault = await act().then(
        () => assert.fail('nothing was refused'),
        (refused: { code?: string }) => refused,
      );
      assertNoSeed(inspect(fault, { depth: 8 }), drawn);
      return fault;
    };

    it('sign, open and present themselves, and are the same after they were opened again', async () => {
      const { store, folder } = await newStore();
      const keys = await store.open();
      checkWork(keys);
      const again = await (await reopened(folder)).open();
      checkWork(again);
      assert.deepEqual(publicOf(again), publicOf(keys));
      assert.deepEqual([again.pseudonym, again.atRest], [keys.pseudonym, keys.atRest]);
      assert.notDeepEqual(keys.pseudonym, keys.atRest);
    });

    it('make the key of documents once, and it is the same after they were opened again', async () => {
      const { store, folder } = await newStore();
      const made = await store.documentSigner();
      const again = await (await reopened(folder)).documentSigner();
      assert.deepEqual([again.spki, again.certificate], [made.spki, made.certificate]);
      assert.ok(isSignedByDocumentKey(made.spki, utf8('a manifest'), again.sign(utf8('a manifest'))));
      const certificate = new X509Certificate(made.certificate);
      assert.ok(certificate.verify(certificate.publicKey) && !certificate.ca);
      assert.equal(certificate.subject.split('\n')[0], 'CN=IIMS documents of geo-1');
      const { serial } = issuerAndSerial(made.certificate)!;
      assert.equal(toHex(serial.slice(2)), certificate.serialNumber.toLowerCase());
    });

    it('are kept before they are told: what was made is there after a restart, with the time it was made', async () => {
      const { store, folder } = await newStore();
      for (const use of KEY_USES) {
        const made = await store.make(use);
        assert.ok(made.madeAt <= Date.now() && made.madeAt > Date.now() - 60_000);
        const kept = (await (await reopened(folder)).list()).find(({ keyId }) => keyId === made.keyId);
        assert.deepEqual(kept, { use, keyId: made.keyId, madeAt: made.madeAt });
      }
      const keys = await store.open();
      assert.deepEqual([keys.signing.length, keys.log.length, keys.witness.length, keys.tls.length], [2, 2, 2, 2]);
      assert.equal(keys.kem.size, 3);
      checkWork(keys);
    });

    it('give out the public half that belongs to what they sign and open', async () => {
      const { store } = await newStore();
      const signing = await store.make('signing');
      const kem = await store.make('kem');
      const tls = await store.make('tls');
      const keys = await store.open();
      const pair = keys.signing.find(({ ed25519 }) => toHex(ed25519.keyId) === signing.keyId)!;
      assert.deepEqual(fromBase64(signing.publicHalf.mldsa65), pair.mldsa65.publicKey);
      assert.equal(kem.publicHalf.kid, kem.keyId);
      assert.deepEqual(fromBase64(kem.publicHalf.publicKey), keys.kem.get(kem.keyId)!.publicKey);
      assert.ok(keys.tls.some(({ spkiSha256 }) => spkiSha256 === tls.publicHalf.spkiSha256));
    });

    it('are gone for good once destroyed, and the others stay', async () => {
      const { store, folder } = await newStore();
      for (const use of ['kem', 'signing', 'tls'] as const) {
        const { keyId } = await store.make(use);
        const before = await readFile(join(folder, use, `${keyId.slice(0, 16)}.key`));
        await store.destroy(use, keyId);
        await store.destroy(use, keyId);
        const left = await contentsOf(folder);
        assert.ok(!left.some((content) => content.includes(before.subarray(-64))), use);
        const again = await reopened(folder);
        assert.ok(!(await again.list()).some((kept) => kept.keyId === keyId));
        checkWork(await again.open());
      }
    });

    it('finish a destruction that was cut off', async () => {
      const { store, folder } = await newStore();
      const { keyId } = await store.make('signing');
      const name = keyId.slice(0, 16);
      await rename(join(folder, 'signing', `${name}.key`), join(folder, 'signing', `${name}.doomed`));
      const keys = await (await reopened(folder)).open();
      assert.equal(keys.signing.length, 1);
      assert.deepEqual((await readdir(join(folder, 'signing'))).length, 1);
    });

    it('may be opened twice at once, and made in both', async () => {
      const { folder } = await newStore();
      const [one, other] = await Promise.all([reopened(folder), reopened(folder)]);
      await Promise.all([one.open(), other.open(), one.make('kem'), other.make('kem'), one.make('signing')]);
      const [first, second] = await Promise.all([one.open(), other.open()]);
      assert.deepEqual(publicOf(first), publicOf(second));
      assert.equal(first.kem.size, 4);
    });

    it('lie in files that their owner alone can read', async () => {
      const { folder } = await newStore();
      for (const name of ['', ...(await readdir(folder, { recursive: true }))]) {
        const status = await stat(join(folder, name));
        assert.equal(status.mode & 0o777, status.isDirectory() ? 0o700 : 0o600, name);
      }
    });

    it('are refused when others could have read or replaced a file', async () => {
      for (const spoil of [
        (path: string) => chmod(path, 0o644),
        (path: string) => chmod(path, 0o620),
        (path: string) => chmod(join(path, '..'), 0o750),
        async (path: string) => {
          await rename(path, `${path}.elsewhere`);
          await symlink(`${path}.elsewhere`, path);
        },
      ]) {
        const { folder } = await newStore();
        await spoil(await someFile(folder, 'log'));
        assert.equal((await faultOf(async () => (await reopened(folder)).open())).code, 'keys.exposed');
      }
      const { folder } = await newStore();
      await chmod(join(folder, 'custody'), 0o644);
      assert.equal((await faultOf(() => reopened(folder))).code, 'keys.exposed');
    });

    it('are refused when a file is cut short, altered in one bit, or another in its place', async () => {
      const spoil: Record<string, (path: string, folder: string) => Promise<unknown>> = {
        'cut short': async (path) => truncate(path, (await stat(path)).size - 1),
        empty: (path) => truncate(path, 0),
        'too large': (path) => truncate(path, 100_000),
        altered: async (path) => flipBit(path),
        swapped: async (path, folder) => swap(path, await someFile(folder, 'kem')),
        renamed: (path) => rename(path, join(path, '..', `${'0'.repeat(16)}.key`)),
      };
      for (const [name, act] of Object.entries(spoil)) {
        const { folder } = await newStore();
        await act(await someFile(folder, 'log'), folder);
        assert.equal((await faultOf(async () => (await reopened(folder)).open())).code, 'keys.damaged', name);
      }
      const { folder } = await newStore();
      await swap(join(folder, 'secrets/pseudonym.key'), join(folder, 'secrets/at-rest.key'));
      assert.equal((await faultOf(async () => (await reopened(folder)).open())).code, 'keys.damaged');
    });

    it('are refused when a key that no node works without, the record of custody, or the folder is missing', async () => {
      for (const name of ['signing', 'log', 'witness', 'tls', 'secrets'] as const) {
        const { folder } = await newStore();
        await rm(await someFile(folder, name));
        assert.equal((await faultOf(async () => (await reopened(folder)).open())).code, 'keys.missing', name);
      }
      const { folder } = await newStore();
      await rm(join(folder, 'custody'));
      assert.equal((await faultOf(() => reopened(folder))).code, 'keys.missing');
      assert.equal((await faultOf(() => reopened(join(folder, 'nowhere')))).code, 'keys.missing');
    });

    it('are never written over', async () => {
      const { store, folder } = await newStore();
      const before = publicOf(await store.open());
      assert.equal((await faultOf(async () => createKeyStore(await around(folder)))).code, 'keys.exists');
      assert.deepEqual(publicOf(await (await reopened(folder)).open()), before);
    });

    it('do not trip over a file that was being written when the node died', async () => {
      const { folder } = await newStore();
      await writeFile(join(folder, 'kem', `${'a'.repeat(16)}.key.tmp`), 'half', { mode: 0o600 });
      checkWork(await (await reopened(folder)).open());
    });

    it('show nobody a seed in their printed form', async () => {
      const { store } = await newStore();
      const keys = await store.open();
      const printed = inspect([store, keys.signing, keys.log, keys.witness, keys.kem], { depth: 8, showHidden: true });
      assertNoSeed(printed, drawn);
    });
  });
}

/** Every key does its work, and what it makes verifies under its public half. */
function checkWork(keys: NodeKeys): void {
  const message = utf8('message');
  const signers: SigningKey[] = [
    ...keys.signing.flatMap(({ ed25519, mldsa65 }) => [ed25519, mldsa65]),
    ...keys.log.flatMap(({ ed25519, mldsa44 }) => [ed25519, mldsa44]),
    ...keys.witness,
  ];
  for (const signer of signers) assert.ok(verifyKeyOf(signer).verify(message, signer.sign(message)), signer.algorithm);
  for (const key of keys.kem.values()) {
    const { sharedSecret, ciphertext } = kemPublicKeyFromRaw(key.publicKey).encapsulate();
    assert.deepEqual(key.decapsulate(ciphertext), sharedSecret);
  }
  assert.ok(keys.tls.every(({ privateKeyPem }) => privateKeyPem.startsWith('-----BEGIN PRIVATE KEY-----')));
}

function publicOf(keys: NodeKeys): unknown {
  return {
    signing: keys.signing.map(({ ed25519, mldsa65 }) => [toHex(ed25519.keyId), toHex(mldsa65.keyId)]),
    log: keys.log.map(({ ed25519, mldsa44 }) => [toHex(ed25519.keyId), toHex(mldsa44.keyId)]),
    witness: keys.witness.map(({ keyId }) => toHex(keyId)),
    kem: [...keys.kem.keys()],
    tls: keys.tls.map(({ spkiSha256 }) => spkiSha256),
  };
}

async function someFile(folder: string, part: string): Promise<string> {
  const [name] = (await readdir(join(folder, part))).filter((one) => one.endsWith('.key')).sort();
  return join(folder, part, name!);
}

async function contentsOf(folder: string): Promise<readonly Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name))));
}

async function flipBit(path: string): Promise<void> {
  const content = await readFile(path);
  content[content.length >> 1]! ^= 1;
  await writeFile(path, content);
}

async function swap(one: string, other: string): Promise<void> {
  await rename(one, `${one}.aside`);
  await rename(other, one);
  await rename(`${one}.aside`, other);
}

function assertNoSeed(text: string, drawn: readonly Uint8Array[]): void {
  const packed = text.replace(/[\s,]|0x/g, '');
  for (const bytes of drawn) {
    if (bytes.length < 32) continue;
    const buffer = Buffer.from(bytes);
    for (const form of [buffer.toString('hex'), buffer.toString('base64'), [...bytes.slice(0, 12)].join('')]) {
      assert.ok(!packed.includes(form), 'a printed text holds a seed');
    }
  }
}
