// SPDX-License-Identifier: Apache-2.0
// Lets go of the pieces of files that became part of no case.

import type { Staging } from './unseen-generation.ts';

/** `except` are ids, of 16 bytes, of those that are still under way. */
export async function dropMailPieces(
  transaction: Staging,
  { except }: { readonly except: readonly Uint8Array[] },
): Promise<void> {
  const kept = except.map(() => ' and mail_id <> ?').join('');
  await transaction.run(
    `delete from imported_mail_piece where not exists
       (select 1 from imported_mail m where m.mail_id = imported_mail_piece.mail_id)${kept}`,
    except,
  );
}
