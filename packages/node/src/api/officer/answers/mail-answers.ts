// SPDX-License-Identifier: Apache-2.0
// What the methods of imported mail answer: spec/officer-edge.md, `An imported mail`.

import { MAIL_REMARKS } from '@iims/wire/mail-remarks';
import { z } from 'zod';
import { hexadecimal, isoTime, logIndex } from './answer-fields.ts';

const id = z.uuid();
const count = z.int().min(0);

const mailShape = {
  mail: id,
  caseRef: z.string(),
  from: z.string(),
  datedAt: isoTime,
  importedAt: isoTime,
  importedBy: z.string(),
  bytes: count,
  sha256: hexadecimal,
  attachmentCount: count,
  logIndex,
};

/** An imported mail without what it says. */
export const mailAnswer = z.strictObject(mailShape).meta({ id: 'ImportedMail' });

export const mailBegunAnswer = z.strictObject({ mail: id, standing: z.enum(['begun', 'here']) });
export const mailPartAnswer = z.strictObject({ mail: id, received: count });
export const importedMailAnswer = z.strictObject({ ...mailShape, alsoIn: z.array(z.string()) });

/** With the reading that was made of it when it was imported. */
export const openedMailAnswer = z
  .strictObject({
    ...mailShape,
    to: z.string(),
    cc: z.string(),
    subject: z.string(),
    messageId: z.string(),
    text: z.string(),
    remarks: z.array(z.enum(MAIL_REMARKS)),
    attachments: z.array(
      z.strictObject({
        id: z.int().min(1),
        name: z.string(),
        mediaType: z.string(),
        bytes: count,
        sha256: hexadecimal,
      }),
    ),
  })
  .meta({ id: 'OpenedMail' });
