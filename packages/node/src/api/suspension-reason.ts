// SPDX-License-Identifier: Apache-2.0
// Why a partner is suspended, as an administrator words it on either edge. It is shown to others as it is, on screens and terminals.
import { lineSchema } from '@iims/wire/query';
import { z } from 'zod';

export const SUSPENSION_REASON_CHARACTERS_MAX = 200;

const line = lineSchema(SUSPENSION_REASON_CHARACTERS_MAX);

export const suspensionReason = z
  .string()
  .trim()
  .refine((text) => line.safeParse(text).success, {
    error: `1 to ${SUSPENSION_REASON_CHARACTERS_MAX} characters on one line, without control characters and marks that turn the direction of text`,
  });
