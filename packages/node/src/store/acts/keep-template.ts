// SPDX-License-Identifier: Apache-2.0
// Keeps a template, in place of the one that it changes. Entry: template.kept, whose number a fresh template has.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';
import { TEMPLATE_CONTENT, TEMPLATES_MAX, type TemplateContent } from '../templates.ts';

export interface TemplateToKeep {
  /** The one that is changed. */
  readonly template?: number;
  readonly kind: string;
  readonly content: TemplateContent;
  readonly by: string;
}

/** Resolves to its number. Throws `template.not-found`, `template.too-many`. */
export async function keepTemplate(
  transaction: Transaction,
  { template, kind, content, by }: TemplateToKeep,
): Promise<number> {
  const no = template ?? transaction.entryIndex;
  const cell = transaction.seal(TEMPLATE_CONTENT, no, encodeCbor(content));
  if (template !== undefined) {
    const changed = await transaction.run(
      'update message_template set kind = ?, kept_by = ?, kept_at = ?, content = ? where template_no = ?',
      [kind, by, transaction.atMs, cell, no],
    );
    if (changed === 0)
      throw new IimsError('template.not-found', { message: 'There is no such template.', field: 'template' });
    return no;
  }
  const [row] = await transaction.all<{ held: number }>('select count(*) as held from message_template');
  if (row!.held >= TEMPLATES_MAX) {
    throw new IimsError('template.too-many', {
      message: 'So many templates are kept that another has no place.',
      rule: `at most ${TEMPLATES_MAX}`,
      fix: 'Drop one that is not used.',
    });
  }
  await transaction.run(
    'insert into message_template (template_no, kind, kept_by, kept_at, content) values (?, ?, ?, ?, ?)',
    [no, kind, by, transaction.atMs, cell],
  );
  return no;
}
