// SPDX-License-Identifier: Apache-2.0
// GET /api/imports: how imports stand, the newest first, or one of them.
import { z } from 'zod';
import { importIdSchema } from './import-id.ts';
import { method } from './method.ts';

export const imports = method({
  verb: 'GET',
  path: '/api/imports',
  permission: 'register.import',
  input: z.strictObject({ importId: importIdSchema.exactOptional() }),
  answer: async () => (await import('./answers/register-answers.ts')).importsAnswer,
  async run({ edge, input }) {
    if (input.importId !== undefined) return { imports: [await edge.imports.status(input.importId)] };
    const all = await edge.imports.list();
    // Refused rows and mappings are told of one import at a time.
    return {
      imports: all.map(({ preview, settings: _, ...status }) =>
        preview ? { ...status, preview: { ...preview, refusals: [] } } : status,
      ),
    };
  },
});
