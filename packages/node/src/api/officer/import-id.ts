// SPDX-License-Identifier: Apache-2.0
// How a caller names an import.
import { isQueryId } from '@iims/wire/identifiers';
import { z } from 'zod';

/** A UUIDv7, as the node gave it. */
export const importIdSchema = z.string().refine(isQueryId, { error: 'the id of an import' });
/** The input of what is done to one import. */
export const oneImportSchema = z.strictObject({ importId: importIdSchema });
