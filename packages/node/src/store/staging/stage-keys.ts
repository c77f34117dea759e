// SPDX-License-Identifier: Apache-2.0
// Adds rows of the index for a generation that is being built, in the order of the index.

import { toHex } from '@iims/wire/bytes';
import { WHY_CODES } from '@iims/wire/code-lists';
import { bandWord, type KeyStanding } from '../alerts.ts';
import { alertNoOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { type KeyForm, NEAR } from '../key-tokens.ts';
import { assertUnseen, countStaged, type Staging } from './unseen-generation.ts';

export interface KeysToStage {
  readonly importId: string;
  readonly generation: number;
  /** Rows that are there already. */
  readonly after: number;
  /** For each row: `16 bytes of the token | number of the alert in its generation, u32 | standing, u8` (`standingByte`). */
  readonly packed: Uint8Array;
}

/** Gives the number of rows that are there now. */
export async function stageKeys(transaction: Staging, args: KeysToStage): Promise<number> {
  const { importId, generation, after, packed } = args;
  await assertUnseen(transaction, generation, 'building');
  const [begun] = await transaction.all<{ keyForm: KeyForm }>(
    'select key_form as "keyForm" from register_generation where generation = ?',
    [generation],
  );
  // An import that was approved before keys lay together brings them as they were then: they are made anew with the others.
  const form = begun?.keyForm === 'near' ? NEAR : '';
  const rows = packedKeys(packed).map(({ token, number, standing }) => [
    form + token,
    alertNoOf(generation, number),
    BAND_WORDS[standing]!,
  ]);
  await insertRows(transaction, 'alert_near_key', ['token', 'alert_no', 'band'], rows);
  await countStaged(transaction, importId, 'keys_staged', { from: after, to: after + rows.length });
  return after + rows.length;
}

interface PackedKey {
  /** Hexadecimal. */
  readonly token: string;
  readonly number: number;
  readonly standing: number;
}

export function packedKeys(packed: Uint8Array): PackedKey[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.length / KEY_BYTES }, (_, i) => {
    const at = i * KEY_BYTES;
    return {
      token: toHex(packed.subarray(at, at + TOKEN_BYTES)),
      number: view.getUint32(at + TOKEN_BYTES),
      standing: packed[at + KEY_BYTES - 1]!,
    };
  });
}

/** What stands beside a token, in one byte: twice the place of its meaning in the list of codes, and one more for `compare`. */
export function standingByte({ band, meaning }: KeyStanding): number {
  const place = meaning === undefined ? 0 : WHY_CODES.indexOf(meaning) + 1;
  return 2 * place + (band === 'hit' ? 0 : 1);
}

const BAND_WORDS: readonly string[] = [undefined, ...WHY_CODES].flatMap((meaning) =>
  (['hit', 'compare'] as const).map((band) => bandWord(meaning === undefined ? { band } : { band, meaning })),
);
const TOKEN_BYTES = 16;
const KEY_BYTES = 21;
