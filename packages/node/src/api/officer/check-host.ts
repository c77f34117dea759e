// SPDX-License-Identifier: Apache-2.0
// Against DNS rebinding and requests forged by other sites: only hosts of the configuration, and only their own pages.
import { IimsError } from '@iims/wire/errors';
import type { FastifyRequest } from 'fastify';

/** Throws `access.host` unless the request names a host of the configuration and comes from no other site's page. */
export function checkHost({ headers, url }: FastifyRequest, hosts: readonly string[]): void {
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) throw refused('host');
  if (origin !== undefined && !hosts.includes(hostOfOrigin(origin))) throw refused('origin');
  // A link on another site may lead to the start page, whose own requests then come from this site.
  const site = headers['sec-fetch-site'] ?? 'none';
  if (url.startsWith('/api/') && site !== 'same-origin' && site !== 'none') throw refused('sec-fetch-site');
}

function hostOfOrigin(origin: string): string {
  return ORIGIN.exec(origin)?.[1] ?? '';
}

function refused(field: string): IimsError {
  return new IimsError('access.host', {
    message: 'This node does not serve the host or page that the request names.',
    field,
    rule: 'one of the hosts of the configuration',
    fix: 'Use the address that your administrator gave you.',
  });
}

const ORIGIN = /^https?:\/\/([^/]*)$/;
