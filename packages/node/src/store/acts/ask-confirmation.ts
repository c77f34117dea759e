// SPDX-License-Identifier: Apache-2.0
// Keeps an officer's request that the bureau have a hit confirmed. Entry: confirmation.asked.

import { IimsError } from '@iims/wire/errors';
import { type ConfirmationToAsk, hitToken, makePlace, sealAsked } from '../asked-confirmations.ts';
import type { Transaction } from '../sql.ts';

/** @throws IimsError `confirmation.asked-already` where the same account has asked for the same hit, `confirmation.too-many` */
export async function askConfirmation(
  transaction: Transaction,
  { request }: { readonly request: ConfirmationToAsk },
): Promise<void> {
  const token = hitToken(transaction, request);
  const [kept] = await transaction.all('select ask_id from asked_confirmation where hit_token = ?', [token]);
  if (kept !== undefined) {
    throw new IimsError('confirmation.asked-already', { message: 'This hit was handed to the bureau before.' });
  }
  await makePlace(transaction, request.user);
  const { id, user, state, urgency, asked } = request;
  await transaction.run(
    `insert into asked_confirmation (ask_id, asked_at, user_name, state, urgency, hit_token, content)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [id, transaction.atMs, user, state, urgency, token, sealAsked(transaction, id, asked)],
  );
}
