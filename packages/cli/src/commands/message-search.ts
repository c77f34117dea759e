// SPDX-License-Identifier: Apache-2.0
// `iims message search` and `related`: messages by what they say and how they stand, and what is known of whom one names. Words, names and
// numbers come on stdin where they may not be seen in the list of processes.
import { utf8 } from '@iims/wire/bytes';
import { parseStrictJson } from '@iims/wire/strict-json';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print, readStdinText } from '../terminal.ts';
import { LIST_LIMIT_MAX, type MessageOptions, printed } from './message.ts';

export interface SearchMessagesOptions extends MessageOptions {
  readonly words?: string;
  readonly person?: string;
  readonly born?: string;
  readonly number?: string;
  readonly stdin?: boolean;
  readonly state?: string;
  readonly kind?: string;
  readonly direction?: string;
  readonly case?: string;
  readonly from?: string;
  readonly until?: string;
  readonly clock?: string;
  readonly limit?: string;
  readonly before?: string;
}

export async function searchMessages(options: SearchMessagesOptions): Promise<ExitStatus> {
  const limit = wholeNumber('limit', options.limit ?? '100', 1, LIST_LIMIT_MAX);
  const before =
    options.before === undefined ? undefined : wholeNumber('before', options.before, 0, Number.MAX_SAFE_INTEGER);
  const conditions = { ...given(options), ...(options.stdin === true ? await fromStdin() : {}) };
  return inSession(options, async (session) => {
    const found = await session.call('POST /api/messages/search', { ...conditions, limit, before });
    print(JSON.stringify({ ...found, messages: found.messages.map(printed) }));
  });
}

export async function printRelated(id: string, options: MessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    print(JSON.stringify(await session.call('GET /api/messages/related', { id })));
  });
}

function given(options: SearchMessagesOptions): object {
  const { words, person: name, born: birthDate, number, state, kind, direction, from, until, clock } = options;
  if (birthDate !== undefined && name === undefined) throw badOption('born', 'the person beside it, in --person');
  const person = name === undefined ? undefined : { name, ...(birthDate === undefined ? {} : { birthDate }) };
  const all = { words, person, number, state, kind, direction, caseRef: options.case, from, to: until, clock };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

async function fromStdin(): Promise<object> {
  const conditions = parseStrictJson(utf8(await readStdinText(CONDITIONS_BYTES_MAX)));
  if (typeof conditions === 'object' && conditions !== null && !Array.isArray(conditions)) return conditions;
  throw badOption('stdin', 'an object such as {"words":"…"}');
}

const CONDITIONS_BYTES_MAX = 8_192;
