// SPDX-License-Identifier: Apache-2.0
// An archive outlives the opening keys under which it came, and ends with the data key of its month.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { splitEnvelope } from '@iims/crypto/envelope-header';
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  signingKeyFromSeed,
  verifyKeyOf,
} from '@iims/crypto/keys';
import { messageKeyOf } from '@iims/crypto/signed-message';
import { utf8 } from '@iims/wire/bytes';
import { systemRandom } from '../clock.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { openArchived, wrapContentKey } from './content-keys.ts';
import { DataKeys } from './data-keys.ts';
import type { Row, SqlValue, Statements } from './sql.ts';

const RECEIVED_AT = Date.UTC(2026, 10, 1);
const ed25519 = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2));
const verifyKeys = () => ({ ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) });

test('a message opens from the archive when its seed is destroyed and it has long expired, and no more when its month is erased', async () => {
  const seed = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
  const envelope = envelopeTo(kemPublicKeyFromRaw(seed.publicKey), 1);
  const { keys, reader, table } = await dataKeys();
  const contentKey = wrapped(keys, envelope, seed);
  seed.destroy();

  const archived = { envelope, contentKey, receivedAt: RECEIVED_AT };
  assert.throws(() => openMessage(envelope, { now: RECEIVED_AT, kemKey: () => undefined, verifyKeys }), {
    code: 'envelope.not-recipient',
  });
  assert.deepEqual((await openArchived(reader, archived, verifyKeys))?.content, utf8('content'));

  for (const row of table) row.wrapped = null;
  keys.forget();
  assert.equal(await openArchived(reader, archived, verifyKeys), undefined);
});

test('the key of one envelope opens no other, whatever it is put beside', async () => {
  const seed = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
  const recipient = kemPublicKeyFromRaw(seed.publicKey);
  const { keys, reader } = await dataKeys();
  const contentKey = wrapped(keys, envelopeTo(recipient, 1), seed);
  const archived = { envelope: envelopeTo(recipient, 2), contentKey, receivedAt: RECEIVED_AT };
  await assert.rejects(openArchived(reader, archived, verifyKeys), { code: 'store.failed' });
  // The same id, another message: the key opens nothing of it.
  const again = { ...archived, envelope: envelopeTo(recipient, 1) };
  await assert.rejects(openArchived(reader, again, verifyKeys), { code: 'envelope.open-failed' });
});

/** As it is kept on receipt. */
function wrapped(keys: DataKeys, envelope: Uint8Array, seed: KemPrivateKey): Uint8Array {
  const clear = splitEnvelope(envelope);
  const seal = { seal: (...cell: CellInput) => sealNow(keys, ...cell) };
  return wrapContentKey(
    seal,
    clear.header.id,
    messageKeyOf(clear, () => seed),
  );
}

type CellInput = Parameters<Parameters<typeof wrapContentKey>[0]['seal']>;

function sealNow(keys: DataKeys, column: CellInput[0], row: CellInput[1], content: CellInput[2]): Uint8Array {
  return keys.seal(column, row, RECEIVED_AT, content);
}

function envelopeTo(recipient: ReturnType<typeof kemPublicKeyFromRaw>, id: number): Uint8Array {
  const expiresAt = RECEIVED_AT + 60_000;
  return sealMessage({
    header: { id: uuid(id), createdAt: RECEIVED_AT, expiresAt, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    content: utf8('content'),
    signers: { ed25519, mlDsa65 },
    recipients: [recipient],
    random: systemRandom,
  });
}

function uuid(last: number): Uint8Array {
  const id = new Uint8Array(16);
  id.set([0x70, 0, 0x80], 6);
  id[15] = last;
  return id;
}

/** Data keys of one month over a table in memory. */
async function dataKeys() {
  const table: Record<string, SqlValue>[] = [];
  const statements: Statements = {
    all: async <R>() => table as readonly Row[] as R[],
    run: async (_sql, [key_no, dataClass, period, wrapped] = []) =>
      table.push({ key_no: key_no!, class: dataClass!, period: period!, wrapped: wrapped! }),
  };
  const keys = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(9)));
  await keys.make(statements, [RECEIVED_AT]);
  const reader: Parameters<typeof openArchived>[0] = {
    unseal: (column, row, cell) => keys.unseal(statements, column, row, cell),
  };
  return { keys, reader, table };
}
