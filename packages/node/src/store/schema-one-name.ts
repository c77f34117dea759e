// SPDX-License-Identifier: Apache-2.0
// The step of the schema that gives each register a name of its own: before it, one of alerts and one of what the State issued could have
// the same, and an import into the one let go of what the other holds.

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AtRestKeys } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { ISSUED_BODY, issuedRow } from './issued-documents.ts';
import type { Words } from './schema.ts';
import { statementsOf } from './schema-at-rest.ts';
import type { Statements } from './sql.ts';

/** The one of what was issued is renamed: no partner has a right to the new name, so that nothing is told that was not allowed. */
export function oneNameStep({ dialect }: Words, root: AtRestKeys): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = statementsOf(db, dialect);
      const twice = await statements.all<{ id: string }>(
        'select id from positive_register where id in (select id from register)',
      );
      if (twice.length === 0) return;
      const keys = new DataKeys(root);
      for (const { id } of twice) await rename(statements, keys, { from: id, to: await freeName(statements, id) });
    },
  };
}

interface Renaming {
  readonly from: string;
  readonly to: string;
}

async function rename(statements: Statements, keys: DataKeys, { from, to }: Renaming): Promise<void> {
  // What an import has made of its generation meanwhile is not known to be whole.
  await statements.run(
    `update positive_register set complete_for = '' where id = ? and generation not in (
       select generation from register_generation where standing = 'shown')`,
    [from],
  );
  await statements.run(
    `update register_generation set standing = 'shown' where generation in (
       select generation from positive_register where id = ?)`,
    [from],
  );
  await statements.run('update positive_register set id = ? where id = ?', [to, from]);
  await statements.run("update register_generation set register_id = ? where register_id = ? and holds = 'issued'", [
    to,
    from,
  ]);
  // An import that is being applied goes on under the new name: it is compared anew, and its file read again where it must be.
  await statements.run(
    `update register_import set register_id = ? where generation in (
       select generation from register_generation where register_id = ? and holds = 'issued')`,
    [to, to],
  );
  await statements.run('update issued_vanished set register_id = ? where register_id = ?', [to, from]);
  await sealAnew(statements, keys, { from, to });
}

/** The name is a part of what a cell is bound to. What cannot be opened stays as it is: unknown, under the new name too. */
async function sealAnew(statements: Statements, keys: DataKeys, { from, to }: Renaming): Promise<void> {
  const [newest] = await statements.all<{ atMs: number | null }>('select max(at_ms) as "atMs" from entry');
  const atMs = Number(newest?.atMs ?? 0);
  await keys.make(statements, [atMs]);
  for (;;) {
    // Each page leaves what is asked for.
    const rows = await statements.all<{ entryNo: number; entryId: string; body: Uint8Array }>(
      `select entry_no as "entryNo", entry_id as "entryId", body from issued_document where register_id = ? limit ${PAGE_ROWS}`,
      [from],
    );
    if (rows.length === 0) return;
    for (const { entryNo, entryId, body } of rows) {
      const unsealed = await keys.unseal(statements, ISSUED_BODY, issuedRow(from, entryId), body);
      const cell =
        unsealed.kind === 'open' ? keys.seal(ISSUED_BODY, issuedRow(to, entryId), atMs, unsealed.content) : body;
      await statements.run('update issued_document set register_id = ?, body = ? where entry_no = ?', [
        to,
        cell,
        entryNo,
      ]);
    }
  }
}

async function freeName(statements: Statements, id: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '-issued' : `-issued-${number}`;
    const name = `${id.slice(0, NAME_CHARACTERS_MAX - ending.length)}${ending}`;
    const taken = await statements.all(
      `select id from register where id = ? union all select id from positive_register where id = ?
        union all select register_id from register_generation where register_id = ?`,
      [name, name, name],
    );
    if (taken.length === 0) return name;
  }
}

const PAGE_ROWS = 1_000;
const NAME_CHARACTERS_MAX = 40;
