// SPDX-License-Identifier: Apache-2.0
// The built console as static files: nothing outside its folder, nothing hidden, and only names with a content hash are kept.
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Serves the folder at `/`. */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const assets = join(folder, 'assets/');
  await app.register(staticFiles, {
    root: folder,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', path.startsWith(assets) ? KEPT_FOR_EVER : 'no-cache');
    },
  });
}

const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';
