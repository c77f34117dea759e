// SPDX-License-Identifier: Apache-2.0
// Puts together what tells programs of the own State that something has come.
import { join } from 'node:path';
import { RepeatedLook } from './alerts/repeated-look.ts';
import { postWebhook } from './announcements/post-webhook.ts';
import { readWebhookSecret, SECRET_FILE_BYTES_MAX } from './announcements/webhook-signature.ts';
import { Webhooks } from './announcements/webhooks.ts';
import { systemClock, systemRandom } from './clock.ts';
import { KEYS_FOLDER } from './data-directory.ts';
import { readPrivateFile } from './keys/private-files.ts';
import type { NodeParts } from './node-parts.ts';

/** They rest until `start`. */
export function openWebhooks({ directory, config, state, store }: NodeParts): Webhooks {
  const readSecret = async (name: string) =>
    readWebhookSecret(await readPrivateFile(join(directory, KEYS_FOLDER, `webhook-${name}`), SECRET_FILE_BYTES_MAX));
  const parts = { state, store, clock: systemClock, random: systemRandom, readSecret, post: postWebhook };
  return new Webhooks(parts, config.webhooks.targets);
}

/** Looks every second, until `stop`. */
export function startWebhooks({ lines }: Webhooks): { stop(): Promise<void> } {
  const looking = [...lines.values()].map((line) => new RepeatedLook((isStopped) => line.look(isStopped)));
  for (const one of looking) one.start();
  return {
    async stop() {
      await Promise.all(looking.map((one) => one.stop()));
    },
  };
}
