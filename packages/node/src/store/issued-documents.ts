// SPDX-License-Identifier: Apache-2.0
// Positive registers: documents that the State itself issued, found by the tokens of their numbers. They stand beside the alerts,
// never among them.
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import type { RegisterRow } from './alerts.ts';
import { columnsAs, SOURCE_FIELDS } from './register-sources.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface PositiveRegister extends Omit<RegisterRow, 'keptBy'> {
  /** Types of document for which the register is complete: a number that it lacks was not issued by `checkedAt`. */
  readonly completeFor: readonly string[];
  /** How long after `checkedAt` that holds, ms: what was issued since is missing too. */
  readonly completeMs: number;
  /** Types of document of which it holds any, or held one that vanished unseen; undefined where nobody has counted them: any type of its kind. */
  readonly heldTypes: readonly string[] | undefined;
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
  const rows = await reader.all<RegisterAsStored>(`${SELECT_REGISTERS} order by id`);
  return rows.map(asRegister);
}

type RegisterAsStored = Omit<PositiveRegister, 'completeFor' | 'heldTypes'> & {
  readonly completeFor: string;
  readonly heldTypes: string;
};

const REGISTER_FIELDS = {
  id: 'id',
  kind: 'kind',
  title: 'title',
  changedAt: 'changed_at',
  rows: 'row_count',
  generation: 'generation',
  ...SOURCE_FIELDS,
  completeFor: 'complete_for',
  completeMs: 'complete_ms',
  heldTypes: 'held_types',
} as const satisfies Record<keyof PositiveRegister, string>;

const SELECT_REGISTERS = `select ${columnsAs(REGISTER_FIELDS)} from positive_register`;

function asRegister({ completeFor, heldTypes, ...row }: RegisterAsStored): PositiveRegister {
  const types = wordsOf(heldTypes);
  return { ...row, completeFor: wordsOf(completeFor), heldTypes: types.includes(ANY_TYPE) ? undefined : types };
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter(Boolean);
}

/** Among the types that a register holds, where nobody has counted them; beside it stand those that are known. */
export const ANY_TYPE = '*';

export interface IssuedFound {
  /** All positive registers, by their ids. */
  readonly registers: readonly PositiveRegister[];
  /** Those of them that the asker may read. */
  readonly readable: readonly PositiveRegister[];
  /** What stands in these under the keys. */
  readonly rows: readonly IssuedRow[];
  /** Under which of the keys something stood in these, and vanished without a person's word. */
  readonly vanished: readonly { readonly register: string; readonly key: string }[];
}

/**
 * What stands under the keys, and the registers as they stood then: one statement, so that nothing is concluded from the rows of one
 * generation and the completeness of another. What the asker may not read is not opened: what stands there costs no work.
 */
export async function findIssued(
  reader: Reader,
  asked: readonly string[],
  rights: (registers: readonly PositiveRegister[]) => readonly PositiveRegister[],
): Promise<IssuedFound> {
  // Two subjects may lead to one key, and what stands there is found once.
  const keys = [...new Set(asked)];
  const tokens = keys.map((key) => reader.tokenOf(key));
  const found = await reader.all<FoundAsStored>(findText(keys.length), tokens);
  found.sort(byRegisterThenKey);
  const registers: PositiveRegister[] = [];
  for (const row of found) if (row.what === 'register') registers.push(asFound(row));
  const readable = rights(registers);
  const rows: Promise<IssuedRow>[] = [];
  const vanished: { register: string; key: string }[] = [];
  for (const row of found) {
    if (row.what === 'register' || !readable.some(({ id }) => id === row.id)) continue;
    const key = keys[row.place]!;
    if (row.what === 'entry') rows.push(opened(reader, row, key));
    else vanished.push({ register: row.id, key });
  }
  return { registers, readable, rows: await Promise.all(rows), vanished };
}

/** A register, an entry that stands under a key, or a key under which one vanished. */
type FoundAsStored = RegisterAsFound | EntryAsFound | VanishedAsFound;

interface RegisterAsFound extends RegisterAsStored {
  readonly what: 'register';
  readonly place: null;
  readonly entryId: null;
  readonly body: null;
  readonly entryNo: null;
}

interface EntryAsFound {
  readonly what: 'entry';
  /** Of the register. */
  readonly id: string;
  /** Which of the keys, from 0. */
  readonly place: number;
  readonly entryId: string;
  readonly body: Uint8Array;
  readonly entryNo: number;
}

interface VanishedAsFound {
  readonly what: 'vanished';
  /** Of the register. */
  readonly id: string;
  readonly place: number;
  readonly entryNo: null;
}

/** The same order from each database. */
function byRegisterThenKey(one: FoundAsStored, other: FoundAsStored): number {
  if (one.id !== other.id) return one.id < other.id ? -1 : 1;
  return (one.place ?? -1) - (other.place ?? -1) || (one.entryNo ?? -1) - (other.entryNo ?? -1);
}

function asFound({
  what: _w,
  place: _p,
  entryId: _e,
  body: _b,
  entryNo: _n,
  ...row
}: RegisterAsFound): PositiveRegister {
  return asRegister(row);
}

async function opened(reader: Reader, { id, entryId, body }: EntryAsFound, key: string): Promise<IssuedRow> {
  return { register: id, key, document: await openIssued(reader, issuedRow(id, entryId), body) };
}

const FOUND_FIELDS = ['what', ...Object.keys(REGISTER_FIELDS), 'place', 'entryId', 'body', 'entryNo'];

/** One part of a statement whose parts have the same columns: each says by name which of them it has. */
function selectFound(has: Readonly<Record<string, string>>, from: string): string {
  assert(
    Object.keys(has).every((field) => FOUND_FIELDS.includes(field)),
    'every part has columns that all have',
  );
  return `select ${columnsAs(Object.fromEntries(FOUND_FIELDS.map((field) => [field, has[field] ?? 'null'])))} ${from}`;
}

const FIND_REGISTERS = selectFound({ what: "'register'", ...REGISTER_FIELDS }, 'from positive_register');
const FIND_ENTRIES = selectFound(
  {
    what: "'entry'",
    id: 'd.register_id',
    place: 'a.place',
    entryId: 'd.entry_id',
    body: 'd.body',
    entryNo: 'k.entry_no',
  },
  `from asked a join issued_key k on k.token = a.token join issued_document d on d.entry_no = k.entry_no
     join positive_register p on p.id = d.register_id and p.generation = d.generation`,
);
const FIND_VANISHED = selectFound(
  { what: "'vanished'", id: 'v.register_id', place: 'a.place' },
  'from asked a join issued_vanished v on v.token = a.token',
);

/**
 * One text for each number of keys. They are joined from a list that stands there once: SQLite would build a tree of each `in (...)`, which
 * costs more than what is found.
 */
function findText(keys: number): string {
  FIND_TEXTS[keys] ??=
    `with asked (place, token) as (values ${Array.from({ length: keys }, (_, i) => `(${i}, ?)`).join(', ')})
    ${FIND_REGISTERS} union all ${FIND_ENTRIES} union all ${FIND_VANISHED}`;
  return FIND_TEXTS[keys];
}

const FIND_TEXTS: string[] = [];

/** What the register in force holds under these ids, at most HELD_IDS_MAX, as deterministic CBOR; undefined for what cannot be read. */
export async function findHeldIssued(
  reader: Reader,
  register: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array | undefined>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.all<{ entryId: string; body: Uint8Array }>(
    `select d.entry_id as "entryId", d.body from positive_register p
       join issued_document d on d.register_id = p.id and d.generation = p.generation
      where p.id = ? and d.entry_id in (${ids.map(() => '?').join(', ')})`,
    [register, ...ids],
  );
  const held = await Promise.all(
    rows.map(
      async ({ entryId, body }) => [entryId, await openIssued(reader, issuedRow(register, entryId), body)] as const,
    ),
  );
  return new Map(held);
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

/**
 * Under which tokens entries of a generation are found, whatever can be read of them. No index leads there: what is looked through is all
 * that positive registers hold, in pages, and only where something is asked for. `giveWay` is called before each.
 */
export async function tokensOfIssued(
  { all }: Pick<Reader, 'all'>,
  { register, generation }: GenerationToRead,
  ids: readonly string[],
  giveWay: () => void,
): Promise<string[]> {
  const wanted = new Set<number>();
  for (const id of ids) {
    giveWay();
    const rows = await all<{ entryNo: number }>(
      'select entry_no as "entryNo" from issued_document where register_id = ? and generation = ? and entry_id = ?',
      [register, generation, id],
    );
    for (const { entryNo } of rows) wanted.add(entryNo);
  }
  const tokens: string[] = [];
  let after: readonly [string, number] = ['', 0];
  for (let isMore = wanted.size > 0; isMore; ) {
    giveWay();
    const page = await all<{ token: string; entryNo: number }>(
      `select token, entry_no as "entryNo" from issued_key where (token, entry_no) > (?, ?)
        order by token, entry_no limit ${TOKENS_PER_PAGE}`,
      after,
    );
    for (const { token, entryNo } of page) if (wanted.has(entryNo)) tokens.push(token);
    isMore = page.length === TOKENS_PER_PAGE;
    after = [page.at(-1)?.token ?? '', page.at(-1)?.entryNo ?? 0];
  }
  return tokens;
}

/** Deterministic CBOR; undefined where it cannot be read. */
async function openIssued(reader: Reader, row: RowKey, body: Uint8Array): Promise<Uint8Array | undefined> {
  const unsealed = await reader.unseal(ISSUED_BODY, row, body);
  return unsealed.kind === 'open' ? unsealed.content : undefined;
}

const PAGE_OF_ISSUED =
  'from issued_document where register_id = ? and generation = ? and entry_id > ? order by entry_id limit ?';

const TOKENS_PER_PAGE = 1_000;

/** Documents that are loaded in one transaction, during which other writes wait; an import brings more. */
export const ISSUED_PER_LOAD_MAX = 200_000;
