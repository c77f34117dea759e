// SPDX-License-Identifier: Apache-2.0
// Begins an import: the key of its files is sealed here before anything is written under it. Entry: import.begun.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import {
  IMPORT_ABOUT,
  IMPORT_GOES_ON,
  IMPORT_KEY,
  IMPORTS_GOING_ON_MAX,
  IMPORTS_KEPT,
  importRowKey,
} from '../register-imports.ts';
import type { Transaction } from '../sql.ts';

export interface ImportToBegin {
  readonly importId: string;
  readonly register: string;
  /** 32 bytes. */
  readonly fileKey: Uint8Array;
  readonly about: unknown;
}

/** Throws `import.under-way` while an import of this register goes on, or IMPORTS_GOING_ON_MAX of others. */
export async function beginImport(transaction: Transaction, args: ImportToBegin): Promise<void> {
  const { importId, register, fileKey, about } = args;
  const going = await transaction.all(
    `select import_id from register_import where register_id = ? and standing in (${IMPORT_GOES_ON.map(() => '?').join(', ')})`,
    [register, ...IMPORT_GOES_ON],
  );
  const [all] = await transaction.all<{ count: number }>(
    `select count(*) as count from register_import where standing in (${IMPORT_GOES_ON.map(() => '?').join(', ')})`,
    [...IMPORT_GOES_ON],
  );
  if (all!.count >= IMPORTS_GOING_ON_MAX) {
    throw new IimsError('import.under-way', {
      message: 'Too many imports go on.',
      rule: `at most ${IMPORTS_GOING_ON_MAX} in a node`,
      fix: 'Approve one, or give it up.',
    });
  }
  if (going.length > 0) {
    throw new IimsError('import.under-way', {
      message: 'An import of this register is under way.',
      field: 'register',
      rule: 'one at a time for each register',
      fix: 'Approve it, or give it up with `iims register abandon`.',
    });
  }
  const row = importRowKey(importId);
  await transaction.run(
    `insert into register_import (import_id, register_id, standing, begun_at, changed_at, file_key, about)
       values (?, ?, 'receiving', ?, ?, ?, ?)`,
    [
      importId,
      register,
      transaction.atMs,
      transaction.atMs,
      transaction.seal(IMPORT_KEY, row, fileKey),
      transaction.seal(IMPORT_ABOUT, row, encodeCbor(about)),
    ],
  );
  await transaction.run(
    `delete from register_import where import_id in (
       select import_id from register_import where standing in ('applied', 'refused', 'abandoned')
          and import_id not in (select max(import_id) from register_import where standing = 'applied' group by register_id)
        order by begun_at desc, import_id desc limit 1000 offset ${IMPORTS_KEPT})`,
  );
}
