// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/review: the second person publishes or refuses exactly what the digest names.
import { z } from 'zod';
import { method } from './method.ts';
import { explanation, noticeNumber, refusalGround } from './notice-input.ts';

const DECISIONS = ['publish', 'refuse'] as const;

export const reviewNotice = method({
  verb: 'POST',
  path: '/api/notices/review',
  permission: 'notice.review',
  input: z
    .strictObject({
      number: noticeNumber,
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      decision: z.enum(DECISIONS),
      /** Of a refusal, and of nothing else. */
      ground: refusalGround.exactOptional(),
      explanation: explanation.exactOptional(),
      /** Why it is published although it was refused before. */
      override: explanation.exactOptional(),
    })
    .refine(({ decision, ground }) => (decision === 'refuse') === (ground !== undefined), {
      path: ['ground'],
      error: 'with a refusal, and only then',
    }),
  answer: async () => (await import('./answers/notice-answers.ts')).reviewedNoticeAnswer,
  async run({ edge, session, input: { number, digest, ground, explanation, override } }) {
    const decision =
      ground === undefined
        ? ({ kind: 'publish', override } as const)
        : ({ kind: 'refuse', ground, explanation } as const);
    return edge.notices.review({ number, digest, decision }, session.officer.user);
  },
});
