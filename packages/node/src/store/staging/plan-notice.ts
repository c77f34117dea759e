// SPDX-License-Identifier: Apache-2.0
// Puts what a State is to hear next under one reference, before the notice is stored: whoever dies in between finds by it what was sent.

import type { StateCode } from '@iims/wire/identifiers';
import { ALERTS_PER_NOTICE_MAX } from '@iims/wire/message-kinds/alert-deletion';
import type { Staging } from './unseen-generation.ts';

/** Gives how many alerts it is about; none where somebody else has planned them. */
export function planNotice(
  transaction: Staging,
  { state, ref }: { readonly state: StateCode; readonly ref: string },
): Promise<number> {
  return transaction.run(
    `update told_alert set notice_id = ?
      where state = ? and (alert_token, round) in (
        select alert_token, round from told_alert where state = ? and ended_at is not null and notice_id is null
         order by ended_at limit ${ALERTS_PER_NOTICE_MAX})`,
    [ref, state, state],
  );
}
