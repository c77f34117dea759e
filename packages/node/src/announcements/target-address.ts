// SPDX-License-Identifier: Apache-2.0
// Where a webhook may lead: to public addresses, and to a private one only where the administrator wrote the address itself
// (spec/announcements.md, 5). A name is judged by what it leads to at each connection, so that it cannot lead elsewhere the second time.
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { IimsError } from '@iims/wire/errors';
import { isPartnerAddress } from '../partner/address.ts';

/** Finds all addresses of a name, as `dns.lookup` with `all` does. */
export type LookupAll = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Refuses a host that is written as an address no webhook can have. Names are judged when they are resolved. @throws IimsError `webhook.address` */
export function checkTargetHost(host: string): void {
  if (isIP(host) !== 0 && !isPartnerAddress(host, { loopback: true })) throw refusedTarget();
}

/** For a connection: what it leads to is what was looked at. One address that is refused refuses the name. */
export function targetLookup(lookup: LookupAll = systemLookup): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...(options as LookupOptions), all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) return callback(error ?? refusedTarget(), '', 0);
      if (!addresses.every(({ address }) => isPublic(address))) return callback(refusedTarget(), '', 0);
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function isPublic(address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return isPartnerAddress(address, { loopback: false }) && !NOT_PUBLIC.check(address, family);
}

function refusedTarget(): IimsError {
  return new IimsError('webhook.address', {
    message: 'The address of a webhook is refused.',
    field: 'webhooks.targets',
    rule: 'a public address; a private one only where the URL and the hosts name the address itself',
    fix: 'Correct the name service, or write the address.',
  });
}

// Beside what no partner can have. BlockList applies the IPv4 rules to IPv4-mapped IPv6 addresses as well.
const NOT_PUBLIC = new BlockList();
NOT_PUBLIC.addSubnet('10.0.0.0', 8, 'ipv4');
NOT_PUBLIC.addSubnet('100.64.0.0', 10, 'ipv4'); // shared between a provider's customers
NOT_PUBLIC.addSubnet('172.16.0.0', 12, 'ipv4');
NOT_PUBLIC.addSubnet('192.0.0.0', 24, 'ipv4'); // protocol assignments
NOT_PUBLIC.addSubnet('192.168.0.0', 16, 'ipv4');
NOT_PUBLIC.addSubnet('198.18.0.0', 15, 'ipv4'); // benchmarks of networks
NOT_PUBLIC.addSubnet('fc00::', 7, 'ipv6'); // unique-local
NOT_PUBLIC.addSubnet('fec0::', 10, 'ipv6'); // site-local of former times
NOT_PUBLIC.addSubnet('64:ff9b::', 96, 'ipv6'); // IPv4 addresses behind a translator
NOT_PUBLIC.addSubnet('64:ff9b:1::', 48, 'ipv6');
NOT_PUBLIC.addSubnet('2002::', 16, 'ipv6'); // 6to4: an IPv4 address inside
