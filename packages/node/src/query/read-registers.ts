// SPDX-License-Identifier: Apache-2.0
// All that a State's registers in both directions say to one question, whoever asks: the alerts that were met, what was issued, and how
// much of what was asked stands behind it. Unknown is never said as no-hit (spec/query.md, 6 to 9).
import type { StateCode } from '@iims/wire/identifiers';
import type { Answer, Question } from '@iims/wire/query';
import type { PlateSearch } from '../registers/plate-list.ts';
import { isSpoken } from '../registers/source-standing.ts';
import type { RegisterRow } from '../store/alerts.ts';
import type { PositiveRegister } from '../store/issued-documents.ts';
import type { Reader } from '../store/sql.ts';
import { lookUp, type PersonSearch } from './lookup.ts';
import { readIssued } from './read-issued.ts';
import { freshnessOf, registersAsked } from './sources.ts';

export interface RegistersToRead {
  /** Whose registers these are. */
  readonly state: StateCode;
  readonly reader: Reader;
  readonly persons: PersonSearch;
  readonly plates: PlateSearch;
  /** Those with alerts that the asker may read. */
  readonly registers: readonly RegisterRow[];
  /** Those with alerts that it may not read; default: none. */
  readonly withheld?: readonly RegisterRow[];
  /** Of those with documents that the State issued, which the asker may read. */
  readonly rights: (registers: readonly PositiveRegister[]) => readonly PositiveRegister[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RegistersSaid {
  readonly said: Omit<Answer, 'questionHash' | 'queryId' | 'repeated'>;
  /** Alerts that matched and must not show. Their owner's entry says so; nothing else does. */
  readonly covertAlertIds: readonly string[];
}

/** Throws only what the store throws. */
export async function readRegisters(
  { state, reader, persons, plates, registers, withheld = [], rights, now }: RegistersToRead,
  question: Question,
): Promise<RegistersSaid> {
  const { hits, more, covertAlertIds, unfollowed } = await lookUp(reader, question, {
    registers: registers.filter(isSpoken),
    withheld: withheld.filter(isSpoken),
    persons,
    plates,
    now,
  });
  const { issued, asked } = await readIssued(reader, question, { state, rights, now });
  const { behindBecause, ...freshness } = freshnessOf(
    [...registersAsked(question, registers), ...asked],
    now,
    unfollowed,
  );
  return {
    said: {
      ...outcomeOf(hits.length > 0, behindBecause),
      ...freshness,
      hits,
      more,
      ...(issued.length === 0 ? {} : { issued }),
    },
    covertAlertIds,
  };
}

/** A hit stands, however little else was read; without one, a register that is behind leaves the question open. */
function outcomeOf(isHit: boolean, behindBecause: string | undefined): Pick<Answer, 'outcome' | 'reason'> {
  if (isHit) return { outcome: 'hit' };
  return behindBecause === undefined ? { outcome: 'no-hit' } : { outcome: 'unavailable', reason: behindBecause };
}
