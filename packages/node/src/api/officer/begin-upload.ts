// SPDX-License-Identifier: Apache-2.0
// POST /api/uploads/begin: announces a file that will go beside a message to these States.
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { LARGE_ATTACHMENT_BYTES_MAX } from '@iims/wire/large-attachment';
import { ADDRESSES_MAX } from '@iims/wire/message';
import { z } from 'zod';
import { addressesFor } from '../../messages/addressees.ts';
import { method } from './method.ts';

const state = z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
  error: 'ISO 3166-1 alpha-3, or UTO',
});

export const beginUpload = method({
  verb: 'POST',
  path: '/api/uploads/begin',
  permission: 'message.send',
  input: z.strictObject({
    /** As in the message: a group stands for its members at this moment. */
    to: z
      .array(z.union([state, z.strictObject({ group: z.string().max(40) })]))
      .min(1)
      .max(ADDRESSES_MAX),
    bytes: z.int().min(0).max(LARGE_ATTACHMENT_BYTES_MAX),
  }),
  answer: async () => (await import('./answers/upload-answers.ts')).uploadAnswer,
  run({ edge, session, input: { to, bytes } }) {
    const known = { own: edge.contacts.own, groups: edge.config.groups, partners: edge.contacts.partners() };
    const named = to.map((one) => (typeof one === 'string' ? { state: one } : one));
    const states = addressesFor(known, named).map(({ state }) => state);
    return edge.attachments.begin(session.officer.user, states, bytes);
  },
});
