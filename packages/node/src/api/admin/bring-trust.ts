// SPDX-License-Identifier: Apache-2.0
// POST /trust/bring: documents of the trust list that came by hand, weighed as those of any partner.
import { trustListVersion } from '@iims/crypto/trust-lookup';
import { fromBase64 } from '@iims/wire/bytes';
import { z } from 'zod';
import { ADMINISTRATOR, adminMethod } from './method.ts';

export const bringTrust = adminMethod({
  verb: 'POST',
  path: '/trust/bring',
  input: z.strictObject({ bundle: z.string() }),
  async run({ edge, input }) {
    const weighed = await edge.trust.bring(fromBase64(input.bundle), ADMINISTRATOR);
    return {
      documents: weighed.map((document) => ({ ...document, file: undefined })),
      trustListVersion: trustListVersion(edge.trust.current()),
    };
  },
});
