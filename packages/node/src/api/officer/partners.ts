// SPDX-License-Identifier: Apache-2.0
// GET /api/partners: how every partner stands, who is suspended, what the last test of each found, the versions of the
// trust list, and what was refused of it.
import { parseStateCode } from '@iims/wire/identifiers';
import { z } from 'zod';
import { partnersShown } from '../partners-shown.ts';
import { method } from './method.ts';

export const partners = method({
  verb: 'GET',
  path: '/api/partners',
  permission: 'partner.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/node-answers.ts')).partnersAnswer,
  async run({ edge }) {
    const { suspensions, partnerTests } = edge;
    return partnersShown({
      own: parseStateCode(edge.config.state),
      trust: edge.trust(),
      suspensions,
      partnerTests,
      witnessing: await edge.witnessing(),
      trustRefusals: await edge.trustRefusals(),
      now: edge.door.clock.now(),
    });
  },
});
