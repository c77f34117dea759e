// SPDX-License-Identifier: Apache-2.0
// Which connector a method is about.
import { z } from 'zod';

export const connectorNameSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'small letters, digits and hyphens; at most 40' }),
});
