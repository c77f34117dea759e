// SPDX-License-Identifier: Apache-2.0
// POST /api/templates/drop: forgets a template.
import { z } from 'zod';
import { templateNumber } from './keep-template.ts';
import { method } from './method.ts';

export const dropTemplate = method({
  verb: 'POST',
  path: '/api/templates/drop',
  permission: 'template.keep',
  input: z.strictObject({ template: templateNumber }),
  answer: async () => (await import('./answers/answer-fields.ts')).nothingSaid,
  async run({ edge, session, input: { template } }) {
    await edge.store.write(
      { event: 'template.dropped', body: { user: session.officer.user, template } },
      { name: 'drop-template', args: { template } },
    );
    return {};
  },
});
