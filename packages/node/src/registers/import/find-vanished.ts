// SPDX-License-Identifier: Apache-2.0
// What a positive register holds and its next list does not name any more.
import { hash } from 'node:crypto';
import { decodeCbor } from '@iims/wire/cbor';
import { type IssuedDocument, issuedKey } from '@iims/wire/issued';
import { type RegisteredVehicle, registrationKeys } from '@iims/wire/registered-vehicle';
import { HELD_IDS_MAX } from '../../store/held-alerts.ts';
import {
  findHeldIssued,
  listPositiveRegisters,
  pageOfIssuedIds,
  tokensOfIssued,
} from '../../store/issued-documents.ts';
import type { Reader } from '../../store/sql.ts';
import { VANISHED_MAX } from '../../store/vanished-entries.ts';
import type { IdSet } from './id-set.ts';

export interface Vanished {
  readonly count: number;
  /** Under which they were found; none where they are more than VANISHED_MAX. */
  readonly tokens: readonly string[];
}

interface NextList {
  readonly register: string;
  /** What is said of it, whatever a row that was refused took from that: the next list without such a row must not accuse. */
  readonly completeFor: readonly string[];
  /** Its ids. */
  readonly named: IdSet;
  readonly renumbered: Renumbered | undefined;
  /** Called before each id, each entry and each page of the index. */
  readonly giveWay: () => void;
}

/** Entries that a list names under their ids, and whose numbers it names no more. */
export interface Renumbered {
  readonly count: number;
  /** Keys of these numbers; none where they are more than VANISHED_MAX. */
  readonly keys: readonly string[];
  /** Entries that the list names, and of which nobody can read which number they had. At most VANISHED_MAX. */
  readonly unreadable: readonly { readonly id: string; readonly keys: readonly string[] }[];
}

/** Undefined where neither the register nor its list is complete for anything: nothing follows from what is missing. */
export async function findVanished(
  reader: Reader,
  { register, completeFor, named, renumbered = NOTHING_RENUMBERED, giveWay }: NextList,
): Promise<Vanished | undefined> {
  const held = (await listPositiveRegisters(reader)).find(({ id }) => id === register);
  if (held === undefined || (held.completeFor.length === 0 && completeFor.length === 0)) return undefined;
  const ids: string[] = [];
  let count = renumbered.count;
  for (let after = ''; ; ) {
    const page = await pageOfIssuedIds(reader, { register, generation: held.generation }, after, IDS_PER_PAGE);
    for (const id of page) {
      giveWay();
      if (named.has(hash('sha256', id, 'buffer'))) continue;
      count += 1;
      if (count <= VANISHED_MAX) ids.push(id);
    }
    if (page.length < IDS_PER_PAGE) break;
    after = page.at(-1)!;
  }
  if (count > VANISHED_MAX) return { count, tokens: [] };
  const tokens: string[] = [];
  const take = (keys: readonly string[]): void => {
    giveWay();
    for (const key of keys) tokens.push(reader.tokenOf(key));
  };
  for (const key of renumbered.keys) take([key]);
  const unreadable: string[] = [];
  for (let from = 0; from < ids.length; from += HELD_IDS_MAX) {
    const page = ids.slice(from, from + HELD_IDS_MAX);
    const entries = await findHeldIssued(reader, register, page);
    for (const content of entries.values()) if (content !== undefined) take(issuedKeysOf(content));
    unreadable.push(...page.filter((id) => entries.get(id) === undefined));
  }
  const of = { register, generation: held.generation };
  tokens.push(...(await tokensOfIssued(reader, of, unreadable, giveWay)));
  const lost = await tokensLost(reader, of, renumbered.unreadable, giveWay);
  return { count: count + lost.length, tokens: [...tokens, ...lost] };
}

/** Tokens of entries that cannot be read, and under which the list does not name the same entries. */
async function tokensLost(
  reader: Reader,
  of: { readonly register: string; readonly generation: number },
  unreadable: Renumbered['unreadable'],
  giveWay: () => void,
): Promise<readonly string[]> {
  const named = new Set<string>();
  for (const { keys } of unreadable) {
    giveWay();
    for (const key of keys) named.add(reader.tokenOf(key));
  }
  const ids = unreadable.map(({ id }) => id);
  return (await tokensOfIssued(reader, of, ids, giveWay)).filter((token) => !named.has(token));
}

/** Under which an entry is found, given its deterministic CBOR. */
export function issuedKeysOf(content: Uint8Array): readonly string[] {
  const entry = decodeCbor(content) as IssuedDocument | RegisteredVehicle;
  return entry.kind === 'vehicle' ? registrationKeys(entry) : [issuedKey(entry)];
}

const NOTHING_RENUMBERED: Renumbered = { count: 0, keys: [], unreadable: [] };
/** In one query of the database, which gives way to nobody. */
const IDS_PER_PAGE = 500;
