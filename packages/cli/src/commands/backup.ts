// SPDX-License-Identifier: Apache-2.0
// `iims backup`, `iims backup key` and `iims restore`: a node in one file that opens with a key kept elsewhere.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type KemPrivateKey,
  type KemPublicKey,
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  SEED_BYTES,
} from '@iims/crypto/keys';
import { systemRandom } from '@iims/node/clock';
import { openNodeStore } from '@iims/node/open-node-store';
import { makeBackup } from '@iims/node/operations/backup';
import { restoreBackup } from '@iims/node/operations/restore';
import { fromBase64, toBase64, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption, readOptionFile, readSecretFile } from '../option-values.ts';
import { print, say, utf8Text } from '../terminal.ts';

export interface BackupOptions {
  readonly dir: string;
  readonly to: string;
  readonly recoveryKey: string;
  readonly withKeys?: boolean;
  readonly json: boolean;
}

export async function backup({
  dir,
  to,
  recoveryKey: keyFile,
  withKeys = false,
  json,
}: BackupOptions): Promise<ExitStatus> {
  const recoveryKey = readRecoveryKey(keyFile);
  const directory = resolve(dir);
  const store = await openNodeStore(directory);
  try {
    const made = await makeBackup({
      directory,
      store,
      target: resolve(to),
      recoveryKey,
      withKeys,
      random: systemRandom,
    });
    if (json) print(JSON.stringify({ ...made, recoveryKey: toHex(recoveryKey.keyId), withKeys }));
    else {
      say(
        `The backup holds ${made.files} files; it opens with the seed of the recovery key ${toHex(recoveryKey.keyId)}.`,
      );
      if (withKeys) say('The keys of the node are in it: whoever opens it can speak for the State.');
    }
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

export interface MakeRecoveryKeyOptions {
  readonly seedFile: string;
  readonly publicFile: string;
  readonly json: boolean;
}

export async function makeRecoveryKey({ seedFile, publicFile, json }: MakeRecoveryKeyOptions): Promise<ExitStatus> {
  const seed = systemRandom(SEED_BYTES);
  const { keyId, publicKey } = kemPrivateKeyFromSeed(seed);
  writeNewFile('seed-file', seedFile, `${SEED_LABEL}${toBase64(seed)}\n`);
  seed.fill(0);
  writeNewFile('public-file', publicFile, `${PUBLIC_LABEL}${toBase64(publicKey)}\n`);
  if (json) print(JSON.stringify({ recoveryKey: toHex(keyId) }));
  else say(`The recovery key ${toHex(keyId)} is made. Keep the seed off the node: it opens every backup.`);
  return EXIT.ok;
}

export interface RestoreOptions {
  readonly from: string;
  readonly recoverySeedFile: string;
  readonly dir: string;
  readonly json: boolean;
}

export async function restore({ from, recoverySeedFile, dir, json }: RestoreOptions): Promise<ExitStatus> {
  const recoveryKey = readRecoverySeed(recoverySeedFile);
  try {
    const { files, withKeys } = await restoreBackup({ from: resolve(from), recoveryKey, directory: resolve(dir) });
    if (json) print(JSON.stringify({ files, withKeys }));
    else {
      say(`The node is restored: ${files} files.`);
      if (!withKeys) say('Put its folder of keys into the directory; without them nothing opens.');
      say(
        'It is as old as its backup, and meets its witnesses before it answers: where they hold more, it does not go on (docs/protection.md, 5).',
      );
    }
    return EXIT.ok;
  } finally {
    recoveryKey.destroy();
  }
}

function readRecoveryKey(path: string): KemPublicKey {
  const bytes = readLabelled('recovery-key', readOptionFile('recovery-key', path, KEY_FILE_BYTES_MAX), PUBLIC_LABEL);
  try {
    return kemPublicKeyFromRaw(bytes);
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw badOption('recovery-key', 'the public file that `iims backup key` made');
  }
}

function readRecoverySeed(path: string): KemPrivateKey {
  const option = 'recovery-seed-file';
  const seed = readLabelled(option, readSecretFile(option, path, KEY_FILE_BYTES_MAX), SEED_LABEL);
  if (seed.length !== SEED_BYTES) throw badOption(option, 'the seed file that `iims backup key` made');
  const key = kemPrivateKeyFromSeed(seed);
  seed.fill(0);
  return key;
}

function readLabelled(option: string, file: Uint8Array, label: string): Uint8Array {
  const text = utf8Text(option, file).trimEnd();
  try {
    if (text.startsWith(label)) return fromBase64(text.slice(label.length));
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
  }
  throw badOption(option, `a file that begins with \`${label.trimEnd()}\`, as \`iims backup key\` makes it`);
}

function writeNewFile(option: string, path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch {
    throw badOption(option, 'a file that does not exist yet, in a folder that you may write to');
  }
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}

const SEED_LABEL = 'iims-recovery-seed/1 ';
const PUBLIC_LABEL = 'iims-recovery-key/1 ';
const KEY_FILE_BYTES_MAX = 4_096;
