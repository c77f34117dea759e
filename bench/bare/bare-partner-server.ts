// SPDX-License-Identifier: Apache-2.0
// The partners' edge of the baseline: JSON questions in, JSON answers out, after the same look-up.
import type { TlsOptions } from 'node:tls';
import { NO_SCHEMAS } from '@iims/node/api/no-schemas';
import { type LookupOptions, lookUp } from '@iims/node/query/lookup';
import { listRegisters } from '@iims/node/store/alerts';
import type { Reader } from '@iims/node/store/sql';
import type { Question } from '@iims/wire/query';
import Fastify from 'fastify';

export function buildBarePartnerServer(
  tls: TlsOptions,
  reader: Reader,
  found: Pick<LookupOptions, 'persons' | 'plates'>,
) {
  const app = Fastify({ ...NO_SCHEMAS, https: tls, logger: false });
  app.post('/questions', async (request) => {
    const registers = await listRegisters(reader);
    return Promise.all(
      (request.body as Question[]).map((question) =>
        lookUp(reader, question, { registers, now: Date.now(), ...found }),
      ),
    );
  });
  return app;
}
