// SPDX-License-Identifier: Apache-2.0
// GET /api/node-state: how this node stands: its log, its registers, and how far each partner may be relied on.
import { standingOf } from '@iims/crypto/trust-standing';
import { z } from 'zod';
import { countReviews } from '../../alerts/review-reminder.ts';
import { listRegisters } from '../../store/alerts.ts';
import { readLogHead } from '../../store/log-head.ts';
import { method } from './method.ts';
import { registerShown } from './register-shown.ts';

export const nodeState = method({
  verb: 'GET',
  path: '/api/node-state',
  permission: 'node.read-state',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/node-answers.ts')).nodeStateAnswer,
  async run({ edge }) {
    const now = edge.door.clock.now();
    const trust = edge.trust();
    const registers = await listRegisters(edge.store.reader);
    return {
      state: edge.config.state,
      time: new Date(now).toISOString(),
      logSize: (await readLogHead(edge.store.reader))?.size ?? 0,
      witnessing: await edge.witnessing(),
      custody: edge.custody(),
      webhooks: await edge.webhooks.list(),
      ...(edge.mail && { mail: await edge.mail.state() }),
      trustRootVersion: trust.root.version,
      reviews: await countReviews(edge.store.reader, now),
      partners: edge.asking.partners.states().map((state) => {
        const { standing, because, usableUntil } = standingOf(trust, state, now);
        return { state, standing, because, usableUntil: new Date(usableUntil).toISOString() };
      }),
      quotas: edge.asking.quotas.refusing().map((one) => ({ ...one, since: new Date(one.since).toISOString() })),
      registers: registers.map((register) => registerShown(register, { own: edge.door.state, trust, now })),
    };
  },
});
