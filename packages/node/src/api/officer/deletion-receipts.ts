// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/told/receipts: what partners signed when an alert ended, as files for a court. Taking them is an entry.
import { fromUtf8 } from '@iims/wire/bytes';
import { z } from 'zod';
import { exportDeletionReceipts } from '../../receipts/export-signed-receipts.ts';
import { alertId, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const deletionReceipts = method({
  verb: 'GET',
  path: '/api/alerts/told/receipts',
  permission: 'alert.read',
  input: z.strictObject({ register: registerId, alertId }),
  answer: async () => (await import('./answers/alert-answers.ts')).deletionReceiptsAnswer,
  async run({ edge, session, input }) {
    const { receipts, unverified } = await exportDeletionReceipts(edge.receipts, {
      ...input,
      by: session.officer.user,
    });
    const files = receipts.map((one) => ({ ...one, file: fromUtf8(one.file) }));
    return { receipts: files, unverified: [...unverified] };
  },
});
