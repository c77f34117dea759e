// SPDX-License-Identifier: Apache-2.0
// POST /api/connectors/test: each step to a source, and what its first rows would become; nothing is stored but the entry.
import { allows } from '../../access/permissions.ts';
import { connectorNameSchema } from './connector-name.ts';
import { method } from './method.ts';

export const testConnector = method({
  verb: 'POST',
  path: '/api/connectors/test',
  permission: 'connector.test',
  input: connectorNameSchema,
  answer: async () => (await import('./answers/register-answers.ts')).connectorTestAnswer,
  async run({ edge, session, input: { name } }) {
    const { officer } = session;
    const test = await edge.connectors.test(name, officer.user);
    // Who keeps the node need not see whom its registers name.
    if (allows(officer.role, 'alert.read')) return test;
    return { ...test, rows: test.rows.map(({ refused }) => ({ cells: {}, ...(refused && { refused }) })) };
  },
});
