// SPDX-License-Identifier: Apache-2.0
// POST /api/templates/keep: keeps what forms of one kind can be filled with, or changes it.
import {
  TEMPLATE_FIELDS_CHARACTERS_MAX,
  TEMPLATE_LANGUAGES,
  TEMPLATE_NAME_CHARACTERS_MAX,
} from '@iims/wire/case-codes';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { officersKind } from './message-input.ts';
import { method } from './method.ts';

const TEMPLATE_JSON_BYTES_MAX = 6 * TEMPLATE_FIELDS_CHARACTERS_MAX;

export const templateNumber = z.int().min(0);

export const keepTemplate = method({
  verb: 'POST',
  path: '/api/templates/keep',
  permission: 'template.keep',
  jsonBytesMax: TEMPLATE_JSON_BYTES_MAX,
  input: z
    .strictObject({
      /** The one that is changed. */
      template: templateNumber.exactOptional(),
      kind: officersKind,
      name: lineSchema(TEMPLATE_NAME_CHARACTERS_MAX),
      language: z.enum(TEMPLATE_LANGUAGES).exactOptional(),
      fields: z.record(z.string(), z.json()),
    })
    .refine(({ kind, fields }) => Object.keys(fields).every((name) => Object.hasOwn(MESSAGE_KINDS[kind].form, name)), {
      path: ['fields'],
      error: 'fields of the kind',
    })
    .refine(({ fields }) => JSON.stringify(fields).length <= TEMPLATE_FIELDS_CHARACTERS_MAX, {
      path: ['fields'],
      error: `at most ${TEMPLATE_FIELDS_CHARACTERS_MAX} characters as JSON`,
    }),
  answer: async () => (await import('./answers/case-answers.ts')).templateKeptAnswer,
  async run({ edge, session, input: { template, kind, fields, ...named } }) {
    const { user } = session.officer;
    const content = { ...named, fields: JSON.stringify(fields) };
    const changed = template === undefined ? {} : { template };
    const { result } = await edge.store.write(
      { event: 'template.kept', body: { user, kind, ...changed } },
      { name: 'keep-template', args: { ...changed, kind, content, by: user } },
    );
    return { template: result };
  },
});
