// SPDX-License-Identifier: Apache-2.0
// POST /api/directory/keep: the own State's directory as it is from now on, whole; every partner gets it.
import { contactPoints, sharedMeasures } from '@iims/wire/contact-point';
import { z } from 'zod';
import { keepOwnDirectory } from '../../directory/keep-own-directory.ts';
import { method } from './method.ts';

export const keepDirectory = method({
  verb: 'POST',
  path: '/api/directory/keep',
  permission: 'directory.keep',
  jsonBytesMax: 262_144,
  input: z.strictObject({ points: contactPoints.schema, measures: sharedMeasures.schema.exactOptional() }),
  answer: async () => (await import('./answers/directory-answers.ts')).directoryKeptAnswer,
  async run({ edge, session, input: { points, measures = [] } }) {
    const { index, ...kept } = await keepOwnDirectory(edge.contacts, { points, measures }, session.officer.user);
    return { ...kept, logIndex: index };
  },
});
