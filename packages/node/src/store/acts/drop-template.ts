// SPDX-License-Identifier: Apache-2.0
// Forgets a template. One that is not there is forgotten already. Entry: template.dropped.

import type { Transaction } from '../sql.ts';

export async function dropTemplate(
  transaction: Transaction,
  { template }: { readonly template: number },
): Promise<void> {
  await transaction.run('delete from message_template where template_no = ?', [template]);
}
