// SPDX-License-Identifier: Apache-2.0
// GET /partners: how every partner stands, who is suspended, and what the last test of each found.
import { z } from 'zod';
import { partnersShown } from '../partners-shown.ts';
import { adminMethod } from './method.ts';

export const listPartners = adminMethod({
  verb: 'GET',
  path: '/partners',
  input: z.strictObject({}),
  async run({ edge }) {
    const { state, trust, suspensions, partnerTests, clock } = edge;
    const witnessing = await edge.witnessing();
    return partnersShown({
      own: state,
      trust: trust.current(),
      suspensions,
      partnerTests,
      witnessing,
      trustRefusals: await edge.trustRefusals(),
      now: clock.now(),
    });
  },
});
