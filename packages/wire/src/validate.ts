// SPDX-License-Identifier: Apache-2.0
// The one way from a Zod schema to a fault of the catalogue: it names the field and the rule, and never repeats the value.
import type { z } from 'zod';
import { type ErrorCode, IimsError } from './errors.ts';

/**
 * Returns the value if the schema accepts it.
 * @throws IimsError with `code` (default `input.invalid`), the first field that breaks a rule, and the rule
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, code: ErrorCode = 'input.invalid'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'input' : issue.path.map(String).join('.');
  throw new IimsError(code, {
    message: `The field ${field} breaks a rule.`,
    field,
    rule: issue === undefined ? 'the schema' : ruleOf(issue),
    fix: 'Correct the field and send it again.',
  });
}

/** Zod's own text may repeat keys or values that came from outside; this one holds only what the schema says. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return 'only the fields that the contract names';
    case 'invalid_format':
      return `the form ${issue.format}`;
    case 'custom':
      return issue.message;
    default:
      return issue.code;
  }
}
