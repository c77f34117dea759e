// SPDX-License-Identifier: Apache-2.0
// Where the administrator's edge listens. The name of a Unix socket holds 107 bytes, a data directory may be deeper:
// it is reached through a descriptor of its folder, whose name under /proc is always short.
import { closeSync, constants, fstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import { ADMIN_FOLDER } from './data-directory.ts';

export interface AdminSocket {
  /** What to listen at or connect to while this is open. */
  readonly path: string;
  close(): void;
}

/**
 * The socket's place for the node itself, empty. Only the holder of the instance lock may call this: it removes what a crash left.
 * @throws IimsError `node.admin-exposed` where others could reach what will listen there
 */
export function makeAdminSocket(directory: string): AdminSocket {
  const folder = join(directory, ADMIN_FOLDER);
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const socket = openPrivately(folder);
  rmSync(socket.path, { force: true, recursive: true });
  return socket;
}

/** The socket's place for somebody who calls. Throws `ENOENT` when the node never ran. */
export function findAdminSocket(directory: string): AdminSocket {
  return openIn(join(directory, ADMIN_FOLDER));
}

/** Owner and mode are those of the folder that was opened, in which the socket then is, whatever its name leads to later. */
function openPrivately(folder: string): AdminSocket {
  let socket: AdminSocket & { readonly descriptor: number };
  try {
    socket = openIn(folder);
  } catch (cause) {
    throw exposed(cause);
  }
  const { mode, uid } = fstatSync(socket.descriptor);
  if ((mode & OTHERS_MODE) === 0 && uid === process.geteuid?.()) return socket;
  socket.close();
  throw exposed();
}

function openIn(folder: string): AdminSocket & { readonly descriptor: number } {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return { descriptor, path: `/proc/self/fd/${descriptor}/${SOCKET_FILE}`, close: () => closeSync(descriptor) };
}

function exposed(cause?: unknown): IimsError {
  return new IimsError('node.admin-exposed', {
    message: "Others than the user of this node can reach the administrator's edge.",
    field: ADMIN_FOLDER,
    rule: 'a folder and no link, owned by the user of the node, mode 0700',
    fix: 'Remove the folder; the node makes it again.',
    cause,
  });
}

const SOCKET_FILE = 'socket';
const FOLDER_MODE = 0o700;
const OTHERS_MODE = 0o077;
