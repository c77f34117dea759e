// SPDX-License-Identifier: Apache-2.0
// GET /api/directory: the contact points of every State that has sent them, and of the own. Reading them is an entry.
import { z } from 'zod';
import { readDirectories } from '../../directory/read-directory.ts';
import { method } from './method.ts';

export const directory = method({
  verb: 'GET',
  path: '/api/directory',
  permission: 'directory.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/directory-answers.ts')).directoriesAnswer,
  async run({ edge, session }) {
    const { own, reader, partners } = edge.contacts;
    const directories = await readDirectories(reader, [own, ...partners()]);
    await edge.store.write({
      event: 'directory.read',
      body: { user: session.officer.user, states: directories.map(({ state }) => state) },
    });
    return {
      directories: directories.map((one) => ({ ...one, changedAt: new Date(one.changedAt).toISOString() })),
    };
  },
});
