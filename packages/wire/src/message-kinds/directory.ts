// SPDX-License-Identifier: Apache-2.0
// A State's contact points and what it has shared of the OSCE's measures, whole, each time that it changes them.
import { contactPointFault, contactPoints, sharedMeasures } from '../contact-point.ts';
import { number, optional } from '../message-field.ts';
import { messageKind } from '../message-kind.ts';

/** A State changes its directory no more often. */
export const DIRECTORY_NUMBER_MAX = 1_000_000;

export const directory = messageKind({
  kind: 'directory',
  writtenBy: 'node',
  replies: [],
  answers: false,
  form: { number: number(1, DIRECTORY_NUMBER_MAX), points: contactPoints, measures: optional(sharedMeasures) },
  rules: [
    {
      field: 'points',
      rule: 'contact points that others can call, each id once (spec/directory.md, 2)',
      holds: ({ points }) => contactPointFault(points) === undefined,
    },
  ],
});
