// SPDX-License-Identifier: Apache-2.0
// No route has a schema that Fastify would compile: inputs are read by the schemas of the methods. Given compilers of ours, it does
// not load its own, ajv and fast-json-stringify.
import assert from 'node:assert';
import type { FastifyServerOptions } from 'fastify';

export const NO_SCHEMAS: Pick<FastifyServerOptions, 'schemaController'> = {
  schemaController: { compilersFactory: { buildValidator: compileNothing, buildSerializer: compileNothing } },
};

/** Called for a route that has a schema, when the server is put together: nothing would check or write by it. */
function compileNothing(): never {
  assert.fail('routes have no schemas of their own');
}
