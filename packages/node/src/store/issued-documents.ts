// SPDX-License-Identifier: Apache-2.0
// Positive registers: documents that the State itself issued, found by the tokens of their numbers. They stand beside the alerts,
// never among them.
import { utf8 } from '@iims/wire/bytes';
import type { RegisterRow } from './alerts.ts';
import { SOURCE_COLUMNS } from './register-sources.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface PositiveRegister extends Omit<RegisterRow, 'keptBy'> {
  /** Types of document for which the register is complete: a number that it lacks was not issued by `checkedAt`. */
  readonly completeFor: readonly string[];
  /** How long after `checkedAt` that holds, ms: what was issued since is missing too. */
  readonly completeMs: number;
}

export interface IssuedRow {
  readonly register: string;
  /** The key that led here. */
  readonly key: string;
  /** Deterministic CBOR of the document; undefined where it is not what was loaded. */
  readonly document: Uint8Array | undefined;
}

export const ISSUED_BODY = sealedColumn('alert', 'issued_document', 'body');

export const ISSUED_COLUMNS = ['entry_no', 'entry_id', 'register_id', 'generation', 'body'] as const;

/** By its id; one that was loaded before registers had generations bears the token of its number in place of one. */
export function issuedRow(register: string, entryId: string): RowKey {
  return utf8(`${register}\n${entryId}`);
}

export async function listPositiveRegisters(reader: Reader): Promise<PositiveRegister[]> {
  const rows = await reader.all<RegisterAsStored>(`select ${REGISTER_COLUMNS} from positive_register order by id`);
  return rows.map(asRegister);
}

type RegisterAsStored = Omit<PositiveRegister, 'completeFor'> & { completeFor: string };

const REGISTER_COLUMNS = `id, kind, title, changed_at as "changedAt", row_count as "rows", generation, ${SOURCE_COLUMNS},
  complete_for as "completeFor", complete_ms as "completeMs"`;

function asRegister({ completeFor, ...row }: RegisterAsStored): PositiveRegister {
  return { ...row, completeFor: completeFor.split(' ').filter(Boolean) };
}

export interface IssuedFound {
  /** All positive registers, by their ids. */
  readonly registers: readonly PositiveRegister[];
  readonly rows: readonly IssuedRow[];
  /** Under which of the keys something stood, and vanished without a person's word. */
  readonly vanished: readonly { readonly register: string; readonly key: string }[];
}

/**
 * What stands under the keys, and the registers as they stood then: one statement, so that nothing is concluded from the rows of one
 * generation and the completeness of another.
 */
export async function findIssued(reader: Reader, keys: readonly string[]): Promise<IssuedFound> {
  const tokens = keys.map((key) => reader.tokenOf(key));
  const asked = tokens.map(() => '?').join(', ');
  type Found = RegisterAsStored & {
    readonly token: string | null;
    readonly entryId: string;
    readonly entryNo: number;
    readonly body: Uint8Array;
  };
  const rows = await reader.all<Found>(
    `select ${REGISTER_COLUMNS}, null as token, '' as "entryId", null as body, 0 as "entryNo" from positive_register
      union all
     select d.register_id, '', '', 0, 0, 0, 0, '', 0, 0, '', 0, k.token, d.entry_id, d.body, k.entry_no from issued_key k
       join issued_document d on d.entry_no = k.entry_no
       join positive_register p on p.id = d.register_id and p.generation = d.generation
      where k.token in (${asked})
      union all
     select register_id, '', '', 0, 0, 0, 0, '', 0, 0, '', 0, token, '', null, 0 from issued_vanished
      where token in (${asked})
      order by id, token, "entryNo"`,
    [...tokens, ...tokens],
  );
  const keyOf = (token: string): string => keys[tokens.indexOf(token)]!;
  const registers = rows.filter(({ token }) => token === null);
  const issued = rows.filter(({ entryNo }) => entryNo > 0);
  const vanished = rows.filter(({ token, entryNo }) => token !== null && entryNo === 0);
  return {
    registers: registers.map(({ token: _t, entryId: _e, entryNo: _n, body: _b, ...row }) => asRegister(row)),
    rows: await Promise.all(
      issued.map(async ({ token, id, entryId, body }) => {
        const document = await openIssued(reader, issuedRow(id, entryId), body);
        return { register: id, key: keyOf(token!), document };
      }),
    ),
    vanished: vanished.map(({ id, token }) => ({ register: id, key: keyOf(token!) })),
  };
}

/** What the register in force holds under these ids, at most HELD_IDS_MAX, as deterministic CBOR; nothing for what cannot be read. */
export async function findHeldIssued(
  reader: Reader,
  register: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.all<{ entryId: string; body: Uint8Array }>(
    `select d.entry_id as "entryId", d.body from positive_register p
       join issued_document d on d.register_id = p.id and d.generation = p.generation
      where p.id = ? and d.entry_id in (${ids.map(() => '?').join(', ')})`,
    [register, ...ids],
  );
  const held = await Promise.all(
    rows.map(async ({ entryId, body }): Promise<[string, Uint8Array][]> => {
      const document = await openIssued(reader, issuedRow(register, entryId), body);
      return document === undefined ? [] : [[entryId, document]];
    }),
  );
  return new Map(held.flat());
}

export interface HeldIssued {
  readonly entryId: string;
  /** Deterministic CBOR; undefined where it cannot be read. */
  readonly document: Uint8Array | undefined;
}

interface GenerationToRead {
  readonly register: string;
  readonly generation: number;
}

/** The entries of one generation of a positive register by id, after the given one, at most `limit`: a reader of many pages keeps to one. */
export async function pageOfIssued(
  reader: Reader,
  { register, generation }: GenerationToRead,
  after: string,
  limit: number,
): Promise<HeldIssued[]> {
  const rows = await reader.all<{ entryId: string; body: Uint8Array }>(
    `select entry_id as "entryId", body ${PAGE_OF_ISSUED}`,
    [register, generation, after, limit],
  );
  return Promise.all(
    rows.map(async ({ entryId, body }) => ({
      entryId,
      document: await openIssued(reader, issuedRow(register, entryId), body),
    })),
  );
}

/** Their ids alone, as `pageOfIssued`. */
export async function pageOfIssuedIds(
  { all }: Pick<Reader, 'all'>,
  { register, generation }: GenerationToRead,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await all<{ id: string }>(`select entry_id as id ${PAGE_OF_ISSUED}`, [
    register,
    generation,
    after,
    limit,
  ]);
  return rows.map(({ id }) => id);
}

/** Deterministic CBOR; undefined where it cannot be read. */
async function openIssued(reader: Reader, row: RowKey, body: Uint8Array): Promise<Uint8Array | undefined> {
  const unsealed = await reader.unseal(ISSUED_BODY, row, body);
  return unsealed.kind === 'open' ? unsealed.content : undefined;
}

const PAGE_OF_ISSUED =
  'from issued_document where register_id = ? and generation = ? and entry_id > ? order by entry_id limit ?';

/** Documents that are loaded in one transaction, during which other writes wait; an import brings more. */
export const ISSUED_PER_LOAD_MAX = 200_000;
