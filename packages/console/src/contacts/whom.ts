// SPDX-License-Identifier: Apache-2.0
// Whom a communication check asks, as an operator chose it and as the node is told.
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

/** As the node takes it: States alone, each with what will stand in its directory then, or points alone, each by name. */
export function whomToTell({ states, points }: Whom, directories: readonly Directory[], now = Date.now()): Whom {
  if (points.length === 0) return { states, points };
  const ofStates = directories
    .filter(({ state }) => states.includes(state))
    .flatMap((directory) => pointsOf(directory, now).map(({ id }) => ({ state: directory.state, id })));
  return { states: [], points: [...ofStates, ...points] };
}
