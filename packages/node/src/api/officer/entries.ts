// SPDX-License-Identifier: Apache-2.0
// GET /api/entries: the latest entries of the log, without what or whom they are about. Reading them is an entry.
import { toBase64 } from '@iims/wire/bytes';
import { z } from 'zod';
import { countEntries, type Entry, readEntries } from '../../store/entries.ts';
import { readLogHead } from '../../store/log-head.ts';
import { method } from './method.ts';

const ENTRIES_MAX = 200;

export const entries = method({
  verb: 'GET',
  path: '/api/entries',
  permission: 'log.read-entries',
  input: z.strictObject({
    /** Only entries with a smaller index. */
    before: z.coerce.number().int().min(0).exactOptional(),
    limit: z.coerce.number().int().min(1).max(ENTRIES_MAX).default(50),
  }),
  answer: async () => (await import('./answers/node-answers.ts')).entriesAnswer,
  async run({ edge, session, input }) {
    const { reader } = edge.store;
    await edge.store.write({
      event: 'log.entries-read',
      body: {
        user: session.officer.user,
        ...(input.before === undefined ? {} : { before: input.before }),
        limit: input.limit,
      },
    });
    const head = await readLogHead(reader);
    return {
      entries: (await readEntries(reader, input)).map(withoutSubject),
      size: await countEntries(reader),
      checkpoint: head ? { size: head.size, root: toBase64(head.root) } : { size: 0, root: '' },
    };
  },
});

/** Only what stands here leaves: a field that a later entry carries stays in until somebody decides about it. */
function withoutSubject({ index, atMs, event, body }: Entry): object {
  const shown: Record<string, unknown> = { index, at: new Date(atMs).toISOString(), event };
  // An entry about an account names who did it in `by`; the account itself is then the other side.
  const actor = body.by ?? body.user ?? body.officer;
  const counterpart = body.by === undefined ? (body.asker ?? body.state) : (body.user ?? body.state);
  const outcome = body.verdict ?? body.outcome ?? body.ground ?? body.code;
  if (typeof actor === 'string') shown.actor = actor;
  if (typeof counterpart === 'string') shown.counterpart = counterpart;
  if (typeof body.purpose === 'string') shown.purpose = body.purpose;
  if (typeof body.caseRef === 'string') shown.caseRef = body.caseRef;
  if (typeof outcome === 'string') shown.outcome = outcome;
  return shown;
}
