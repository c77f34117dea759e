// SPDX-License-Identifier: Apache-2.0
// What an operator hands in as an alert: read strictly, of this State, and without a contradiction (spec/alert.md, 18).
import { type Alert, parseAlert } from '@iims/wire/alert';
import { type AlertQuality, checkAlertQuality, dayToCome } from '@iims/wire/alert-quality';
import { IimsError } from '@iims/wire/errors';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** What the verbs of this folder work on. */
export interface AlertKeeping {
  readonly state: string;
  readonly store: Store;
  readonly clock: Clock;
}

export interface CheckedAlert {
  readonly alert: Alert;
  readonly quality: AlertQuality;
}

/** Where an alert stands after it was entered or updated. */
export interface AlertStanding {
  readonly standing: 'in-force' | 'waiting';
  readonly logIndex: number;
  readonly quality: AlertQuality;
}

/** Throws `input.invalid` naming the field, or `alert.quality` naming the finding. */
export function checkEntry({ state, clock }: Pick<AlertKeeping, 'state' | 'clock'>, value: unknown): CheckedAlert {
  const alert = parseAlert(value);
  if (!alert.id.startsWith(`${state}-`)) {
    throw new IimsError('input.invalid', {
      message: 'An alert is entered by the State that owns it.',
      field: 'alert.id',
      rule: 'the own State, the register and a number, as in UKR-PER-000417',
    });
  }
  const ahead = dayToCome(alert, new Date(clock.now()).toISOString().slice(0, 10));
  if (ahead !== undefined) {
    throw new IimsError('input.invalid', {
      message: 'The day lies ahead.',
      field: `alert.${ahead}`,
      rule: 'today or an earlier day',
    });
  }
  const quality = checkAlertQuality(alert);
  if (quality.stoppedBy !== undefined) {
    throw new IimsError('alert.quality', {
      message: 'The alert contradicts itself.',
      field: 'alert',
      rule: quality.stoppedBy,
      fix: 'See spec/alert.md, 18.',
    });
  }
  return { alert, quality };
}

/** Whether a second person must look at it before anything meets it. */
export function needsRelease(alert: Alert): boolean {
  return alert.kind === 'person';
}

/** What the log says of an alert: never whom or what it is about. */
export function entryOf(user: string, register: string, { alert, quality }: CheckedAlert): Record<string, unknown> {
  return {
    user,
    register,
    alert: alert.id,
    kind: alert.kind,
    category: alert.category,
    action: alert.action,
    waits: needsRelease(alert),
    score: quality.score,
  };
}
