// SPDX-License-Identifier: Apache-2.0
// Who met the State's covert alerts, as its operators read it (spec/alert.md, 28a). Nothing else tells them. Reading is an entry.
import type { StateCode } from '@iims/wire/identifiers';
import type { Officer } from '../access/authorise.ts';
import { type OpenEntry, readEntriesAt } from '../store/entries.ts';
import { listMetCovert } from '../store/met-covert.ts';
import type { AlertKeeping } from './check-entry.ts';

/** One query that met covert alerts. What it was about stands in no entry of its answer: the owner compares before it acts. */
export interface MetCovert {
  readonly logIndex: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Whose officer asked. */
  readonly state: StateCode;
  /** An own officer by account, a partner's by the name that its State gave. */
  readonly officer: string;
  readonly queryId: string;
  readonly purpose?: string;
  readonly caseRef?: string;
  /** At most eight of them. */
  readonly alerts: readonly string[];
  /** How many were met. */
  readonly count: number;
}

/** The latest first; `after` is `next` of the page before. An entry whose period has ended is left out. */
export async function listMet(
  { state, store }: AlertKeeping,
  { user }: Officer,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<{ readonly met: readonly MetCovert[]; readonly next?: string }> {
  const indexes = await listMetCovert(store.reader, { limit, ...(after !== undefined && { before: after }) });
  const entries = await readEntriesAt(store.reader, indexes);
  const met: MetCovert[] = [];
  for (const entry of entries) {
    if (entry.event === 'query.answered') met.push(ofPartner(entry));
    else met.push(ofOwnOfficer(entry, state as StateCode, await begunBy(store.reader, entry)));
  }
  await store.write({ event: 'alert.read', body: { user, met: met.length } });
  const last = indexes.length === limit ? indexes.at(-1) : undefined;
  return { met, ...(last !== undefined && { next: String(last) }) };
}

type Named = { readonly covert?: readonly string[]; readonly covertCount?: number };

function ofPartner(entry: OpenEntry): MetCovert {
  const { asker, officer, queryId, purpose, caseRef } = entry.body as Record<string, string>;
  return {
    ...metAt(entry, entry.own as Named),
    state: asker as StateCode,
    officer: officer!,
    queryId: queryId!,
    ...why({ purpose, caseRef }),
  };
}

function ofOwnOfficer(entry: OpenEntry, state: StateCode, asked: OpenEntry | undefined): MetCovert {
  const { user, queryId, outcomes } = entry.body as {
    readonly user: string;
    readonly queryId: string;
    readonly outcomes: readonly (Named & { readonly state: string })[];
  };
  const own = outcomes.find((outcome) => outcome.state === state) ?? {};
  return { ...metAt(entry, own), state, officer: user, queryId, ...why(asked?.body ?? {}) };
}

/** The entry with which an own officer's query began says why it was asked. */
async function begunBy(reader: AlertKeeping['store']['reader'], { body }: OpenEntry): Promise<OpenEntry | undefined> {
  const [asked] = await readEntriesAt(reader, [body.askedIndex as number]);
  return asked;
}

function metAt({ index, atMs }: OpenEntry, { covert = [], covertCount = 0 }: Named) {
  return { logIndex: index, at: new Date(atMs).toISOString(), alerts: covert, count: covertCount };
}

function why({ purpose, caseRef }: Readonly<Record<string, unknown>>): Pick<MetCovert, 'purpose' | 'caseRef'> {
  return {
    ...(typeof purpose === 'string' && { purpose }),
    ...(typeof caseRef === 'string' && { caseRef }),
  };
}
