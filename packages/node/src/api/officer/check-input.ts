// SPDX-License-Identifier: Apache-2.0
// The input of a method against its schema. What is refused is described by the schema's words alone, never by the input's.
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { FastifyRequest } from 'fastify';
import type { Method } from './method.ts';

/** The body of a POST, or the query string where the body is none or bytes, as the method wants it. Throws `input.invalid` or `query.*`. */
export function checkInput(method: Method<unknown>, request: FastifyRequest): unknown {
  const isInQuery = method.verb === 'GET' || method.bytesMax !== undefined;
  const parsed = method.input.safeParse(isInQuery ? request.query : (request.body ?? {}));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // Zod's text for an unknown key repeats the key, which may be anything that somebody typed or pasted.
  const isUnknownKey = issue?.code === 'unrecognized_keys';
  const field = issue?.path.join('.') || 'request';
  const known = FIELDS.get(field);
  throw new IimsError(known?.code ?? 'input.invalid', {
    message: isUnknownKey
      ? 'The request has a field that the method does not know.'
      : 'A field of the request breaks a rule.',
    field,
    rule:
      known?.rule ?? (isUnknownKey ? 'only the fields of the method' : (issue?.message ?? 'see spec/officer-edge.md')),
    fix: 'Correct the field and send the request again.',
  });
}

const FIELDS: ReadonlyMap<string, { readonly code: ErrorCode; readonly rule?: string }> = new Map([
  ['purpose', { code: 'query.purpose' as const }],
  [
    'caseRef',
    {
      code: 'query.case-reference' as const,
      rule: '1 to 64 letters, digits, blanks or / . _ # : -, beginning and ending with a letter or digit',
    },
  ],
]);
