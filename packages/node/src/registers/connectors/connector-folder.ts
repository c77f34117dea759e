// SPDX-License-Identifier: Apache-2.0
// The files of a node's connectors, read again whenever they are asked for.
import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import { CONNECTOR_FILE_BYTES_MAX, type ConnectorPlan, invalid, parseConnectorFile } from './connector-file.ts';

/** Names of the connectors that have a file, in alphabetical order; at most CONNECTORS_MAX. */
export async function listConnectorNames(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return [];
    throw fault;
  });
  const names = files.flatMap((file) => CONNECTOR_FILE.exec(file)?.[1] ?? []);
  return names.sort().slice(0, CONNECTORS_MAX);
}

/** @throws IimsError `connector.unknown`, `connector.exposed`, `connector.invalid`, `import.mapping` */
export async function readConnector(folder: string, name: string): Promise<ConnectorPlan> {
  if (!CONNECTOR_FILE.test(`${name}.json`)) throw unknownConnector();
  // A link could lead to a file that others write.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  const file = await open(join(folder, `${name}.json`), flags).catch(() => {
    throw unknownConnector();
  });
  try {
    return parseConnectorFile(name, await readOwnFile(file));
  } finally {
    await file.close();
  }
}

async function readOwnFile(file: FileHandle): Promise<Uint8Array> {
  const status = await file.stat();
  if ((status.mode & OTHERS_WRITE_MODE) !== 0) {
    throw new IimsError('connector.exposed', {
      message: 'Others than its owner can write to the file of the connector.',
      rule: 'mode 0600 or 0644',
      fix: 'Correct the mode, and check that the file says what it should.',
    });
  }
  if (!status.isFile() || status.size > CONNECTOR_FILE_BYTES_MAX) {
    throw invalid('file', `a file of at most ${CONNECTOR_FILE_BYTES_MAX} bytes`);
  }
  return file.readFile();
}

export function unknownConnector(): IimsError {
  return new IimsError('connector.unknown', {
    message: 'The node has no connector of this name.',
    field: 'name',
    fix: 'Put its file into the folder connectors of the data directory.',
  });
}

const CONNECTOR_FILE = /^([a-z0-9][a-z0-9-]{0,39})\.json$/;
const OTHERS_WRITE_MODE = 0o022;
const CONNECTORS_MAX = 32;
