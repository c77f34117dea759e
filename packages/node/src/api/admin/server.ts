// SPDX-License-Identifier: Apache-2.0
// The administrator's edge: methods on a Unix socket that only the node's own user can reach (spec/admin-edge.md).
import { IimsError } from '@iims/wire/errors';
import Fastify, { type FastifyInstance } from 'fastify';
import { NO_SCHEMAS } from '../no-schemas.ts';
import { sendFault } from '../officer/fault.ts';
import { takeStrictJsonBodies } from '../strict-json-bodies.ts';
import { bringTrust } from './bring-trust.ts';
import { listKeys } from './list-keys.ts';
import { listPartners } from './list-partners.ts';
import { listWebhooks } from './list-webhooks.ts';
import type { AdminEdge, AdminMethod } from './method.ts';
import { nextEntryOfNode } from './next-entry.ts';
import { readTrust } from './read-trust.ts';
import { resumePartner } from './resume-partner.ts';
import { showMail } from './show-mail.ts';
import { suspendPartner } from './suspend-partner.ts';
import { testMail } from './test-mail.ts';
import { testPartner } from './test-partner.ts';
import { testWebhook } from './test-webhook.ts';

/** Every method of this edge. */
export const ADMIN_METHODS: readonly AdminMethod<unknown>[] = [
  bringTrust,
  readTrust,
  listPartners,
  suspendPartner,
  resumePartner,
  testPartner,
  listKeys,
  nextEntryOfNode,
  listWebhooks,
  testWebhook,
  showMail,
  testMail,
];

/** Builds the server; the caller lets it listen. */
export function buildAdminServer(edge: AdminEdge): FastifyInstance {
  const app = Fastify({
    ...NO_SCHEMAS,
    bodyLimit: REQUEST_BYTES_MAX,
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  });
  takeStrictJsonBodies(app, REQUEST_BYTES_MAX);
  app.setErrorHandler((fault, _request, reply) => sendFault(reply, fault, edge.state));
  app.setNotFoundHandler((_request, reply) =>
    sendFault(reply, new IimsError('access.not-found', { message: 'There is no such method.' }), edge.state),
  );
  for (const method of ADMIN_METHODS) {
    app.route({
      method: method.verb,
      url: method.path,
      handler: (request) => method.run({ edge, input: inputOf(method, request.body ?? {}) }),
    });
  }
  return app;
}

function inputOf(method: AdminMethod<unknown>, body: unknown): unknown {
  const parsed = method.input.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IimsError('input.invalid', {
    message: 'A field of the request breaks a rule.',
    field: issue?.path.join('.') || 'request',
    rule:
      issue?.code === 'unrecognized_keys' ? 'only the fields of the method' : (issue?.message ?? 'spec/admin-edge.md'),
    fix: 'Correct the field and call again.',
  });
}

/** A bundle of the greatest size in base64, and its braces. */
const REQUEST_BYTES_MAX = 24 * 1_048_576;
