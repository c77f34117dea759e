// SPDX-License-Identifier: Apache-2.0
// GET /trust: every document that the node holds, as one bundle.
import { toBase64 } from '@iims/wire/bytes';
import { z } from 'zod';
import { bundleOfList } from '../../trust/bundle-of-list.ts';
import { adminMethod } from './method.ts';

export const readTrust = adminMethod({
  verb: 'GET',
  path: '/trust',
  input: z.strictObject({}),
  run: async ({ edge }) => ({ bundle: toBase64(bundleOfList(edge.trust.current())) }),
});
