// SPDX-License-Identifier: Apache-2.0
// POST /api/connectors/start: a register is kept in step with its source from here on.
import { connectorNameSchema } from './connector-name.ts';
import { method } from './method.ts';

export const startConnector = method({
  verb: 'POST',
  path: '/api/connectors/start',
  permission: 'connector.manage',
  input: connectorNameSchema,
  answer: async () => (await import('./answers/register-answers.ts')).connectorAnswer,
  run: ({ edge, session, input: { name } }) => edge.connectors.start(name, session.officer.user),
});
