// SPDX-License-Identifier: Apache-2.0
// A text signed and encrypted as an OpenPGP mail carries it, and opened and verified: by gpg and by OpenPGP.js; for messages-beside-mail.ts.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import * as openpgp from 'openpgp';

const USER = 'desk@asking.test';
const KEY = `%no-protection\nKey-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\nSubkey-Curve: cv25519\nName-Email: ${USER}\nExpire-Date: 0\n%commit\n`;
const ARMOUR = /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/;

export interface MailSeal {
  readonly name: string;
  /** Whether each call is a process of its own. */
  readonly processes: boolean;
  /** @returns the armoured message, the body of a mail */
  seal(text: string): Promise<string>;
  /** @throws Error where the mail does not open or its signature does not verify */
  open(mail: string): Promise<string>;
  close(): void;
}

export async function openpgpSeal(): Promise<MailSeal> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'curve25519',
    userIDs: [{ email: USER }],
    format: 'object',
  });
  return {
    name: 'OpenPGP.js',
    processes: false,
    seal: async (text) =>
      openpgp.encrypt({
        message: await openpgp.createMessage({ text }),
        encryptionKeys: publicKey,
        signingKeys: privateKey,
      }),
    open: async (mail) => {
      const { data, signatures } = await openpgp.decrypt({
        message: await openpgp.readMessage({ armoredMessage: armourIn(mail) }),
        decryptionKeys: privateKey,
        verificationKeys: publicKey,
        expectSigned: true,
      });
      await signatures[0]!.verified;
      return data;
    },
    close: () => undefined,
  };
}

/** @returns undefined where gpg is not installed */
export function gpgSeal(): MailSeal | undefined {
  if (spawnSync('gpg', ['--version']).status !== 0) return undefined;
  // Short enough for the agent's socket in it.
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  chmodSync(home, 0o700);
  const shared = ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always'];
  const made = spawnSync('gpg', [...shared, '--generate-key'], { input: KEY });
  if (made.status !== 0) throw new Error(`gpg makes no key: ${made.stderr}`);
  const gpg = async (words: readonly string[], input: string): Promise<string> => {
    const child = spawn('gpg', [...shared, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [output, complaint, status] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
    if (status !== 0) throw new Error(`gpg ${words.join(' ')}: ${complaint}`);
    return output;
  };
  return {
    name: 'gpg',
    processes: true,
    seal: (text) => gpg(['--armor', '--sign', '--encrypt', '--local-user', USER, '--recipient', USER], text),
    open: (mail) => gpg(['--decrypt'], armourIn(mail)),
    close: () => {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function armourIn(mail: string): string {
  return ARMOUR.exec(mail)?.[0] ?? '';
}
