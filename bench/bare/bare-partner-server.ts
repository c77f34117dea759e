// SPDX-License-Identifier: Apache-2.0
// The partners' edge of the baseline: JSON questions in, JSON answers out, after the same look-up.
import type { TlsOptions } from 'node:tls';
import { NO_SCHEMAS } from '@iims/node/api/no-schemas';
import { type RegistersToRead, readRegisters } from '@iims/node/query/read-registers';
import { listRegisters } from '@iims/node/store/alerts';
import type { Question } from '@iims/wire/query';
import Fastify from 'fastify';

export function buildBarePartnerServer(
  tls: TlsOptions,
  found: Pick<RegistersToRead, 'state' | 'reader' | 'persons' | 'plates'>,
) {
  const app = Fastify({ ...NO_SCHEMAS, https: tls, logger: false });
  app.post('/questions', async (request) => {
    const registers = await listRegisters(found.reader);
    const asked = { ...found, registers, rights: (all) => all, now: Date.now() } satisfies RegistersToRead;
    return Promise.all(
      (request.body as Question[]).map(async (question) => (await readRegisters(asked, question)).said),
    );
  });
  return app;
}
