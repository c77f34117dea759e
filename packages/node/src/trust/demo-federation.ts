// SPDX-License-Identifier: Apache-2.0
// Keys made for a demonstration must never carry real data, and real ones never a demonstration: the federation's id says which it is.
import { IimsError } from '@iims/wire/errors';

export function isDemoFederation(federation: string): boolean {
  return federation.startsWith(DEMO_PREFIX);
}

/** @throws IimsError `trust.demo` when list and configuration do not agree on what this is */
export function checkDemo(federation: string, demo: boolean): void {
  if (isDemoFederation(federation) === demo) return;
  throw new IimsError('trust.demo', {
    message: demo
      ? 'The configuration says this is a demonstration, the trust list is not one for demonstrations.'
      : 'The trust list was made for demonstrations: its keys protect nothing.',
    field: 'demo',
    rule: `demonstrations have a federation id that starts with '${DEMO_PREFIX}', and only they`,
    fix: demo ? "Set 'demo' to false." : 'Initialise the node with the root of your federation.',
  });
}

const DEMO_PREFIX = 'demo-';
