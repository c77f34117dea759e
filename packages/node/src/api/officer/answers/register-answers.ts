// SPDX-License-Identifier: Apache-2.0
// What the methods of registers, imports and connectors answer.
import { z } from 'zod';

/** An alert as its register holds it (spec/alert.md), or the id of one that cannot be read. */
export const alertLine = z.looseObject({ id: z.string(), damaged: z.literal(true).exactOptional() });
