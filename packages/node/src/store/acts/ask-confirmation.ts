// SPDX-License-Identifier: Apache-2.0
// Keeps an officer's request that the bureau have a hit confirmed. Entry: confirmation.asked.

import { type ConfirmationToAsk, hitToken, makePlace, sealAsked } from '../asked-confirmations.ts';
import type { Transaction } from '../sql.ts';

/** Resolves to the id of the request: of one that is kept already, where the same account has asked for the same hit. Throws `confirmation.too-many`. */
export async function askConfirmation(
  transaction: Transaction,
  { request }: { readonly request: ConfirmationToAsk },
): Promise<Uint8Array> {
  const token = hitToken(transaction, request);
  const [kept] = await transaction.all<{ id: Uint8Array }>(
    'select ask_id as id from asked_confirmation where hit_token = ?',
    [token],
  );
  if (kept !== undefined) return new Uint8Array(kept.id);
  await makePlace(transaction, request.user);
  const { id, user, state, urgency, asked } = request;
  await transaction.run(
    `insert into asked_confirmation (ask_id, asked_at, user_name, state, urgency, hit_token, content)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [id, transaction.atMs, user, state, urgency, token, sealAsked(transaction, id, asked)],
  );
  return id;
}
