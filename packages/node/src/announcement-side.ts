// SPDX-License-Identifier: Apache-2.0
// Puts together what tells programs and mailboxes of the own State that something has come.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { RepeatedLook } from './alerts/repeated-look.ts';
import { MailLine, type MailParts } from './announcements/mail-line.ts';
import { postWebhook } from './announcements/post-webhook.ts';
import { submitMail } from './announcements/submit-mail.ts';
import { readWebhookSecret, SECRET_FILE_BYTES_MAX } from './announcements/webhook-signature.ts';
import { Webhooks } from './announcements/webhooks.ts';
import { systemClock, systemRandom } from './clock.ts';
import { KEYS_FOLDER } from './data-directory.ts';
import { readPrivateFile } from './keys/private-files.ts';
import type { NodeParts } from './node-parts.ts';
import type { Translating } from './translation/translate-message.ts';
import { translateTexts } from './translation/translate-texts.ts';

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

/** Undefined where no mailbox is configured. It rests until `startMail`. */
export function openMail({ directory, config, state, store }: NodeParts): MailLine | undefined {
  const { mail, exercise } = config;
  if (mail === undefined) return undefined;
  const { host, port, security, user, from } = mail;
  const clientName = from.slice(from.indexOf('@') + 1);
  const passwordFile = join(directory, KEYS_FOLDER, 'mail-password');
  const submit: MailParts['submit'] = async (text) => {
    const ca = mail.ca === undefined ? {} : { ca: await readAuthority(mail.ca) };
    const login = user === undefined ? {} : { login: { user, password: await readPassword(passwordFile) } };
    await submitMail({ host, port, security, clientName, ...ca, ...login }, text);
  };
  return new MailLine({ state, exercise, store, clock: systemClock, random: systemRandom, submit }, mail);
}

/** Looks every second, until `stop`. */
export function startMail(line: MailLine): { stop(): Promise<void> } {
  const looking = new RepeatedLook((isStopped) => line.look(isStopped));
  looking.start();
  return looking;
}

/** Undefined where no service is configured. */
export function openTranslation({ directory, config, state, store }: NodeParts): Translating | undefined {
  const { translation } = config;
  if (translation === undefined) return undefined;
  const tokenFile = join(directory, KEYS_FOLDER, 'translation-token');
  return {
    own: state,
    store,
    now: systemClock.now,
    service: translation,
    underWay: { count: 0 },
    async translate(texts, to) {
      const token = translation.token ? await readPassword(tokenFile) : undefined;
      const ca = translation.ca === undefined ? {} : { ca: await readFile(translation.ca, 'utf8') };
      return translateTexts(translation, { texts, to, token }, ca);
    },
  };
}

async function readPassword(path: string): Promise<string> {
  return fromUtf8(await readPrivateFile(path, PASSWORD_FILE_BYTES_MAX)).replace(/\r?\n$/, '');
}

async function readAuthority(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new IimsError('mail.tls', {
      message: 'The authorities of the relay cannot be read.',
      field: 'mail.ca',
      rule: 'a file of certificates in PEM that the node can read',
      fix: 'Correct the path or the mode.',
      cause,
    });
  }
}

const PASSWORD_FILE_BYTES_MAX = 1_024;
