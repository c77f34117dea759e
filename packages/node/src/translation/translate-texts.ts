// SPDX-License-Identifier: Apache-2.0
// A call of the State's own translation service, and what counts as its answer (spec/translation.md, 1 to 3). The answer is a stranger's
// text: it is read strictly, and its size has a bound before it is read.
import { IimsError } from '@iims/wire/errors';
import { textSchema } from '@iims/wire/message-text';
import { lineSchema } from '@iims/wire/query';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import { type PostOptions, postJson } from '../announcements/post-json.ts';
import type { TranslationConfig } from '../config.ts';

export interface TranslatedTexts {
  readonly texts: readonly string[];
  /** The language that the service recognised, and what it calls itself. */
  readonly from?: string;
  readonly engine?: string;
}

export type TranslateTexts = (texts: readonly string[], to: string) => Promise<TranslatedTexts>;

/** @throws IimsError `translation.answer`, `translation.unreachable` */
export async function translateTexts(
  { url }: Pick<TranslationConfig, 'url'>,
  { texts, to, token }: { readonly texts: readonly string[]; readonly to: string; readonly token: string | undefined },
  options: PostOptions = {},
): Promise<TranslatedTexts> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call = { url, headers, body: JSON.stringify({ version: 1, to, texts }) };
  const limits = { answerBytesMax: ANSWER_BYTES_MAX, unreachable };
  const { status, body } = await postJson(call, { timeoutMs: ATTEMPT_MS_MAX, ...options }, limits).catch(
    (fault: unknown) => {
      throw fault instanceof IimsError && fault.code === 'webhook.address' ? unreachable(fault) : fault;
    },
  );
  if (status !== 200) throw noTranslation(`status 200, not ${status}`);
  if (body === undefined) throw noTranslation(`at most ${ANSWER_BYTES_MAX} bytes`);
  return answerOf(body, texts);
}

function answerOf(body: Uint8Array, asked: readonly string[]): TranslatedTexts {
  let parsed: z.ZodSafeParseResult<z.output<typeof answer>>;
  try {
    parsed = answer.safeParse(parseStrictJson(body, { bytesMax: ANSWER_BYTES_MAX }));
  } catch (cause) {
    throw noTranslation('JSON, read strictly', cause);
  }
  if (!parsed.success) throw noTranslation('{"texts":["…"],"from"?,"engine"?}, without control characters');
  const { texts, from, engine } = parsed.data;
  if (texts.length !== asked.length) throw noTranslation('as many texts as were asked for');
  if (texts.some((text, place) => text.length > GROWTH_MAX * asked[place]!.length + GROWTH_CHARACTERS))
    throw noTranslation('texts at most four times as long, and 1,000 characters');
  return { texts, ...(from === undefined ? {} : { from }), ...(engine === undefined ? {} : { engine }) };
}

/** The texts of the answer are in no fault: they may repeat what was asked. */
function noTranslation(rule: string, cause?: unknown): IimsError {
  return new IimsError('translation.answer', {
    message: 'The translation service gave no translation.',
    field: 'translation',
    rule,
    fix: 'Look into the log of the service.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function unreachable(cause: unknown): IimsError {
  return new IimsError('translation.unreachable', {
    message:
      'The translation service does not answer in time, its certificate does not hold, or its address is not allowed.',
    field: 'translation.url',
    rule: 'a public address, or one that is written as the address itself',
    fix: 'Check its address, its certificate and that it runs.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const ATTEMPT_MS_MAX = 30_000;
const ANSWER_BYTES_MAX = 1_048_576;
const GROWTH_MAX = 4;
const GROWTH_CHARACTERS = 1_000;
const TEXT_CHARACTERS_MAX = 500_000;
const answer = z.strictObject({
  texts: z.array(z.union([z.literal(''), textSchema(TEXT_CHARACTERS_MAX)])),
  from: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,35}$/)
    .exactOptional(),
  engine: lineSchema(60).exactOptional(),
});
