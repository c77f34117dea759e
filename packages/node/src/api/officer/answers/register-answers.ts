// SPDX-License-Identifier: Apache-2.0
// What the methods of registers, imports and connectors answer.
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import { z } from 'zod';
import { IMPORT_STANDINGS } from '../../../store/register-imports.ts';
import { alertShown } from './alert-answers.ts';
import { hexadecimal, isoTime, stateShown } from './answer-fields.ts';

const text = z.string();
const count = z.int().min(0);
const register = text;

/** While the names of persons go into the search: of how many, of those that go in together. */
const finding = z.strictObject({ done: count, of: count });

/** An alert or an entry of what the State issued as its register holds it (spec/alert.md), or the id of one that cannot be read. */
export const alertLine = z.looseObject({ id: text, damaged: z.literal(true).exactOptional() });

export const registerShape = {
  id: register,
  kind: z.enum(SUBJECT_KINDS),
  title: text,
  keptBy: z.enum(['source', 'hand']),
  alerts: count,
  checkedAt: isoTime,
  source: z.enum(['current', 'unavailable', 'withdrawn']),
  sourceSince: isoTime.exactOptional(),
  staleAfterMs: count.exactOptional(),
  behind: text.exactOptional(),
  listed: z.boolean(),
  askedBy: z.array(stateShown),
};

const { alerts: _alerts, keptBy: _keptBy, ...everyRegister } = registerShape;
const issuedShape = {
  ...everyRegister,
  entries: count,
  completeFor: z.array(text),
  /** From then on what is missing is unknown; where it is complete for something. */
  completeUntil: isoTime.exactOptional(),
  /** Types of document that are `unknown` and not `not-found` to who may not ask it; any type of its kind where they are not counted, and then to everybody where it is complete for nothing. */
  heldTypes: z.array(text).exactOptional(),
  /** Numbers that vanished from its lists without a person's word: they are unknown. */
  vanished: count.exactOptional(),
};

const importSettings = z.strictObject({
  format: text,
  encoding: text.exactOptional(),
  mapping: z.record(text, z.unknown()).exactOptional(),
  positive: z
    .strictObject({
      completeFor: z.array(text),
      completeHours: count.exactOptional(),
      asOf: isoTime.exactOptional(),
    })
    .exactOptional(),
});

export const registersAnswer = z.strictObject({
  registers: z.array(
    z
      .strictObject({
        ...registerShape,
        changedAt: isoTime,
        finding: finding.exactOptional(),
        previous: z.strictObject({ alerts: count }).exactOptional(),
        lastImport: importSettings.exactOptional(),
      })
      .meta({ id: 'Register' }),
  ),
  /** What the State itself issued or registered. */
  positive: z.array(
    z
      .strictObject({
        ...issuedShape,
        changedAt: isoTime,
        previous: z.strictObject({ entries: count }).exactOptional(),
        lastImport: importSettings.exactOptional(),
      })
      .meta({ id: 'PositiveRegister' }),
  ),
});

export const registerOpenedAnswer = z.strictObject({ register, kind: z.enum(SUBJECT_KINDS), title: text });
export const registerRevertedAnswer = z.strictObject({ register, alerts: count });
export const registerStandingAnswer = z.strictObject({ register, source: z.enum(['current', 'withdrawn']) });

const refusal = z.strictObject({
  code: text,
  field: text.exactOptional(),
  rule: text.exactOptional(),
  fix: text.exactOptional(),
});
const refusedRow = z.strictObject({ line: count, reason: text, field: text.exactOptional() });
const countsShape = { read: count, accepted: count, refused: count, reasons: z.record(text, count) };

export const importAnswer = z
  .strictObject({
    importId: z.uuid(),
    register,
    format: text,
    standing: z.enum([...IMPORT_STANDINGS, 'reading']),
    begunAt: isoTime,
    by: text,
    bytes: count,
    sha256: hexadecimal,
    settings: importSettings.exactOptional(),
    received: count.exactOptional(),
    rows: count.exactOptional(),
    preview: z
      .strictObject({
        ...countsShape,
        differences: z.strictObject({ added: count, changed: count, removed: count, same: count }),
        qualityScore: z.number().exactOptional(),
        completeFor: z.array(text).exactOptional(),
        vanished: count.exactOptional(),
        refusals: z.array(refusedRow),
        keys: count,
        kind: z.enum(SUBJECT_KINDS),
        digest: hexadecimal,
      })
      .exactOptional(),
    secondPerson: z.boolean().exactOptional(),
    refusal: refusal.exactOptional(),
    applied: z.strictObject({ done: count, of: count }).exactOptional(),
    finding: finding.exactOptional(),
    fault: text.exactOptional(),
  })
  .meta({ id: 'Import' });

export const importsAnswer = z.strictObject({ imports: z.array(importAnswer) });
export const partTakenAnswer = z.strictObject({ received: count });
/** An entry of a positive register as it would be (spec/alert.md, 14; spec/vehicle-registration.md, 1). */
const issuedShown = z.looseObject({ id: text });
const issuedTried = z.strictObject({ line: count, issued: issuedShown });
export const triedAnswer = z.strictObject({
  columns: z.array(z.strictObject({ name: text, samples: z.array(text) })),
  rows: z.array(z.union([z.strictObject({ line: count, alert: alertShown }), issuedTried, refusedRow])),
  fault: refusal.exactOptional(),
});

export const connectorAnswer = z
  .strictObject({
    name: text,
    register: register.exactOptional(),
    source: text.exactOptional(),
    place: text.exactOptional(),
    standing: z.enum(['started', 'stopped']),
    isRunning: z.boolean(),
    isChanged: z.boolean(),
    refreshedAt: isoTime.exactOptional(),
    lagSeconds: z.number().exactOptional(),
    unavailableAfterSeconds: z.number().exactOptional(),
    wholeAt: isoTime.exactOptional(),
    counts: z.strictObject(countsShape).exactOptional(),
    waitsFor: text.exactOptional(),
    failures: count,
    failure: z.strictObject({ ...refusal.shape, at: isoTime }).exactOptional(),
    fault: z.record(text, text).exactOptional(),
  })
  .meta({ id: 'Connector' });

export const connectorsAnswer = z.strictObject({ connectors: z.array(connectorAnswer) });
export const connectorTestAnswer = z.strictObject({
  outcome: z.enum(['passed', 'failed']),
  steps: z.array(z.strictObject({ step: text, outcome: z.enum(['passed', 'unused', 'failed', 'not-tried']) })),
  fault: z.record(text, text).exactOptional(),
  rows: z.array(
    z.strictObject({
      cells: z.record(text, text),
      alert: alertShown.exactOptional(),
      issued: issuedShown.exactOptional(),
      gone: text.exactOptional(),
      refused: z.strictObject({ reason: text, field: text.exactOptional() }).exactOptional(),
    }),
  ),
});
