// SPDX-License-Identifier: Apache-2.0
// The secret of a source, read at each use from a file or a credential of the service manager, and the authority that its TLS is verified against.
import { open } from 'node:fs/promises';
import { fromUtf8 } from '@iims/wire/bytes';
import { credentialSource, fileSource } from '../../keys/secret-sources.ts';
import { invalid, type SecretPlace } from './connector-file.ts';

/** Without one line end at its end. Throws `keys.locked`, `keys.exposed`, `connector.invalid`. */
export async function readSecret(field: string, place: SecretPlace): Promise<string> {
  const source = 'file' in place ? fileSource(field, place.file) : credentialSource(place.credential);
  const bytes = await source();
  try {
    return fromUtf8(bytes).replace(/\r?\n$/, '');
  } catch {
    throw invalid(field, 'text in UTF-8');
  } finally {
    bytes.fill(0);
  }
}

/** Certificates in PEM. Throws `connector.invalid`. */
export async function readAuthority(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => {
    throw invalid('source.ca', 'a file that the node can read');
  });
  try {
    const { size } = await file.stat();
    if (size > AUTHORITY_BYTES_MAX) throw invalid('source.ca', `at most ${AUTHORITY_BYTES_MAX} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

const AUTHORITY_BYTES_MAX = 262_144;
