// SPDX-License-Identifier: Apache-2.0
// Puts together what follows the own traffic behind its receipts: by what each message is found, and what is known of whom it names.
import { RepeatedLook } from './alerts/repeated-look.ts';
import { indexMessages } from './archive/index-messages.ts';
import { keepCrossChecks } from './archive/keep-cross-checks.ts';
import { systemClock } from './clock.ts';
import type { NodeParts } from './node-parts.ts';

/** Looks every second, until `stop`. */
export function followMessages({ config, state, store, persons, plates }: NodeParts): { stop(): Promise<void> } {
  const { authority, exercise } = config;
  const parts = { own: state, authority, exercise, store, persons, plates, clock: systemClock };
  const looking = new RepeatedLook(async (isStopped) => {
    await indexMessages(parts, isStopped);
    // Only what is indexed can be found by what comes later.
    await keepCrossChecks(parts, isStopped);
  });
  looking.start();
  return looking;
}
