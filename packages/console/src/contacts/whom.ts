// SPDX-License-Identifier: Apache-2.0
// Whom a communication check asks, as an operator chose it.
import { type ContactPoint, isValidOn } from '@iims/wire/contact-point';
import { dayOf } from '../language/dates.ts';
import type { Directory, Whom } from './contact-calls.ts';

export const NOBODY: Whom = { states: [], points: [] };

export function isAnybody({ states, points }: Whom): boolean {
  return states.length + points.length > 0;
}

/** The points that may be asked today. */
export function pointsOf({ points }: Pick<Directory, 'points'>, now = Date.now()): readonly ContactPoint[] {
  return points.filter((point) => isValidOn(point, dayOf(now)));
}
