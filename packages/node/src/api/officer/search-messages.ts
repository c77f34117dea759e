// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/search: messages by what they say and how they stand, without their content, the latest first. It is an entry, which
// holds by what kinds of conditions somebody searched and never what for; words come in the body, since addresses are written down.
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { isMessageKind, MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { calendarDateSchema, caseReferenceSchema, lineSchema, partialDateSchema } from '@iims/wire/query';
import { z } from 'zod';
import { searchMessages as findInTraffic } from '../../archive/search-messages.ts';
import { CLOCK_STANDINGS } from '../../store/message-terms.ts';
import { method } from './method.ts';

const MESSAGES_PAGE_MAX = 200;
const WORDS_CHARACTERS_MAX = 200;

const state = z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
  error: 'ISO 3166-1 alpha-3, or UTO',
});
const mailKind = z.custom<MessageKind>(
  (value) => typeof value === 'string' && isMessageKind(value) && MESSAGE_KINDS[value].writtenBy !== 'node',
  { error: 'a kind of spec/message-kinds.md that is shown as mail' },
);

const input = z
  .strictObject({
    words: lineSchema(WORDS_CHARACTERS_MAX).exactOptional(),
    person: z
      .strictObject({ name: lineSchema(WORDS_CHARACTERS_MAX), birthDate: partialDateSchema.exactOptional() })
      .exactOptional(),
    number: lineSchema(WORDS_CHARACTERS_MAX).exactOptional(),
    state: state.exactOptional(),
    kind: mailKind.exactOptional(),
    direction: z.enum(['in', 'out', 'imported']).exactOptional(),
    caseRef: caseReferenceSchema.exactOptional(),
    from: calendarDateSchema.exactOptional(),
    to: calendarDateSchema.exactOptional(),
    clock: z.enum(CLOCK_STANDINGS).exactOptional(),
    before: z.int().min(0).exactOptional(),
    limit: z.int().min(1).max(MESSAGES_PAGE_MAX).default(50),
  })
  .refine(({ from = '', to = from }) => to >= from, { path: ['to'], error: 'not before the first day' });

export const searchMessages = method({
  verb: 'POST',
  path: '/api/messages/search',
  permission: 'message.read',
  input,
  answer: async () => (await import('./answers/message-answers.ts')).foundMessagesAnswer,
  // Whether a message holds a word is something that it says.
  alsoNeeds: ({ words, person, number }) =>
    words === undefined && person === undefined && number === undefined ? [] : ['message.open'],
  async run({ edge, session, input: { before, limit, ...search } }) {
    const { reader } = edge.store;
    const page = { now: edge.door.clock.now(), limit, ...(before === undefined ? {} : { before }) };
    const found = await findInTraffic(reader, search, page);
    const by = Object.keys(search).sort();
    const count = found.messages.length + found.mails.length;
    const body = { user: session.officer.user, by, found: count, compared: found.compared };
    await edge.store.write({ event: 'message.searched', body });
    return found;
  },
});
