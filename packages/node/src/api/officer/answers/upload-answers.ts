// SPDX-License-Identifier: Apache-2.0
// What the methods of uploads answer: spec/attachment.md, 4 to 8.
import { z } from 'zod';
import { logIndex } from './answer-fields.ts';

export const uploadAnswer = z.strictObject({ uploadId: z.uuid(), received: z.int().min(0) }).meta({ id: 'Upload' });

/** `sha256`: of what has come. */
export const uploadStandingAnswer = uploadAnswer
  .extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
  .meta({ id: 'UploadStanding' });

export const completedAnswer = z.strictObject({ logIndex });

export const abandonedAnswer = z.strictObject({});

/** What is to be looked at, once, in a frame. */
export const previewAnswer = z.strictObject({ ticket: z.string(), kind: z.enum(['picture', 'text']) });
