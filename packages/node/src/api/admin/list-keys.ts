// SPDX-License-Identifier: Apache-2.0
// GET /keys: every key that is kept or listed, whether it is in use, until when, and what ends next.
import { z } from 'zod';
import { keysShown } from '../../trust/keys-shown.ts';
import { adminMethod } from './method.ts';

export const listKeys = adminMethod({
  verb: 'GET',
  path: '/keys',
  input: z.strictObject({}),
  run: ({ edge }) => keysShown(edge),
});
