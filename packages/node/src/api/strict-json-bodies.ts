// SPDX-License-Identifier: Apache-2.0
// Lets an edge take JSON bodies alone, parsed strictly (spec/strict-json.md), and no other content type.
import { parseStrictJson } from '@iims/wire/strict-json';
import type { FastifyInstance } from 'fastify';

/** A body of no bytes counts as an empty object. What is no strict JSON of at most `bytesMax` bytes is refused with `json.*`. */
export function takeStrictJsonBodies(app: FastifyInstance, bytesMax: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? {} : parseStrictJson(body as Buffer, { bytesMax }));
    } catch (fault) {
      done(fault as Error);
    }
  });
}
