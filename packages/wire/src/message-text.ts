// SPDX-License-Identifier: Apache-2.0
// Text of several lines that one State's officer writes and another's reads: it is shown as text and as nothing else.
import { z } from 'zod';

/**
 * Text with line feeds and tabs. No other control characters, no carriage returns, no lone surrogates, and none of the
 * characters that turn the direction of what follows, so that what is read is what was signed.
 */
export const textSchema = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .refine((text) => !UNSHOWABLE.test(text) && text.trim() !== '', {
      error: 'text without control characters but line feeds and tabs',
    });

const UNSHOWABLE = /[^\P{Cc}\n\t]|[\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
