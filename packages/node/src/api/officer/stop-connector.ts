// SPDX-License-Identifier: Apache-2.0
// POST /api/connectors/stop: the source is no longer asked; what the register holds grows old.
import { connectorNameSchema } from './connector-name.ts';
import { method } from './method.ts';

export const stopConnector = method({
  verb: 'POST',
  path: '/api/connectors/stop',
  permission: 'connector.manage',
  input: connectorNameSchema,
  answer: async () => (await import('./answers/register-answers.ts')).connectorAnswer,
  run: ({ edge, session, input: { name } }) => edge.connectors.stop(name, session.officer.user),
});
