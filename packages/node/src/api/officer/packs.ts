// SPDX-License-Identifier: Apache-2.0
// GET /api/packs: which offline packs are out, returned, missing or broken; never what was asked.
import { z } from 'zod';
import { method } from './method.ts';

export const packs = method({
  verb: 'GET',
  path: '/api/packs',
  permission: 'pack.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/alert-answers.ts')).packsAnswer,
  async run({ edge }) {
    const shown = await edge.packs.list();
    return {
      packs: shown.map(({ createdAt, notAfter, uploadedAt, endedAt, broken, ...pack }) => ({
        ...pack,
        createdAt: iso(createdAt),
        notAfter: iso(notAfter),
        ...(uploadedAt === null ? {} : { uploadedAt: iso(uploadedAt) }),
        ...(endedAt === null ? {} : { endedAt: iso(endedAt) }),
        ...(broken === null ? {} : { broken }),
      })),
    };
  },
});

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
