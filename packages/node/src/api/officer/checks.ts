// SPDX-License-Identifier: Apache-2.0
// GET /api/checks: what came of the communication checks of the own State: of one, or of the latest (before one of them) with statistics of these. It is an entry.
import { z } from 'zod';
import { checkStatistics } from '../../directory/check-statistics.ts';
import { type CheckResult, checkResult, latestChecks } from '../../directory/communication-check.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

const CHECKS_MAX = 50;

export const checks = method({
  verb: 'GET',
  path: '/api/checks',
  permission: 'directory.read',
  input: z.strictObject({ id: messageId.exactOptional(), before: messageId.exactOptional() }),
  answer: async () => (await import('./answers/directory-answers.ts')).checksAnswer,
  async run({ edge, session, input: { id, before } }) {
    const { own, reader, now } = edge.contacts;
    const results =
      id === undefined
        ? await latestChecks(reader, own, {
            now: now(),
            limit: CHECKS_MAX,
            ...(before === undefined ? {} : { beforeId: before }),
          })
        : [await checkResult(reader, id, now())];
    await edge.store.write({
      event: 'check.read',
      body: { user: session.officer.user, checks: results.length, ...(id === undefined ? {} : { messageId: id }) },
    });
    return { checks: results.map(shown), ...(id === undefined ? { statistics: checkStatistics(results) } : {}) };
  },
});

/** Times as ISO 8601. */
function shown({ startedAt, answerBy, points, ...check }: CheckResult): object {
  return {
    ...check,
    startedAt: new Date(startedAt).toISOString(),
    answerBy: new Date(answerBy).toISOString(),
    points: points.map(({ answeredAt, ...point }) => ({
      ...point,
      ...(answeredAt === undefined ? {} : { answeredAt: new Date(answeredAt).toISOString() }),
    })),
  };
}
