// SPDX-License-Identifier: Apache-2.0
// The lines that the node streams for one query, read strictly enough that nothing unknown can look like a "no hit".
import { HANDLING_CODES, MATCHED_ON, SUBJECT_KINDS } from '@iims/wire/code-lists';
import { ISSUED_STANDINGS, type Issued } from '@iims/wire/issued';
import type { VehicleHolder, VehicleMarks } from '@iims/wire/registered-vehicle';
import type { NotExecutedAction, Outcome, ShownHit, StateOutcome, Verdict, VerdictWord } from '@iims/wire/verdict';
import { type Fault, readFault } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf, textsOf } from '../api/read-json.ts';

const OUTCOMES = ['hit', 'no-hit', 'refused', 'unavailable', 'late'] as const satisfies readonly Outcome[];
const VERDICTS = ['hit', 'compare', 'no-hit', 'incomplete', 'refused'] as const satisfies readonly VerdictWord[];

export type QueryEvent =
  | {
      readonly type: 'asked';
      readonly asked: readonly string[];
      readonly logIndex: number;
      /** Under which the node knows the query. */
      readonly queryId?: string;
    }
  | { readonly type: 'state'; readonly answer: StateOutcome }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | { readonly type: 'error'; readonly fault: Fault };

/** Reads one line; undefined for a line that the console does not know. */
export function readQueryEvent(line: string): QueryEvent | undefined {
  const object = parseLine(line);
  if (object === undefined) return undefined;
  switch (object.type) {
    case 'asked': {
      const queryId = textOf(object, 'queryId');
      return {
        type: 'asked',
        asked: textsOf(object, 'asked'),
        logIndex: numberOf(object, 'logIndex') ?? 0,
        ...(queryId === undefined ? {} : { queryId }),
      };
    }
    case 'state': {
      const answer = stateOutcomeOf(object);
      return answer === undefined ? undefined : { type: 'state', answer };
    }
    case 'verdict': {
      const verdict = readVerdict(object);
      return verdict === undefined ? undefined : { type: 'verdict', verdict };
    }
    case 'error': {
      const fault = readFault(object);
      return fault === undefined ? undefined : { type: 'error', fault };
    }
    default:
      return undefined;
  }
}

/** The object on one line of a stream; undefined for anything else. */
export function parseLine(line: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** A verdict with the States' outcomes; undefined where its word is not known. */
export function readVerdict(object: JsonObject): Verdict | undefined {
  const verdict = oneOf(textOf(object, 'verdict'), VERDICTS);
  if (verdict === undefined) return undefined;
  return {
    verdict,
    complete: object.complete === true,
    states: listOf(object, 'states', stateOutcomeOf),
    elapsedMs: Math.round(numberOf(object, 'elapsedMs') ?? 0),
    logIndex: numberOf(object, 'logIndex') ?? 0,
  };
}

/** An outcome that the console does not know counts as "unavailable": unknown is never shown as "no hit". */
function stateOutcomeOf(object: JsonObject): StateOutcome | undefined {
  const state = textOf(object, 'state');
  if (state === undefined) return undefined;
  const issued = listOf(object, 'issued', issuedOf);
  const [asOf, changedOn, reason] = [textOf(object, 'asOf'), textOf(object, 'changedOn'), textOf(object, 'reason')];
  const [registers, behind] = [numberOf(object, 'registers'), numberOf(object, 'behind')];
  return {
    state,
    outcome: oneOf(textOf(object, 'outcome'), OUTCOMES) ?? 'unavailable',
    hits: listOf(object, 'hits', hitOf),
    more: object.more === true,
    ...(asOf === undefined || Number.isNaN(Date.parse(asOf)) ? {} : { asOf }),
    ...(reason === undefined ? {} : { reason }),
    ...(changedOn === undefined ? {} : { changedOn }),
    ...(registers === undefined ? {} : { registers }),
    ...(behind === undefined ? {} : { behind }),
    ...(issued.length === 0 ? {} : { issued }),
  };
}

/** A standing that the console does not know accuses nobody, and is never shown as a whole answer. */
function issuedOf(object: JsonObject): Issued {
  const validUntil = textOf(object, 'validUntil');
  const [vehicle, holder] = [marksOf(asObject(object.vehicle)), holderOf(asObject(object.holder))];
  return {
    register: textOf(object, 'register') ?? '',
    documentType: textOf(object, 'documentType') ?? '',
    standing: oneOf(textOf(object, 'standing'), ISSUED_STANDINGS) ?? 'unknown',
    asOf: numberOf(object, 'asOf') ?? 0,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(vehicle === undefined ? {} : { vehicle }),
    ...(holder === undefined ? {} : { holder }),
  };
}

function marksOf(object: JsonObject | undefined): VehicleMarks | undefined {
  if (object === undefined) return undefined;
  const marks = (['make', 'model', 'colour', 'year'] as const).map((field) => [field, textOf(object, field)] as const);
  return Object.fromEntries(marks.filter(([, text]) => text !== undefined));
}

function holderOf(object: JsonObject | undefined): VehicleHolder | undefined {
  if (object === undefined) return undefined;
  const [company, birthDate, place] = [textOf(object, 'company'), textOf(object, 'birthDate'), textOf(object, 'place')];
  return {
    ...(company === undefined
      ? { surname: textOf(object, 'surname') ?? '', given: textOf(object, 'given') ?? '' }
      : { company }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(place === undefined ? {} : { place }),
  };
}

/** Where a code of a closed list is unknown, the stricter one stands: a hit, not to compare; handled as H3. */
function hitOf(object: JsonObject): ShownHit {
  const notExecuted = notExecutedOf(asObject(object.notExecuted));
  const [since, reviewedOn] = [textOf(object, 'since'), textOf(object, 'reviewedOn')];
  return {
    band: oneOf(textOf(object, 'band'), ['hit', 'compare'] as const) ?? 'hit',
    alertId: textOf(object, 'alertId') ?? '',
    register: textOf(object, 'register') ?? '',
    category: textOf(object, 'category') ?? '',
    subjectKind: oneOf(textOf(object, 'subjectKind'), SUBJECT_KINDS) ?? 'object',
    matchedOn: oneOf(textOf(object, 'matchedOn'), MATCHED_ON) ?? 'as-given',
    why: textsOf(object, 'why'),
    authority: textOf(object, 'authority') ?? '',
    action: textOf(object, 'action') ?? '',
    cautions: textsOf(object, 'cautions'),
    handling: oneOf(textOf(object, 'handling'), HANDLING_CODES) ?? 'H3',
    facts: listOf(object, 'facts', (fact) => {
      const [label, value] = [textOf(fact, 'label'), textOf(fact, 'value')];
      return label === undefined || value === undefined ? undefined : { label, value };
    }),
    ...(since === undefined ? {} : { since }),
    ...(reviewedOn === undefined ? {} : { reviewedOn }),
    ...(notExecuted === undefined ? {} : { notExecuted }),
  };
}

function notExecutedOf(object: JsonObject | undefined): NotExecutedAction | undefined {
  if (object === undefined) return undefined;
  return { action: textOf(object, 'action') ?? '', since: textOf(object, 'since') ?? '' };
}
