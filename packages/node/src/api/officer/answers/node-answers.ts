// SPDX-License-Identifier: Apache-2.0
// What the methods of the auditor and the administrator answer: the log, the node, its keys and its partners.
import { z } from 'zod';
import { hexadecimal, isoTime, logIndex, stateShown } from './answer-fields.ts';
import { registerShape } from './register-answers.ts';

const text = z.string();
const count = z.int().min(0);
const optionalText = text.exactOptional();

export const entriesAnswer = z.strictObject({
  entries: z.array(
    z
      .strictObject({
        index: logIndex,
        at: isoTime,
        event: text,
        actor: optionalText,
        counterpart: optionalText,
        purpose: optionalText,
        caseRef: optionalText,
        outcome: optionalText,
      })
      .meta({ id: 'Entry' }),
  ),
  size: count,
  checkpoint: z.strictObject({ size: count, root: text }),
});

export const logVerifiedAnswer = z.union([
  z.strictObject({ ok: z.literal(true), size: count, root: z.base64(), checkedAt: isoTime }),
  z.strictObject({ ok: z.literal(false), index: z.int(), reason: text, checkedAt: isoTime }),
]);

const standingShape = {
  state: stateShown,
  standing: text,
  because: z.enum(['root', 'document', 'attestation', 'unknown-state']),
  usableUntil: isoTime,
};
const witnessShape = {
  size: count.exactOptional(),
  at: isoTime.exactOptional(),
  silentSince: isoTime.exactOptional(),
  code: optionalText,
};
const partnerLogShape = {
  origin: text,
  size: count.exactOptional(),
  at: isoTime.exactOptional(),
  forkFoundAt: isoTime.exactOptional(),
  forkProofSha256: optionalText,
  behind: z.strictObject({ signedSize: count, servedSize: count, since: isoTime }).exactOptional(),
};
const failing = z.strictObject({ since: isoTime, code: text });

export const nodeStateAnswer = z
  .strictObject({
    state: stateShown,
    time: isoTime,
    logSize: count,
    trustRootVersion: count,
    custody: z.strictObject({
      custody: z.looseObject({ kind: text }),
      working: z.boolean(),
      code: optionalText,
    }),
    webhooks: z.array(
      z.strictObject({
        name: text,
        host: text,
        events: z.array(text),
        reachedAt: isoTime.exactOptional(),
        failing: failing.exactOptional(),
        entriesBehind: count,
      }),
    ),
    mail: z
      .strictObject({ mailboxes: count, announcedAt: isoTime.exactOptional(), failing: failing.exactOptional() })
      .exactOptional(),
    reviews: z.strictObject({ due: count, overdue: count, withinDays: count }),
    partners: z.array(z.strictObject(standingShape)),
    quotas: z.array(
      z.strictObject({
        ground: text,
        state: stateShown.exactOptional(),
        user: optionalText,
        since: isoTime,
        refused: count,
      }),
    ),
    registers: z.array(z.strictObject(registerShape)),
    witnessing: z.strictObject({
      own: z.strictObject({
        witnessedSize: count,
        witnessedAt: isoTime.exactOptional(),
        cosigners: count.exactOptional(),
        quorum: count,
        broughtSize: count,
        lag: z.int(),
        lastTimeToWitnessMs: z.number().exactOptional(),
        witnesses: z.array(z.strictObject({ state: stateShown, ...witnessShape })),
        evidence: z.array(text),
      }),
      partnerLogs: z.array(z.strictObject({ state: stateShown, ...partnerLogShape })),
    }),
  })
  .meta({ id: 'NodeState' });

export const keysAnswer = z.strictObject({
  custody: text,
  keys: z.array(
    z.strictObject({
      use: text,
      keyId: hexadecimal,
      madeAt: isoTime,
      standing: z.enum(['waiting', 'coming', 'in-use', 'former', 'revoked']),
      notBefore: isoTime.exactOptional(),
      notAfter: isoTime.exactOptional(),
    }),
  ),
  calendar: z.array(
    z.strictObject({
      what: text,
      keyId: optionalText,
      endsAt: isoTime,
      due: z.enum(['over', '7-days', '30-days', '90-days', 'later']),
    }),
  ),
});

export const partnerTestAnswer = z
  .strictObject({
    state: stateShown,
    testedAt: isoTime,
    outcome: z.enum(['passed', 'warned', 'failed']),
    layers: z.array(
      z.strictObject({
        layer: text,
        outcome: z.enum(['passed', 'warned', 'failed', 'not-tried']),
        ms: count.exactOptional(),
        code: optionalText,
        todo: optionalText,
        found: z.record(text, z.unknown()).exactOptional(),
      }),
    ),
  })
  .meta({ id: 'PartnerTest' });

export const partnersAnswer = z.strictObject({
  trustList: z.strictObject({
    number: count,
    root: z.strictObject({
      version: count,
      expiresAt: isoTime,
      threshold: count,
      holders: count,
      witnessQuorum: count,
    }),
    states: z.array(
      z.strictObject({
        state: stateShown,
        version: count.exactOptional(),
        expiresAt: isoTime.exactOptional(),
        attestedAt: isoTime.exactOptional(),
      }),
    ),
    refusals: z.array(
      z.strictObject({
        by: optionalText,
        type: text,
        state: optionalText,
        version: count.exactOptional(),
        code: text,
        documents: count,
        times: count,
        firstAt: isoTime,
        lastAt: isoTime,
        logIndex,
      }),
    ),
    refusalsLeftOut: count,
  }),
  partners: z.array(
    z.strictObject({
      ...standingShape,
      suspended: z.strictObject({ since: isoTime, reason: text, by: text }).exactOptional(),
      lastTest: partnerTestAnswer.exactOptional(),
      witness: z.strictObject(witnessShape).exactOptional(),
      log: z.strictObject(partnerLogShape).exactOptional(),
    }),
  ),
});

export const partnerSuspendedAnswer = z.strictObject({ state: stateShown, suspended: z.boolean() });
