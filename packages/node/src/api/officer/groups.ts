// SPDX-License-Identifier: Apache-2.0
// GET /api/groups: the names that stand for several addresses, with who they are at the moment. It tells nothing of any message, and is no entry.
import { z } from 'zod';
import { ALL } from '../../messages/addressees.ts';
import { method } from './method.ts';

export const groups = method({
  verb: 'GET',
  path: '/api/groups',
  permission: 'message.send',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/message-answers.ts')).groupsAnswer,
  async run({ edge: { config, contacts } }) {
    const named = Object.entries(config.groups).map(([name, addresses]) => ({ name, addresses }));
    return { groups: [{ name: ALL, addresses: contacts.partners().map((state) => ({ state })) }, ...named] };
  },
});
