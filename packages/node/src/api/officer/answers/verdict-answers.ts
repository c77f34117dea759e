// SPDX-License-Identifier: Apache-2.0
// What a query is answered with: the verdict alone, or line by line as States answer (spec/query.md).
import { HANDLING_CODES, MATCHED_ON, SUBJECT_KINDS } from '@iims/wire/code-lists';
import { ISSUED_STANDINGS } from '@iims/wire/issued';
import { z } from 'zod';
import {
  faultShown,
  isoDay,
  isoTime,
  logIndex,
  receiptStanding,
  stateShown,
  unverifiedReceipts,
} from './answer-fields.ts';

const text = z.string();
const optionalText = text.exactOptional();

const hitShown = z
  .strictObject({
    band: z.enum(['hit', 'compare']),
    alertId: text,
    register: text,
    category: text,
    subjectKind: z.enum(SUBJECT_KINDS),
    matchedOn: z.enum(MATCHED_ON),
    why: z.array(text),
    authority: text,
    action: text,
    cautions: z.array(text),
    handling: z.enum(HANDLING_CODES),
    since: isoDay.exactOptional(),
    reviewedOn: isoDay.exactOptional(),
    facts: z.array(z.strictObject({ label: text, value: text })),
    notExecuted: z.strictObject({ action: text, since: isoDay }).exactOptional(),
  })
  .meta({ id: 'Hit' });

const vehicleMarks = z.strictObject({
  make: optionalText,
  model: optionalText,
  colour: optionalText,
  year: optionalText,
});
const ofHolder = { birthDate: optionalText, place: optionalText };
const vehicleHolder = z.union([
  z.strictObject({ surname: text, given: text, ...ofHolder }),
  z.strictObject({ company: text, ...ofHolder }),
]);

const issuedShown = z
  .strictObject({
    register: text,
    documentType: text,
    standing: z.enum(ISSUED_STANDINGS),
    validUntil: isoDay.exactOptional(),
    vehicle: vehicleMarks.exactOptional(),
    holder: vehicleHolder.exactOptional(),
    /** Milliseconds since 1970. */
    asOf: z.int(),
  })
  .meta({ id: 'Issued' });

const stateOutcomeShape = {
  state: stateShown,
  outcome: z.enum(['hit', 'no-hit', 'refused', 'unavailable', 'late']),
  reason: optionalText,
  asOf: isoTime.exactOptional(),
  changedOn: isoDay.exactOptional(),
  registers: z.int().min(0).exactOptional(),
  behind: z.int().min(0).exactOptional(),
  hits: z.array(hitShown),
  more: z.boolean().exactOptional(),
  issued: z.array(issuedShown).exactOptional(),
};

const verdictShape = {
  verdict: z.enum(['hit', 'compare', 'no-hit', 'incomplete', 'refused']),
  complete: z.boolean(),
  states: z.array(z.strictObject(stateOutcomeShape).meta({ id: 'StateOutcome' })),
  elapsedMs: z.number().min(0),
  logIndex,
};

export const verdictAnswer = z.strictObject({ ...verdictShape, queryId: z.uuid() }).meta({ id: 'Verdict' });

const errorLine = z.strictObject({ type: z.literal('error'), error: faultShown });

export const queryLine = z
  .union([
    z.strictObject({ type: z.literal('asked'), queryId: z.uuid(), logIndex, asked: z.array(stateShown) }),
    z.strictObject({ type: z.literal('state'), ...stateOutcomeShape }),
    z.strictObject({ type: z.literal('verdict'), queryId: z.uuid(), ...verdictShape }),
    errorLine,
  ])
  .meta({ id: 'QueryLine' });

const count = z.int().min(0);

/** A list of travellers, line by line (spec/manifest.md, 15). */
export const manifestLine = z
  .union([
    z.strictObject({
      type: z.literal('manifest'),
      logIndex,
      travellers: count,
      refused: count,
      duplicates: count,
      asked: z.array(stateShown),
    }),
    z.strictObject({ type: z.literal('refused'), line: count, error: faultShown }),
    z.strictObject({ type: z.literal('duplicate'), line: count, sameAs: count }),
    z.strictObject({ type: z.literal('traveller'), line: count, queryId: z.uuid(), ...verdictShape }),
    z.strictObject({ type: z.literal('fault'), line: count, error: faultShown }),
    z.strictObject({
      type: z.literal('summary'),
      hit: count,
      compare: count,
      incomplete: count,
      refused: count,
      noHit: count,
      faults: count,
      refusedLines: count,
      duplicates: count,
      notAsked: count,
      complete: z.boolean(),
      elapsedMs: z.number().min(0),
    }),
    errorLine,
  ])
  .meta({ id: 'ManifestLine' });

export const historyAnswer = z.strictObject({
  queries: z.array(
    z
      .strictObject({
        queryId: z.uuid(),
        askedAt: isoTime,
        kind: text,
        label: text,
        verdict: verdictShape.verdict.exactOptional(),
        complete: z.boolean().exactOptional(),
        logIndex,
        ended: z
          .array(z.strictObject({ state: stateShown, alertId: text, by: text, endedAt: isoTime }))
          .exactOptional(),
      })
      .meta({ id: 'PastQuery' }),
  ),
});

export const receiptsAnswer = z.strictObject({
  queryId: z.uuid(),
  receipts: z.array(
    z.strictObject({
      state: stateShown,
      standing: receiptStanding,
      file: text,
    }),
  ),
  unverified: unverifiedReceipts,
});
