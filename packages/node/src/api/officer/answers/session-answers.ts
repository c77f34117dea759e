// SPDX-License-Identifier: Apache-2.0
// What signing in and `GET /api/session` answer.
import { PURPOSES } from '@iims/wire/code-lists';
import { z } from 'zod';
import { ROLES } from '../../../access/permissions.ts';
import { isoTime, stateShown } from './answer-fields.ts';

export const sessionAnswer = z.strictObject({
  session: z
    .strictObject({
      state: stateShown,
      stateName: z.string(),
      user: z.string(),
      role: z.enum(ROLES),
      permissions: z.array(z.string()),
      csrf: z.string(),
      expiresAt: isoTime,
      purposes: z.array(z.enum(PURPOSES)),
      partners: z.array(stateShown),
      post: z.string().exactOptional(),
      exercise: z.boolean(),
    })
    .meta({ id: 'Session' }),
});
