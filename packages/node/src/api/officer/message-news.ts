// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/news: whether the newest messages stand as they stood, so that a page may follow them without reading them again
// and again. It tells no more than a number and a fingerprint, and is no entry.
import { z } from 'zod';
import { newsOfMessages } from '../../messages/shown-message.ts';
import { method } from './method.ts';

export const messageNews = method({
  verb: 'GET',
  path: '/api/messages/news',
  permission: 'message.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/message-answers.ts')).newsAnswer,
  async run({ edge }) {
    return newsOfMessages(edge.store.reader);
  },
});
