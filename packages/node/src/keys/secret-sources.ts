// SPDX-License-Identifier: Apache-2.0
// Where the secret that unlocks the keys is read: a file, an open file descriptor, or a credential of the service manager. Never an
// argument and never the value of an environment variable, both of which other programs can see.
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import { PASSPHRASE_BYTES_MAX, type SecretSource } from './locks.ts';
import { locked } from './master-key.ts';
import { GROUP_AND_OTHERS_MODE, OTHERS_MODE, refuseExposed } from './secret-file-mode.ts';

/** A file that its owner alone can read, or a pipe. `field` is the name of the secret in faults. */
export function fileSource(field: string, path: string): SecretSource {
  return () => readSecret(field, path, GROUP_AND_OTHERS_MODE);
}

/** A descriptor that the starting program left open. */
export function descriptorSource(field: string, descriptor: number): SecretSource {
  return () => readSecret(field, `/dev/fd/${descriptor}`, GROUP_AND_OTHERS_MODE);
}

/** A credential of systemd: a file in the folder that the service manager names. Its access list shows as rights of the group. */
export function credentialSource(name: string): SecretSource {
  return async () => {
    const folder = process.env.CREDENTIALS_DIRECTORY;
    if (folder === undefined)
      throw locked('credential', 'a credential of the service manager (LoadCredentialEncrypted=)');
    return readSecret('credential', join(folder, name), OTHERS_MODE);
  };
}

async function readSecret(field: string, path: string, modeRefused: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((cause) => {
    throw unread(field, cause);
  });
  try {
    refuseExposed(field, await file.stat(), modeRefused);
    return await readBounded(field, file);
  } finally {
    await file.close();
  }
}

async function readBounded(field: string, file: FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(BYTES_MAX + 1);
  try {
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (length > BYTES_MAX) throw locked(field, `at most ${BYTES_MAX} bytes`);
      if (bytesRead === 0) return buffer.slice(0, length);
    }
  } finally {
    buffer.fill(0);
  }
}

/** With a line end. */
const BYTES_MAX = 2 * PASSPHRASE_BYTES_MAX;

/** No secret was tried, so nothing is said about the keys. */
function unread(field: string, cause: unknown): IimsError {
  return new IimsError('keys.locked', {
    message: `The file of the ${field} cannot be read.`,
    field,
    rule: 'a file that is there and that the node can read',
    fix: 'Check its path and its mode, then start again; nothing is lost.',
    cause,
  });
}
