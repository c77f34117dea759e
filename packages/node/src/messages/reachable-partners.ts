// SPDX-License-Identifier: Apache-2.0
// The partners that a message can be sealed to now.
import { standingOf } from '@iims/crypto/trust-standing';
import type { StateCode } from '@iims/wire/identifiers';
import { partnersOf } from '../partner/links.ts';
import type { MessageDoor } from './send.ts';

/** Neither suspended nor expired. */
export function reachablePartners({ own, trust, isSuspended, clock }: MessageDoor): StateCode[] {
  return partnersOf(trust(), own).filter(
    (state) => !isSuspended(state) && standingOf(trust(), state, clock.now()).standing !== 'expired',
  );
}
