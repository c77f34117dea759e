// SPDX-License-Identifier: Apache-2.0
// The blast radius of a stolen key, out of one State's own log: every exchange that a thief could have read, and everything that came
// in the name of the key's owner while partners believed the key. Each partner makes its own report; together they are the whole.
// It tells what was possible by the times of the key, never less than what was done.
import type { StateCode } from '@iims/wire/identifiers';
import type { Entry } from '../store/entries.ts';
import type { KeyPast } from './key-past.ts';

/** What a thief of the key could have done to the exchange behind an entry. */
export type Exposure = 'read' | 'signed';

export interface ExposedEntry {
  readonly index: number;
  readonly at: number;
  readonly event: string;
  readonly exposure: Exposure;
  readonly partner: StateCode;
  readonly purpose?: string;
  readonly caseRef?: string;
}

/** Whether and how the exchange behind an entry of `own`'s log lies in the key's reach; one for each partner concerned. */
export function exposuresOf(entry: Entry, past: KeyPast, own: StateCode): ExposedEntry[] {
  const exposure = exposureAt(past, entry.atMs);
  if (exposure === undefined) return [];
  const { index, atMs, event, body } = entry;
  const { purpose, caseRef } = body as { purpose?: string; caseRef?: string };
  const about = { index, at: atMs, event, exposure, ...(purpose ? { purpose } : {}), ...(caseRef ? { caseRef } : {}) };
  if (!concerns(event, exposure, past, own)) return [];
  return partnersIn(entry, past, own).map((partner) => ({ ...about, partner }));
}

/** Sealed content is in reach of an opening key, statements in reach of a signing key. TLS, log and witness keys reach neither. */
function exposureAt({ use, listedFrom, listedUntil, usedFrom, usedUntil }: KeyPast, at: number): Exposure | undefined {
  if (use === 'signing') return listedFrom <= at && at < listedUntil + ON_THE_WAY_MS ? 'signed' : undefined;
  if (use !== 'kem') return undefined;
  // A channel that was begun in the key's time carries frames for ten minutes more.
  const until = Math.min(usedUntil, listedUntil) + ON_THE_WAY_MS;
  return Math.max(usedFrom, listedFrom) <= at && at < until ? 'read' : undefined;
}

/** With whom the exchange was: of the own State's key with every partner, of a partner's key with that partner. */
function partnersIn({ event, body }: Entry, { state }: KeyPast, own: StateCode): readonly StateCode[] {
  const partners = namedPartners(event, body).filter((partner) => partner !== own);
  return state === own ? partners : partners.filter((partner) => partner === state);
}

function namedPartners(event: string, body: Entry['body']): readonly StateCode[] {
  if (event === 'query.asked') return body.asked as StateCode[];
  if (event === 'query.answered') return [body.asker as StateCode];
  if (event === 'query.late-answer') return [body.state as StateCode];
  if (event !== 'query.closed') return [];
  const outcomes = body.outcomes as readonly { readonly state: StateCode; readonly answerDigest?: unknown }[];
  return outcomes.filter(({ answerDigest }) => answerDigest !== undefined).map(({ state }) => state);
}

/**
 * What was sealed to the key's owner, or said in its name. Of a partner's key: questions and answers that went to it are read, those
 * that came from it are signed. Of the own State's key it is the other way round.
 */
function concerns(event: string, exposure: Exposure, { state }: KeyPast, own: StateCode): boolean {
  // Asked: the question went to the partner. Answered: the question came from it, the answer went to it. Closed: the answer came from it.
  const wentToPartner = event === 'query.asked' || event === 'query.answered';
  const cameFromPartner = event !== 'query.asked';
  const isOwnKey = state === own;
  if (exposure === 'read') return isOwnKey ? cameFromPartner : wentToPartner;
  return isOwnKey ? wentToPartner : cameFromPartner;
}

/** How long a frame may be on its way under a key whose time has ended, and how long a channel lives. */
const ON_THE_WAY_MS = 10 * 60_000;
