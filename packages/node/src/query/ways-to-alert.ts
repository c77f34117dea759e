// SPDX-License-Identifier: Apache-2.0
// How one alert was met: by one key, or as a person by name and by paper together, which is a second key (spec/person-index.md, 14 to 17).

import type { WhyCode } from '@iims/wire/code-lists';
import type { LookupKey } from '@iims/wire/lookup-keys';
import { CODES_MAX } from '@iims/wire/query';
import type { PersonData } from '@iims/wire/subject';
import type { MetSpelling } from '../registers/similar-persons.ts';
import type { AlertRow, Band, Way } from '../store/alerts.ts';

/** A key that is probed, with what a hit says of it. */
export interface ProbedKey extends Pick<LookupKey, 'key' | 'matchedOn'> {
  readonly most: Band;
  readonly why: readonly WhyCode[];
  /** The person asked about, where the key is one of a name. */
  readonly person?: PersonData;
  /** Which spelling and date met, where the index of persons led to the alert. */
  readonly similar?: MetSpelling;
}

/** What a hit says of how its alert was met. */
export interface Met {
  readonly band: Band;
  readonly matchedOn: ProbedKey['matchedOn'];
  readonly why: readonly WhyCode[];
  /** The keys that count, the strongest first. */
  readonly keys: readonly ProbedKey[];
}

/** What the question or the register itself doubts is a reason to look, never to act. */
export function bandOf(key: ProbedKey, most: Band): Band {
  return key.most === 'hit' ? most : 'compare';
}

/**
 * A person met by a name of their own and by a paper that the alert lists for them is met by two keys: a hit, though each alone may be a
 * reason to look. What belongs to the victim of a misused identity, or is a name that many bear, lifts nothing.
 */
export function metBy(
  keys: ReadonlyMap<string, ProbedKey>,
  row: Pick<AlertRow, 'key' | 'band' | 'meaning' | 'ways'>,
): Met {
  const key = keys.get(row.key)!;
  const alone: Met = {
    band: bandOf(key, row.band),
    matchedOn: key.matchedOn,
    why: whyOf(key, row.meaning),
    keys: [key],
  };
  const ways = row.ways.map((way) => ({ way, probed: keys.get(way.key)! }));
  if (ways.some(({ way, probed }) => whyOf(probed, way.meaning).includes('misused-identity'))) return alone;
  const paper = ways.find(({ way, probed }) => isPaper(way, probed))?.probed;
  const name = bestName(ways);
  if (paper === undefined || name === undefined) return alone;
  const why = whyOf(paper, 'document-of-person');
  // The last code of a name says what the date of birth does; of many rules of the name the first give way.
  const room = CODES_MAX - why.length - CODES_ADDED_LATER;
  return { band: 'hit', matchedOn: paper.matchedOn, why: [...why, ...name.why.slice(-room)], keys: [name, paper] };
}

interface KnownWay {
  readonly way: Way;
  readonly probed: ProbedKey;
}

/** Equal in every character, and listed for the person under alert. */
function isPaper({ meaning }: Way, { matchedOn }: ProbedKey): boolean {
  return meaning === 'document-of-person' && matchedOn === 'as-given';
}

/** A name of the person's own; what gives a hit by itself before what gives a reason to look. */
function bestName(ways: readonly KnownWay[]): ProbedKey | undefined {
  const names = ways.filter(
    ({ way, probed }) => probed.person !== undefined && !whyOf(probed, way.meaning).includes('weak-alias'),
  );
  return (names.find(({ way, probed }) => bandOf(probed, way.band) === 'hit') ?? names[0])?.probed;
}

function whyOf({ why }: ProbedKey, meaning: WhyCode | undefined): readonly WhyCode[] {
  return meaning === undefined ? why : [...why, meaning];
}

/** That nobody confirmed the alert in time is said of any. */
const CODES_ADDED_LATER = 1;
