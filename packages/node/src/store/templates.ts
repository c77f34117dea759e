// SPDX-License-Identifier: Apache-2.0
// What a form of one kind is filled with (spec/case.md, 10 and 11). It is no personal data, and no period ends it.

import type { TemplateLanguage } from '@iims/wire/case-codes';
import { decodeCbor } from '@iims/wire/cbor';
import type { MessageKind } from '@iims/wire/message-kinds';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface TemplateContent {
  readonly name: string;
  readonly language?: TemplateLanguage;
  /** Some of the kind's fields, as the form has them: an object as JSON. */
  readonly fields: string;
}

export interface Template extends TemplateContent {
  readonly template: number;
  readonly kind: MessageKind;
  readonly keptBy: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

export const TEMPLATE_CONTENT = sealedColumn('account', 'message_template', 'content');

/** All of them, in the order in which they were made; one that is damaged is left out. */
export async function listTemplates(reader: Reader): Promise<Template[]> {
  const rows = await reader.all<Omit<Template, keyof TemplateContent> & { readonly content: Uint8Array }>(
    `select template_no as template, kind, kept_by as "keptBy", kept_at as "keptAt", content
       from message_template order by template_no`,
  );
  const templates = await Promise.all(
    rows.map(async ({ content, ...row }) => {
      const unsealed = await reader.unseal(TEMPLATE_CONTENT, row.template, content);
      return unsealed.kind === 'open'
        ? [{ ...row, ...(decodeCbor(unsealed.content) as unknown as TemplateContent) }]
        : [];
    }),
  );
  return templates.flat();
}

/** Of one node. */
export const TEMPLATES_MAX = 500;
