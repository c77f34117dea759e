// SPDX-License-Identifier: Apache-2.0
// GET /api/templates: what forms of messages can be filled with. It is the node's own text and no entry.
import { z } from 'zod';
import { listTemplates } from '../../store/templates.ts';
import { method } from './method.ts';

export const templates = method({
  verb: 'GET',
  path: '/api/templates',
  permission: 'message.send',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/case-answers.ts')).templatesAnswer,
  async run({ edge }) {
    const kept = await listTemplates(edge.store.reader);
    return {
      templates: kept.map(({ keptAt, fields, ...one }) => ({
        ...one,
        fields: JSON.parse(fields) as object,
        keptAt: new Date(keptAt).toISOString(),
      })),
    };
  },
});
