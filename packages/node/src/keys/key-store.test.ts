// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { utf8 } from '@iims/wire/bytes';
import { systemClock, systemRandom } from '../clock.ts';
import { decodeKeyFile, encodeKeyFile } from './key-file.ts';
import { createKeyStore, openKeyStore } from './key-store.ts';
import { acceptKeyStore } from './key-store-acceptance.fixture.ts';
import { credentialLock, type PassphraseCost, passphraseLock } from './locks.ts';
import { changeLock, type Lock, unlockingBehind } from './master-key.ts';
import { usesOfNewNode } from './node-keys.ts';
import { credentialSource, descriptorSource, fileSource } from './secret-sources.ts';
import { plainUnlocking, type Unlocking } from './vault.ts';

const PASSPHRASE = 'a passphrase of the tests';
/** Stretching is measured elsewhere. */
const CHEAP: PassphraseCost = { memoryKib: 64, passes: 1, lanes: 1 };

acceptKeyStore('nothing but their files', () => plainUnlocking(true));
acceptKeyStore('a passphrase', () => unlockingBehind(lockUnder(PASSPHRASE), systemRandom));
acceptKeyStore('a credential', () => unlockingBehind(credentialUnder(new Uint8Array(32).fill(7)), systemRandom));

const parent = await mkdtemp(join(tmpdir(), 'iims-custody-'));
after(() => rm(parent, { recursive: true }));
let folders = 0;

describe('the custody of keys', () => {
  it('is not plain outside of a demonstration, neither when keys are made nor when they are opened', async () => {
    await assert.rejects(create(plainUnlocking(false)), { code: 'keys.unwrapped' });
    const { folder } = await create(plainUnlocking(true));
    await assert.rejects(open(folder, plainUnlocking(false)), { code: 'keys.unwrapped' });
  });

  it('tells a wrong passphrase from a damaged file', async () => {
    const { folder } = await create(unlockingBehind(lockUnder(PASSPHRASE), systemRandom));
    await assert.rejects(open(folder, unlockingBehind(lockUnder('another passphrase'), systemRandom)), {
      code: 'keys.locked',
    });
    const record = await readFile(join(folder, 'custody'));
    for (let place = 0; place < record.length; place += 7) {
      const altered = Buffer.from(record);
      altered[place]! ^= 4;
      await writeFile(join(folder, 'custody'), altered);
      await assert.rejects(open(folder, unlockingBehind(lockUnder(PASSPHRASE), systemRandom)), {
        code: 'keys.damaged',
      });
    }
    const others = unlockingBehind(credentialUnder(new Uint8Array(32).fill(8)), systemRandom);
    const credential = await create(unlockingBehind(credentialUnder(new Uint8Array(32).fill(7)), systemRandom));
    await assert.rejects(open(credential.folder, others), { code: 'keys.locked' });
  });

  it('is the one that the configuration says', async () => {
    const { folder } = await create(plainUnlocking(true));
    await assert.rejects(open(folder, unlockingBehind(lockUnder(PASSPHRASE), systemRandom)), { code: 'keys.custody' });
  });

  it('keeps no seed in the clear, and states what the passphrase costs to guess', async () => {
    const drawn: Uint8Array[] = [];
    const { folder, store } = await create(unlockingBehind(lockUnder(PASSPHRASE), systemRandom), (length) => {
      const bytes = systemRandom(length);
      drawn.push(bytes.slice());
      return bytes;
    });
    const { publicHalf, keyId } = await store.make('kem');
    assert.ok(publicHalf.publicKey.length > 0);
    const content = await readFile(join(folder, 'kem', `${keyId.slice(0, 16)}.key`));
    assert.ok(drawn.every((bytes) => bytes.length < 32 || !content.includes(Buffer.from(bytes))));
    assert.deepEqual(store.custody(), { kind: 'passphrase', ...CHEAP });
    const { store: real } = await create(
      unlockingBehind(passphraseLock(textSource(PASSPHRASE), systemRandom), systemRandom),
    );
    assert.deepEqual(real.custody(), { kind: 'passphrase', memoryKib: 65_536, passes: 3, lanes: 4 });
  });

  it('does not believe a file that was altered together with its checksum', async () => {
    const { folder, store } = await create(unlockingBehind(lockUnder(PASSPHRASE), systemRandom));
    const { keyId } = await store.make('kem');
    const path = join(folder, 'kem', `${keyId.slice(0, 16)}.key`);
    const file = decodeKeyFile(await readFile(path))!;
    await writeFile(path, encodeKeyFile({ ...file, madeAt: file.madeAt + 1 }));
    await assert.rejects(store.open(), { code: 'keys.damaged' });
    await writeFile(path, encodeKeyFile(file));
    await store.open();

    const [pseudonym, atRest] = ['pseudonym', 'at-rest'].map((name) => join(folder, 'secrets', `${name}.key`));
    const { parts } = decodeKeyFile(await readFile(atRest!))!;
    await writeFile(pseudonym!, encodeKeyFile({ ...decodeKeyFile(await readFile(pseudonym!))!, parts }));
    await assert.rejects(store.open(), { code: 'keys.damaged' });
  });

  it('takes another passphrase without touching a key, and refuses the old one', async () => {
    const { folder, store } = await create(unlockingBehind(lockUnder(PASSPHRASE), systemRandom));
    const [kept] = await store.list();
    const path = join(folder, kept!.use, `${kept!.keyId.slice(0, 16)}.key`);
    const before = await readFile(path);
    const next = lockUnder('the passphrase after it');
    await assert.rejects(changeLock(folder, lockUnder('not the passphrase'), next, systemRandom), {
      code: 'keys.locked',
    });
    await changeLock(folder, lockUnder(PASSPHRASE), next, systemRandom);
    assert.deepEqual(await readFile(path), before);
    await assert.rejects(open(folder, unlockingBehind(lockUnder(PASSPHRASE), systemRandom)), { code: 'keys.locked' });
    await (await open(folder, unlockingBehind(next, systemRandom))).open();
    const credential = credentialUnder(systemRandom(32));
    await assert.rejects(changeLock(folder, credential, next, systemRandom), { code: 'keys.damaged' });
  });

  it('takes a passphrase however its letters are composed, without its line end, and none that is short', async () => {
    const { folder } = await create(unlockingBehind(lockUnder('café au lait noir'), systemRandom));
    await open(folder, unlockingBehind(lockUnder('cafe\u0301 au lait noir\n'), systemRandom));
    for (const refused of ['short', 'x'.repeat(1_025)]) {
      const fault = await open(folder, unlockingBehind(lockUnder(refused), systemRandom)).catch((thrown) => thrown);
      assert.equal(fault.code, 'keys.locked');
      assert.ok(!inspect(fault).includes(refused));
    }
    const bytes = async () => Uint8Array.of(0xff, 0xfe, 0xfd);
    const notText = passphraseLock(bytes, systemRandom, CHEAP);
    await assert.rejects(open(folder, unlockingBehind(notText, systemRandom)), { code: 'keys.locked' });
    const short = credentialUnder(new Uint8Array(31));
    await assert.rejects(create(unlockingBehind(short, systemRandom)), { code: 'keys.locked' });
  });
});

describe('what unlocks the keys', () => {
  it('is read from a file that its owner alone can read, and is bounded', async () => {
    const path = join(parent, 'passphrase');
    await writeFile(path, PASSPHRASE, { mode: 0o600 });
    assert.deepEqual(await fileSource('passphrase', path)(), utf8(PASSPHRASE));
    await chmod(path, 0o640);
    await assert.rejects(fileSource('passphrase', path)(), { code: 'keys.exposed' });
    await chmod(path, 0o600);
    await writeFile(path, 'x'.repeat(5_000));
    await assert.rejects(fileSource('passphrase', path)(), { code: 'keys.locked' });
    await assert.rejects(fileSource('passphrase', join(parent, 'nowhere'))(), { code: 'keys.locked' });
    await assert.rejects(descriptorSource('passphrase', 250)(), { code: 'keys.locked' });
  });

  it('is a credential in the folder of the service manager, and only there', async () => {
    const before = process.env.CREDENTIALS_DIRECTORY;
    try {
      delete process.env.CREDENTIALS_DIRECTORY;
      await assert.rejects(credentialSource('iims')(), { code: 'keys.locked' });
      process.env.CREDENTIALS_DIRECTORY = parent;
      await writeFile(join(parent, 'iims'), new Uint8Array(32).fill(9), { mode: 0o440 });
      assert.deepEqual(await credentialSource('iims')(), new Uint8Array(32).fill(9));
      await chmod(join(parent, 'iims'), 0o444);
      await assert.rejects(credentialSource('iims')(), { code: 'keys.exposed' });
    } finally {
      if (before === undefined) delete process.env.CREDENTIALS_DIRECTORY;
      else process.env.CREDENTIALS_DIRECTORY = before;
    }
  });
});

async function create(unlocking: Unlocking, random = systemRandom) {
  folders += 1;
  const folder = join(parent, `keys-${folders}`);
  const store = await createKeyStore({ folder, nodeId: 'geo-1', unlocking, clock: systemClock, random });
  for (const use of usesOfNewNode(1)) await store.make(use);
  return { folder, store };
}

function open(folder: string, unlocking: Unlocking) {
  return openKeyStore({ folder, nodeId: 'geo-1', unlocking, clock: systemClock, random: systemRandom });
}

function lockUnder(passphrase: string): Lock {
  return passphraseLock(textSource(passphrase), systemRandom, CHEAP);
}

function credentialUnder(secret: Uint8Array): Lock {
  return credentialLock('iims', async () => secret.slice(), systemRandom);
}

function textSource(text: string) {
  return async () => utf8(text);
}
