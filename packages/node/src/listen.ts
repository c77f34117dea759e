// SPDX-License-Identifier: Apache-2.0
// Lets an edge listen, and says in the catalogue's words when something else does.
import { IimsError } from '@iims/wire/errors';

/** @throws IimsError `node.address-in-use` */
export async function listen(
  app: { listen(address: { host: string; port: number }): Promise<string> },
  address: { host: string; port: number },
): Promise<void> {
  try {
    await app.listen(address);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'EADDRINUSE') throw cause;
    throw new IimsError('node.address-in-use', {
      message: `Something else listens at ${address.host}:${address.port}.`,
      field: 'port',
      rule: `${address.host}:${address.port} is free`,
      fix: 'Stop the other program, or choose other ports.',
      cause,
    });
  }
}
