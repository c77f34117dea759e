// SPDX-License-Identifier: Apache-2.0
// Puts together what follows the own traffic behind its receipts: by what each message is found.
import { RepeatedLook } from './alerts/repeated-look.ts';
import { indexMessages } from './archive/index-messages.ts';
import { systemClock } from './clock.ts';
import type { NodeParts } from './node-parts.ts';

/** Looks every second, until `stop`. */
export function followMessages({ store }: NodeParts): { stop(): Promise<void> } {
  const looking = new RepeatedLook((isStopped) => indexMessages({ store, clock: systemClock }, isStopped));
  looking.start();
  return looking;
}
