// SPDX-License-Identifier: Apache-2.0
// Entries of the audit log: how a draft becomes one, and how they are read again, by index and in order.

import { entryCommitment, ownPartHash } from '@iims/tlog/entry-bundle';
import { assert } from '@iims/wire/assert';
import type { AuditEventName } from '@iims/wire/audit-events';
import { concatInto, equalBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor, splitCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { passingMemory } from '@iims/wire/passing-bytes';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Row, Statements } from './sql.ts';
import { ENTRY_BODY_BYTES_MAX, type EntryDraft, type StoreSources } from './store.ts';

/** An entry before the commit gives it its index. */
export interface EntryToAppend {
  readonly atMs: number;
  readonly event: string;
  /** Salt, body, and where there is one the own part after its salt: they are sealed together. */
  readonly content: Uint8Array;
  readonly commitment: Uint8Array;
}

/** What the log proves: the commitment is the leaf, and salt and body open it. Without the salt it tells nothing. */
export interface EntryRow {
  readonly index: number;
  readonly event: string;
  readonly commitment: Uint8Array;
  readonly content: EntryContent;
}

/** Salt and body of an entry, or why they cannot be read: their key is erased, not at hand, or they are not what was sealed. */
export type EntryContent =
  | {
      readonly kind: 'open';
      readonly salt: Uint8Array;
      readonly body: Uint8Array;
      readonly own?: Uint8Array;
      /** What the body holds, where it had to be read. */
      readonly fields?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'erased'; readonly month: string }
  | { readonly kind: 'sealed' | 'damaged' };

/** An entry as an auditor reads it. */
export interface Entry {
  readonly index: number;
  readonly atMs: number;
  readonly event: AuditEventName;
  /** Everything that the body holds, `event` and `at` included; nothing where it is erased. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** An entry with what the State keeps to itself of it. */
export interface OpenEntry extends Entry {
  readonly own: Readonly<Record<string, unknown>>;
}

/** Makes an entry of a draft: its time, its fresh salt and its commitment are fixed here, once. */
export function composeEntry(draft: EntryDraft, sources: Pick<StoreSources, 'now' | 'random'>): EntryToAppend {
  const atMs = sources.now();
  assert(!RESERVED.some((field) => field in draft.body), 'the store itself adds event, at and own to the body');
  const own = draft.own && { salt: sources.random(SALT_BYTES), part: encodeCbor(draft.own, passingMemory) };
  const shown: Record<string, unknown> = { ...draft.body, event: draft.event, at: atMs };
  if (own !== undefined) shown.own = ownPartHash(own.salt, own.part);
  const body = encodeCbor(shown, passingMemory);
  assert(body.length <= ENTRY_BODY_BYTES_MAX, `the body of an entry has at most ${ENTRY_BODY_BYTES_MAX} bytes`);
  const salt = sources.random(SALT_BYTES);
  const content =
    own === undefined
      ? concatInto(passingMemory, salt, body)
      : concatInto(passingMemory, salt, body, own.salt, own.part);
  return { atMs, event: draft.event, content, commitment: entryCommitment(salt, body) };
}

/** How many entries there are; since indexes are gapless, also the index of the next one. */
export async function countEntries(reader: Reader): Promise<number> {
  const [row] = await reader.all<{ next: number }>('select coalesce(max(idx) + 1, 0) as next from entry');
  assert(row !== undefined, 'an aggregate gives one row');
  return row.next;
}

/** Index and time of the last entry; before the first, what precedes it. */
export async function readLastEntry(reader: Pick<Statements, 'all'>): Promise<{ index: number; atMs: number }> {
  const [row] = await reader.all('select idx, at_ms from entry order by idx desc limit 1');
  return row === undefined ? { index: -1, atMs: 0 } : { index: row.idx as number, atMs: row.at_ms as number };
}

/** Commitments of the entries `from`, `from + 1`, … in order, at most `limit`. */
export async function readCommitments(
  reader: Reader,
  from: number,
  limit: number,
): Promise<{ index: number; commitment: Uint8Array }[]> {
  // Indexes are gapless. A `limit` that is bound would make SQLite plan the statement anew each time it runs.
  const rows = await reader.all('select idx, commitment from entry where idx >= ? and idx < ? order by idx', [
    from,
    from + limit,
  ]);
  return rows.map((row) => ({ index: row.idx as number, commitment: row.commitment as Uint8Array }));
}

/** Entries `from`, `from + 1`, … with salt and body, in order, at most `limit`; from a reader without keys they stay sealed. */
export async function readEntryRows(
  reader: Pick<Reader, 'all'> & Partial<Reader>,
  from: number,
  limit: number,
): Promise<EntryRow[]> {
  const rows = await reader.all(
    'select idx, event, content, commitment from entry where idx >= ? order by idx limit ?',
    [from, limit],
  );
  const entries: EntryRow[] = [];
  for (const row of rows) {
    entries.push({
      index: row.idx as number,
      event: row.event as string,
      commitment: row.commitment as Uint8Array,
      content: reader.unseal === undefined ? { kind: 'sealed' } : await openContent(reader as Reader, row),
    });
  }
  return entries;
}

/** Entries of the given events from index `from` on and below `to`, in order; those that cannot be read are left out. */
export async function readEntriesOf(
  reader: Reader,
  events: readonly AuditEventName[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<OpenEntry[]> {
  const rows = await reader.all(
    `select idx, at_ms, event, content from entry
      where idx >= ? and idx < ? and ${isOneOf(events)} order by idx`,
    [from, to],
  );
  return openRows(reader, rows);
}

/** Where the entries of the given events stand, from index `from` on and below `to`, in order. */
export async function findEntriesOf(
  reader: Reader,
  events: readonly AuditEventName[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number[]> {
  const rows = await reader.all<{ idx: number }>(
    `select idx from entry
      where idx >= ? and idx < ? and ${isOneOf(events)} order by idx`,
    [from, to],
  );
  return rows.map(({ idx }) => idx);
}

/** Written out: SQLite would compare a parameter with the event of the index of refusals, and so plan the statement anew each time it runs. */
function isOneOf(events: readonly AuditEventName[]): string {
  return `event in (${events.map((event) => `'${event}'`).join(', ')})`;
}

/** The entries of these indexes, in order; those that cannot be read are left out. */
export async function readEntriesAt(reader: Reader, indexes: readonly number[]): Promise<OpenEntry[]> {
  const rows: Row[] = [];
  for (const index of indexes) {
    rows.push(...(await reader.all('select idx, at_ms, event, content from entry where idx = ?', [index])));
  }
  return openRows(reader, rows);
}

async function openRows(reader: Reader, rows: readonly Row[]): Promise<OpenEntry[]> {
  const entries: OpenEntry[] = [];
  for (const row of rows) {
    const content = await openContent(reader, row);
    if (content.kind !== 'open') continue;
    entries.push({
      index: row.idx as number,
      atMs: row.at_ms as number,
      event: row.event as AuditEventName,
      body: fieldsOf(content),
      own: content.own === undefined ? {} : (decodeCbor(content.own) as OpenEntry['own']),
    });
  }
  return entries;
}

/** The latest entries below index `before` (all when absent), newest first, at most `limit`. */
export async function readEntries(reader: Reader, range: { before?: number; limit: number }): Promise<Entry[]> {
  const rows = await reader.all(
    'select idx, at_ms, event, content from entry where idx < ? order by idx desc limit ?',
    [range.before ?? Number.MAX_SAFE_INTEGER, range.limit],
  );
  return openEntries(reader, rows);
}

/** The latest refusals of documents of the trust list, newest first, at most `limit`. */
export async function readTrustRefusals(reader: Reader, limit: number): Promise<Entry[]> {
  // The event is written out: with a parameter in its place no planner would take the index of these entries alone.
  const rows = await reader.all(
    "select idx, at_ms, event, content from entry where event = 'trust-list.refused' order by idx desc limit ?",
    [limit],
  );
  return openEntries(reader, rows);
}

async function openEntries(reader: Reader, rows: readonly Row[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const row of rows) {
    entries.push({
      index: row.idx as number,
      atMs: row.at_ms as number,
      event: row.event as AuditEventName,
      body: (await readBody(reader, row)) ?? {},
    });
  }
  return entries;
}

/** The body of the entry in a row with `idx` and `content`; undefined where it is erased. Throws `store.failed` for a damaged one. */
export async function readBody(reader: Reader, row: Row): Promise<Readonly<Record<string, unknown>> | undefined> {
  const content = await openContent(reader, row);
  if (content.kind === 'erased') return undefined;
  if (content.kind === 'open') return fieldsOf(content);
  throw new IimsError('store.failed', {
    message: 'An entry of the database is not what was written.',
    field: `entry ${row.idx}`,
    fix: 'Run `iims audit verify` and keep the evidence.',
  });
}

async function openContent(reader: Reader, row: Row): Promise<EntryContent> {
  const unsealed = await reader.unseal(ENTRY_CONTENT, row.idx as number, row.content as Uint8Array);
  if (unsealed.kind !== 'open') return unsealed;
  const { content } = unsealed;
  const { first: body, rest } = splitCbor(content.subarray(SALT_BYTES));
  const salt = content.subarray(0, SALT_BYTES);
  if (rest.length === 0) return { kind: 'open', salt, body };
  if (rest.length < SALT_BYTES) return { kind: 'damaged' };
  // The commitment covers the body, the body the own part.
  const own = rest.subarray(SALT_BYTES);
  const fields = decodeCbor(body) as { readonly own?: Uint8Array };
  const { own: ownHash } = fields;
  const holds = ownHash !== undefined && equalBytes(ownHash, ownPartHash(rest.subarray(0, SALT_BYTES), own));
  return holds ? { kind: 'open', salt, body, own, fields } : { kind: 'damaged' };
}

function fieldsOf({ fields, body }: Extract<EntryContent, { kind: 'open' }>): Readonly<Record<string, unknown>> {
  return fields ?? (decodeCbor(body) as Record<string, unknown>);
}

/** Salt and body, sealed. */
export const ENTRY_CONTENT = sealedColumn('entry', 'entry', 'content');

const SALT_BYTES = 32;
const RESERVED = ['event', 'at', 'own'];
