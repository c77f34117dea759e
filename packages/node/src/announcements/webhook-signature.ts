// SPDX-License-Identifier: Apache-2.0
// The signature of a webhook by the scheme of Standard Webhooks (spec/announcements.md, 2 and 3).
import { createHmac } from 'node:crypto';
import { fromBase64, fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

export interface SignedCall {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of a call. */
export function signedHeaders(secret: Uint8Array, { id, timestamp, body }: SignedCall): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

/** The key in a file of a secret: one line, `whsec_` and base64. @throws IimsError `webhook.secret` */
export function readWebhookSecret(file: Uint8Array): Uint8Array {
  try {
    const [, base64] = /^whsec_(\S+)\r?\n?$/.exec(fromUtf8(file)) ?? [];
    const secret = fromBase64(base64 ?? '');
    if (secret.length >= SECRET_BYTES_MIN && secret.length <= SECRET_BYTES_MAX) return secret;
  } catch {
    // Whatever it is, nothing of it is told.
  }
  throw new IimsError('webhook.secret', {
    message: 'The secret of a webhook cannot be used.',
    field: 'webhooks.targets',
    rule: `whsec_ and the base64 of ${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes, on one line`,
    fix: 'Make another, and give it to the receiver too.',
  });
}

/** A file of the longest secret, and its line end. */
export const SECRET_FILE_BYTES_MAX = 128;
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
