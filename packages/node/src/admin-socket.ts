// SPDX-License-Identifier: Apache-2.0
// Where the administrator's edge listens. The name of a Unix socket holds 107 bytes, a data directory may be deeper:
// it is reached through a descriptor of its folder, whose name under /proc is always short.
import { closeSync, constants, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_FOLDER } from './data-directory.ts';

export interface AdminSocket {
  /** What to listen at or connect to while this is open. */
  readonly path: string;
  close(): void;
}

/** The socket's place for the node itself, empty. Only the holder of the instance lock may call this: it removes what a crash left. */
export function makeAdminSocket(directory: string): AdminSocket {
  const folder = join(directory, ADMIN_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(join(folder, SOCKET_FILE), { force: true });
  return openIn(folder);
}

/** The socket's place for somebody who calls. Throws `ENOENT` when the node never ran. */
export function findAdminSocket(directory: string): AdminSocket {
  return openIn(join(directory, ADMIN_FOLDER));
}

function openIn(folder: string): AdminSocket {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${descriptor}/${SOCKET_FILE}`, close: () => closeSync(descriptor) };
}

const SOCKET_FILE = 'socket';
