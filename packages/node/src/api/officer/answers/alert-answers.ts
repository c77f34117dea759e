// SPDX-License-Identifier: Apache-2.0
// What the methods of own alerts, and of offline packs, answer.

import { ALERT_ENDS } from '@iims/wire/message-kinds/alert-deletion';
import { z } from 'zod';
import {
  hexadecimal,
  isoDay,
  isoTime,
  logIndex,
  receiptStanding,
  stateShown,
  unverifiedReceipts,
} from './answer-fields.ts';

const text = z.string();
const count = z.int().min(0);

/** As spec/alert.md says; its fields depend on its kind. */
export const alertShown = z.looseObject({ id: text, kind: text }).meta({ id: 'Alert' });

const quality = z.strictObject({ findings: z.array(text), score: z.number(), stoppedBy: text.exactOptional() });

const waitingAlert = z
  .strictObject({
    register: text,
    alert: alertShown,
    replaces: alertShown.exactOptional(),
    enteredBy: text,
    enteredAt: isoTime,
    digest: hexadecimal,
    quality,
    own: z.boolean(),
  })
  .meta({ id: 'WaitingAlert' });

export const alertAnswer = z.strictObject({
  inForce: alertShown.exactOptional(),
  waiting: waitingAlert.exactOptional(),
});
export const listedAlertsAnswer = z.strictObject({
  alerts: z.array(alertShown),
  damaged: count,
  next: text.exactOptional(),
});
export const waitingAlertsAnswer = z.strictObject({ waiting: z.array(waitingAlert) });
export const dueAlertsAnswer = z.strictObject({
  due: z.array(
    z.strictObject({
      register: text,
      alertId: text,
      reviewOn: isoDay.exactOptional(),
      isOverdue: z.boolean(),
      kind: text.exactOptional(),
      category: text.exactOptional(),
      authority: text.exactOptional(),
    }),
  ),
  next: text.exactOptional(),
  withinDays: count,
});

const telling = z.strictObject({ at: isoTime, queryId: z.uuid() });
const toldShown = z
  .strictObject({
    state: stateShown,
    round: count,
    register: text,
    alertId: text,
    first: telling,
    last: telling,
    ended: z.strictObject({ by: z.enum(ALERT_ENDS), at: isoTime }).exactOptional(),
    standing: text.exactOptional(),
    notice: z.strictObject({ messageId: z.uuid(), sentAt: isoTime }).exactOptional(),
    answer: z.strictObject({ messageId: z.uuid(), at: isoTime }).exactOptional(),
  })
  .meta({ id: 'ToldState' });

export const toldAnswer = z.strictObject({ told: z.array(toldShown) });
export const endedAlertsAnswer = z.strictObject({ ended: z.array(toldShown), next: text.exactOptional() });
export const metAlertsAnswer = z.strictObject({
  met: z.array(
    z
      .strictObject({
        logIndex,
        at: isoTime,
        state: stateShown,
        officer: text,
        queryId: z.uuid(),
        purpose: text.exactOptional(),
        caseRef: text.exactOptional(),
        alerts: z.array(text),
        count,
      })
      .meta({ id: 'MetCovertAlert' }),
  ),
  next: text.exactOptional(),
});
export const deletionReceiptsAnswer = z.strictObject({
  receipts: z.array(z.strictObject({ state: stateShown, messageId: z.uuid(), standing: receiptStanding, file: text })),
  unverified: unverifiedReceipts,
});

export const alertEnteredAnswer = z.strictObject({ standing: z.enum(['in-force', 'waiting']), logIndex, quality });
/** An act that leaves an entry and nothing else. */
export const enteredAnswer = z.strictObject({ logIndex });
export const alertWithdrawnAnswer = z.strictObject({ logIndex, untilNextLoad: z.boolean().exactOptional() });

export const notExecutedAnswer = z.strictObject({
  notExecuted: z.array(
    z.strictObject({
      state: stateShown,
      register: text,
      alertId: text,
      action: text,
      ground: text,
      by: text,
      decidedAt: isoTime,
    }),
  ),
});

export const packsAnswer = z.strictObject({
  packs: z.array(
    z
      .strictObject({
        packId: z.uuid(),
        user: text,
        deviceId: hexadecimal,
        deviceName: text,
        struck: z.boolean(),
        madeBy: text,
        createdAt: isoTime,
        notAfter: isoTime,
        standing: text,
        usesMax: count,
        usesTaken: count,
        alerts: count,
        hitsToSettle: count,
        uploadedAt: isoTime.exactOptional(),
        endedAt: isoTime.exactOptional(),
        broken: text.exactOptional(),
      })
      .meta({ id: 'Pack' }),
  ),
});
export const packSecretAnswer = z.strictObject({ user: text });
export const packUploadedAnswer = z.strictObject({
  packId: z.uuid(),
  uses: count,
  taken: count,
  ended: z.boolean(),
  broken: text.exactOptional(),
});
export const packHitsAnswer = z.strictObject({
  hits: z.array(
    z.strictObject({
      entry: count,
      packId: z.uuid(),
      user: text,
      usedAt: isoTime,
      hits: z.array(z.strictObject({ register: text, alertId: text, band: text })),
    }),
  ),
});
export const packHitSettledAnswer = z.strictObject({ entry: count, stands: z.boolean() });
export const packDeviceStruckAnswer = z.strictObject({ device: hexadecimal, struck: z.literal(true) });
