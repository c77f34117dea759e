// SPDX-License-Identifier: Apache-2.0
// The acceptance suite of key stores on SoftHSM, and what is said when the token fails.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { verifyKeyOf } from '@iims/crypto/keys';
import { systemClock, systemRandom } from '@iims/node/clock';
import { chooseUnlocking } from '@iims/node/keys/choose-unlocking';
import { createKeyStore, type KeyStore, openKeyStore } from '@iims/node/keys/key-store';
import { acceptKeyStore } from '@iims/node/keys/key-store-acceptance.fixture';
import { usesOfNewNode } from '@iims/node/keys/node-keys';
import { utf8 } from '@iims/wire/bytes';
import { libraryAt } from './library.ts';
import { pkcs11 } from './native.ts';
import { SOFT_HSM_MODULE, SoftHsm } from './soft-hsm.fixture.ts';

assert.ok(SOFT_HSM_MODULE, 'these tests need SoftHSM (Debian: softhsm2)');
const hsm = new SoftHsm();
const pinFile = hsm.addToken('iims');
const parent = mkdtempSync(join(tmpdir(), 'iims-pkcs11-'));
after(() => {
  hsm.remove();
  rmSync(parent, { recursive: true });
});

const CHOICE = {
  kind: 'pkcs11',
  module: SOFT_HSM_MODULE,
  package: import.meta.dirname,
  token: 'iims',
  pinFile,
} as const;
const MESSAGE = utf8('message');

acceptKeyStore('a PKCS#11 token', () => chooseUnlocking(CHOICE, false));

describe('a token', () => {
  it('keeps the Ed25519 keys to itself, and no seed lies unwrapped in a file', async () => {
    const { store } = await newStore();
    const { native } = libraryAt(CHOICE.module);
    const slot = native.C_GetSlotList(true)[0]!;
    const session = native.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
    native.C_FindObjectsInit(session, [{ type: pkcs11.CKA_PRIVATE, value: true }]);
    const objects = native.C_FindObjects(session, 1_000);
    native.C_FindObjectsFinal(session);
    assert.ok(objects.length >= 3);
    for (const object of objects) {
      assert.throws(() => native.C_GetAttributeValue(session, object, [{ type: pkcs11.CKA_VALUE }]), {
        message: /CKR_ATTRIBUTE_SENSITIVE/,
      });
    }
    native.C_CloseSession(session);
    const custody = store.custody();
    assert.ok(custody.kind === 'pkcs11' && custody.token === 'iims' && custody.serial.length > 0);
    store.close();
  });

  it('loses a destroyed key for good', async () => {
    const { store } = await newStore();
    const objects = () =>
      readdirSync(join(hsm.folder, 'tokens'), { recursive: true }).filter((name) => /\.object$/.test(`${name}`));
    const before = objects().length;
    const { keyId } = await store.make('signing');
    assert.equal(objects().length, before + 2);
    await store.destroy('signing', keyId);
    assert.equal(objects().length, before);
    store.close();
  });

  it('that is pulled while the node runs stops signatures alone, and works again by itself when it is back', async () => {
    const { store } = await newStore();
    const keys = await store.open();
    const { ed25519, mldsa65 } = keys.signing[0]!;
    hsm.pull();
    try {
      assert.throws(() => ed25519.sign(MESSAGE), { code: 'keys.token-gone' });
      assert.throws(() => store.check(), { code: 'keys.token-gone' });
      assert.throws(() => keys.log[0]!.ed25519.sign(MESSAGE), { code: 'keys.token-gone' });
      await assert.rejects(store.make('signing'), { code: 'keys.token-gone' });
      await assert.rejects(store.make('kem'), { code: 'keys.token-gone' });
      assert.ok(verifyKeyOf(mldsa65).verify(MESSAGE, mldsa65.sign(MESSAGE)));
    } finally {
      hsm.putBack();
    }
    await setTimeout(1_100);
    assert.ok(verifyKeyOf(ed25519).verify(MESSAGE, ed25519.sign(MESSAGE)));
    store.check();
    await store.make('signing');
    store.close();
  });

  it('that does not answer is asked once a second at most', async () => {
    const { store } = await newStore();
    const { ed25519 } = (await store.open()).signing[0]!;
    await setTimeout(1_100);
    hsm.pull();
    try {
      const { generation } = libraryAt(CHOICE.module);
      for (let i = 0; i < 100; i += 1) assert.throws(() => ed25519.sign(MESSAGE), { code: 'keys.token-gone' });
      assert.equal(libraryAt(CHOICE.module).generation, generation + 1);
    } finally {
      hsm.putBack();
    }
    await setTimeout(1_100);
    ed25519.sign(MESSAGE);
    store.close();
  });

  it('that is not there at the start, or is another one of the same name, is told apart', async () => {
    const { store, folder } = await newStore();
    store.close();
    await setTimeout(1_100);
    hsm.pull();
    try {
      await assert.rejects(reopened(folder), { code: 'keys.token-gone' });
      hsm.addToken('iims');
      await setTimeout(1_100);
      await assert.rejects(reopened(folder), { code: 'keys.token-replaced' });
    } finally {
      hsm.putBack();
    }
    await setTimeout(1_100);
    (await reopened(folder)).close();
  });

  it('that lacks a key is not the one of this node', async () => {
    const { store, folder } = await newStore();
    const { native } = libraryAt(CHOICE.module);
    const [slot] = native.C_GetSlotList(true);
    const session = native.C_OpenSession(slot!, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
    native.C_FindObjectsInit(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
    for (const object of native.C_FindObjects(session, 1_000)) native.C_DestroyObject(session, object);
    native.C_FindObjectsFinal(session);
    native.C_CloseSession(session);
    store.close();
    const again = await reopened(folder);
    await assert.rejects(again.open(), { code: 'keys.token-replaced' });
    again.close();
  });

  it('refuses a wrong PIN once, and is not asked again with it', async () => {
    const { store, folder } = await newStore();
    store.close();
    const { native } = libraryAt(CHOICE.module);
    const logIn = native.C_Login.bind(native);
    let attempts = 0;
    native.C_Login = (...words) => {
      attempts += 1;
      logIn(...words);
    };
    try {
      const wrong = { ...CHOICE, pinFile: hsm.pinFile('00000000') };
      const fault = await openKeyStore({ ...around(folder), unlocking: await chooseUnlocking(wrong, false) }).catch(
        (thrown) => thrown,
      );
      assert.equal(fault.code, 'keys.pin-wrong');
      assert.ok(!inspect(fault, { depth: 8 }).includes('00000000'));
      assert.equal(attempts, 1);
    } finally {
      native.C_Login = logIn;
    }
  });

  it('whose PIN is locked is told by that, also while the node runs', async () => {
    const { store, folder } = await newStore();
    const { ed25519 } = (await store.open()).signing[0]!;
    const { native } = libraryAt(CHOICE.module);
    const logIn = native.C_Login.bind(native);
    // SoftHSM never locks: here its library answers as a card does after too many attempts.
    native.C_Login = () => {
      throw Object.assign(new Error('CKR_PIN_LOCKED'), { code: pkcs11.CKR_PIN_LOCKED });
    };
    try {
      await assert.rejects(reopened(folder), { code: 'keys.pin-locked' });
      await setTimeout(1_100);
      hsm.pull();
      assert.throws(() => ed25519.sign(MESSAGE), { code: 'keys.token-gone' });
      hsm.putBack();
      await setTimeout(1_100);
      assert.throws(() => ed25519.sign(MESSAGE), { code: 'keys.pin-locked' });
    } finally {
      native.C_Login = logIn;
    }
    store.close();
  });

  it('needs its library and this package', async () => {
    const { folder, store } = await newStore();
    store.close();
    const unlocking = await chooseUnlocking({ ...CHOICE, module: '/nowhere/token.so' }, false);
    await assert.rejects(openKeyStore({ ...around(folder), unlocking }), { code: 'keys.token-module' });
    await assert.rejects(chooseUnlocking({ ...CHOICE, package: '/nowhere' }, false), { code: 'keys.token-module' });
  });
});

let folders = 0;

async function newStore(): Promise<{ store: KeyStore; folder: string }> {
  folders += 1;
  const folder = join(parent, `keys-${folders}`);
  const store = await createKeyStore({ ...around(folder), unlocking: await chooseUnlocking(CHOICE, false) });
  for (const use of usesOfNewNode(1)) await store.make(use);
  return { store, folder };
}

async function reopened(folder: string): Promise<KeyStore> {
  return openKeyStore({ ...around(folder), unlocking: await chooseUnlocking(CHOICE, false) });
}

function around(folder: string) {
  return { folder, nodeId: 'geo-1', clock: systemClock, random: systemRandom };
}
