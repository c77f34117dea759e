// SPDX-License-Identifier: Apache-2.0
// POST /api/registers/withdraw and /resume: the State no longer stands by what a register holds, and ends that
// (spec/register-source.md, 6). From the entry on answers say so, at home and abroad.
import { z } from 'zod';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { setSourceStanding } from '../../registers/source-standing.ts';
import { method } from './method.ts';

export const withdrawRegister = standing('/api/registers/withdraw', 'withdrawn');
export const resumeRegister = standing('/api/registers/resume', 'current');

function standing(path: `/api/registers/${string}`, to: 'withdrawn' | 'current') {
  return method({
    verb: 'POST',
    path,
    permission: 'register.withdraw',
    input: z.strictObject({ register: registerIdSchema }),
    answer: async () => (await import('./answers/register-answers.ts')).registerStandingAnswer,
    async run({ edge, session, input: { register } }) {
      await setSourceStanding(edge.store, { register, standing: to, by: session.officer.user });
      return { register, source: to };
    },
  });
}
