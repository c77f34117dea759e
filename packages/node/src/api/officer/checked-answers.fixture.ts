// SPDX-License-Identifier: Apache-2.0
// The methods of the edge with each real answer held against the schema that the OpenAPI document is made from. A schema that
// lies makes the test red in which the answer is given.
import type { ZodError, ZodType } from 'zod';
import type { Call, Method } from './method.ts';

export function withCheckedAnswers(methods: readonly Method<unknown>[]): Method<unknown>[] {
  return methods.map((method) => ({
    ...method,
    async run(call) {
      if (method.answerLine !== undefined) checkLines(call, method, await method.answerLine());
      const answer = await method.run(call);
      if (answer !== undefined && method.answer !== undefined) check(method, await method.answer(), asJson(answer));
      return answer;
    },
  }));
}

/** The answer as it travels. */
function asJson(answer: object): unknown {
  return JSON.parse(JSON.stringify(answer));
}

/** Lines are written whole, one or several at once. */
function checkLines({ reply }: Call<unknown>, method: Method<unknown>, schema: ZodType): void {
  const write = reply.raw.write.bind(reply.raw) as (text: string) => boolean;
  reply.raw.write = (text: string) => {
    for (const line of text.split('\n')) if (line !== '') check(method, schema, JSON.parse(line));
    return write(text);
  };
}

function check({ verb, path }: Method<unknown>, schema: ZodType, said: unknown): void {
  const parsed = schema.safeParse(said);
  if (parsed.success) return;
  const wrong = `${verb} ${path} answers what its schema does not say:\n${whyOf(parsed.error)}\nFix: mend the schema that its file names in \`answer\`.\n`;
  process.stderr.write(wrong);
  throw new Error(wrong);
}

function whyOf({ issues }: ZodError): string {
  return issues.map(({ path, message }) => `  ${path.join('.') || 'answer'}: ${message}`).join('\n');
}
