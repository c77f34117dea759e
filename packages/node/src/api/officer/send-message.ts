// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/send: a message to other States' bureaus. It is sent when it is kept; the node brings it.
import { ADDRESSES_MAX, addressSchema, DESKS, parseFields } from '@iims/wire/message';
import { CODE_CHARACTERS_MAX, caseReferenceSchema, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { addressesFor } from '../../messages/addressees.ts';
import {
  attachmentsOf,
  besideShape,
  largeAttachmentsOf,
  MESSAGE_JSON_BYTES_MAX,
  officersKind,
  saidShape,
} from './message-input.ts';
import { method } from './method.ts';

export const sendMessage = method({
  verb: 'POST',
  path: '/api/messages/send',
  permission: 'message.send',
  jsonBytesMax: MESSAGE_JSON_BYTES_MAX,
  input: z.strictObject({
    to: z
      .array(z.union([addressSchema, z.strictObject({ group: z.string().max(40) })]))
      .min(1)
      .max(ADDRESSES_MAX),
    kind: officersKind,
    caseRef: caseReferenceSchema,
    /** Of the sender, where they are not the node's own. */
    authority: lineSchema(CODE_CHARACTERS_MAX).exactOptional(),
    desk: z.enum(DESKS).exactOptional(),
    ...saidShape,
    ...besideShape,
  }),
  answer: async () => (await import('./answers/message-answers.ts')).saidAnswer,
  async run({ edge, session, input: { attachments, uploads, fields, to, ...said } }) {
    const draft = {
      ...said,
      to: addressesFor({ own: edge.contacts.own, groups: edge.config.groups, partners: edge.contacts.partners() }, to),
      fields: parseFields(said.kind, fields),
      attachments: attachmentsOf(attachments),
      ...(await largeAttachmentsOf({ edge, session }, uploads, attachments.length)),
    };
    const { id, index, status } = await edge.messages.send(draft, { account: session.officer.user });
    return { id, status, logIndex: index };
  },
});
