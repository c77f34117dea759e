// SPDX-License-Identifier: Apache-2.0
// What the methods of notices take in common.
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { NOTICE_NUMBER, NOTICE_REFUSAL_GROUNDS } from '@iims/wire/notice-codes';
import { z } from 'zod';

export const noticeNumber = z.string().regex(NOTICE_NUMBER);
/** Of a refusal, by a reviewer or by a State. */
export const refusalGround = z.enum(NOTICE_REFUSAL_GROUNDS);
/** In words. */
export const explanation = textSchema(SHORT_TEXT_CHARACTERS_MAX);
