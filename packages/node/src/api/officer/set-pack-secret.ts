// SPDX-License-Identifier: Apache-2.0
// POST /api/packs/secret: the key that an officer's secret makes, for packs to be sealed to. The secret itself stays with the officer.
import { kemPublicKeyFromRaw } from '@iims/crypto/keys';
import { fromBase64 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import { OFFICER_SALT_BYTES } from '../../packs/officer-key.ts';
import { method } from './method.ts';

export const setPackSecret = method({
  verb: 'POST',
  path: '/api/packs/secret',
  permission: 'pack.set-own-secret',
  input: z.strictObject({ publicKey: z.string().max(2_048), salt: z.string().max(64) }),
  answer: async () => (await import('./answers/alert-answers.ts')).packSecretAnswer,
  async run({ edge, session, input }) {
    const { user } = session.officer;
    const { publicKey } = readKey(input.publicKey);
    const salt = fromBase64(input.salt);
    if (salt.length !== OFFICER_SALT_BYTES) throw badKey('salt', `${OFFICER_SALT_BYTES} bytes`);
    await edge.store.write(
      { event: 'pack.secret-set', body: { user } },
      { name: 'set-pack-secret', args: { user, salt, publicKey } },
    );
    return { user };
  },
});

function readKey(base64: string) {
  const bytes = fromBase64(base64);
  try {
    return kemPublicKeyFromRaw(bytes);
  } catch (fault) {
    if (fault instanceof IimsError) throw badKey('publicKey', 'an X-Wing key');
    throw fault;
  }
}

function badKey(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', { message: 'The key of the secret is malformed.', field, rule });
}
