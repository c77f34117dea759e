// SPDX-License-Identifier: Apache-2.0
// Which addresses a partner can have. The trust list is signed, yet one State's document must not make this node
// connect to itself, to its neighbours on the link, or to a cloud's metadata service (spec/transport.md, 8).
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { IimsError } from '@iims/wire/errors';

export interface AddressRule {
  /** Whether partners may run on this machine, as those of a demonstration do. */
  readonly loopback: boolean;
}

/**
 * Refuses a host that is written as an address no partner can have, or that is neither an address nor a plain name: in a URL
 * `a@169.254.169.254`, `2130706433` and `0x7f.1` are addresses too. Names are judged when they are resolved. @throws IimsError `partner.address`
 */
export function checkPartnerHost(host: string, rule: AddressRule): void {
  if (isIP(host) === 0 ? PLAIN_NAME.test(host) : isPartnerAddress(host, rule)) return;
  throw refusedAddress();
}

/** Resolves a name for a connection and refuses it when any of its addresses is refused: the check is on what is connected to. */
export function partnerLookup(rule: AddressRule): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...(options as LookupOptions), all: true }, (error, addresses: LookupAddress[]) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) return callback(error ?? refusedAddress(), '', 0);
      if (!addresses.every(({ address }) => isPartnerAddress(address, rule))) return callback(refusedAddress(), '', 0);
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** The addresses of a host that a partner can have. @throws IimsError `partner.address`, `partner.unresolved` */
export function resolvePartner(host: string, rule: AddressRule): Promise<readonly string[]> {
  checkPartnerHost(host, rule);
  return new Promise((resolve, reject) => {
    partnerLookup(rule)(host, { all: true }, (fault, addresses) => {
      if (fault instanceof IimsError) reject(fault);
      else if (fault) reject(unresolved(fault));
      else resolve((addresses as LookupAddress[]).map(({ address }) => address));
    });
  });
}

export function isPartnerAddress(address: string, rule: AddressRule): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, family)) return false;
  return rule.loopback || !LOOPBACK.check(address, family);
}

function refusedAddress(): IimsError {
  return new IimsError('partner.address', {
    message: 'The address of a partner is refused.',
    field: 'nodes.endpoint.host',
    rule: 'a plain name, or an address that is not unspecified, loopback, link-local, multicast or broadcast',
    fix: "The State corrects its document; loopback is for federations whose id starts with 'demo-'.",
  });
}

function unresolved(cause: unknown): IimsError {
  return new IimsError('partner.unresolved', {
    message: "The host name in the partner's document leads to no address.",
    field: 'nodes.endpoint.host',
    cause,
  });
}

/** Labels of letters, digits and hyphens (RFC 1123); the last begins with a letter, since numbers are read as an IPv4 address. */
const PLAIN_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

// BlockList applies the IPv4 rules to IPv4-mapped IPv6 addresses as well.
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const NEVER = new BlockList();
NEVER.addSubnet('0.0.0.0', 8, 'ipv4');
NEVER.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local, with the metadata services of clouds
NEVER.addSubnet('224.0.0.0', 3, 'ipv4'); // multicast, reserved, broadcast
NEVER.addAddress('::', 'ipv6');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');
NEVER.addAddress('fd00:ec2::254', 'ipv6'); // the same metadata service over IPv6
