// SPDX-License-Identifier: Apache-2.0
// GET /api/receipts: the receipts of a query, for the officer who asked it and for the auditor. They hold what was asked and
// answered; taking them is an entry. A partner that has not given its part yet is asked for it.
import { fromUtf8 } from '@iims/wire/bytes';
import { isQueryId, isStateCode, type QueryId, type StateCode } from '@iims/wire/identifiers';
import { z } from 'zod';
import { authorise } from '../../access/authorise.ts';
import { exportReceipts } from '../../receipts/export-receipts.ts';
import { askerOf, noReceipt, readHeldReceipts } from '../../receipts/held-receipts.ts';
import { method } from './method.ts';

export const receipts = method({
  verb: 'GET',
  path: '/api/receipts',
  permission: 'receipt.export',
  input: z.strictObject({
    queryId: z.custom<QueryId>((value) => typeof value === 'string' && isQueryId(value), { error: 'a query id' }),
    state: z
      .custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), { error: 'a State code' })
      .exactOptional(),
  }),
  answer: async () => (await import('./answers/verdict-answers.ts')).receiptsAnswer,
  async run({ edge, session, input }) {
    const { officer } = session;
    const [held] = await readHeldReceipts(edge.store.reader, input.queryId);
    if (!held) throw noReceipt();
    // The auditor may read what others asked; whoever else did not ask it learns no more than of a query that never was.
    if (officer.role !== 'auditor') {
      const user = (await askerOf(edge.store.reader, held)) ?? '';
      if (user !== officer.user) throw noReceipt();
      authorise(officer, 'receipt.export', { kind: 'own-queries', user });
    }
    const { receipts, unverified } = await exportReceipts(edge.receipts, { ...input, by: officer.user });
    return {
      queryId: input.queryId,
      receipts: receipts.map(({ state, standing, file }) => ({ state, standing, file: fromUtf8(file) })),
      unverified: [...unverified],
    };
  },
});
