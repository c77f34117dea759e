// SPDX-License-Identifier: Apache-2.0
// Groups among the addresses of a message, put into their members one by one at the moment of sending (spec/directory.md, 10 to 12).
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { ADDRESSES_MAX, type Address } from '@iims/wire/message';
import type { GroupConfig } from '../config.ts';

/** An address, or the name of a group. */
export type Addressee = Address | { readonly group: string };

export interface KnownGroups {
  readonly own: StateCode;
  /** Every other member State of the trust list. */
  readonly partners: readonly StateCode[];
  readonly groups: GroupConfig;
}

/** The group of all member States. */
export const ALL = 'all';

/**
 * Each address once, in the order in which it is named first. The own State is left out of groups; named by itself it stays, for the
 * sending to refuse.
 * @throws IimsError `message.group`, `message.no-recipient`, `input.invalid` (too many)
 */
export function addressesFor(known: KnownGroups, named: readonly Addressee[]): Address[] {
  const all = named.flatMap((one) => ('group' in one ? membersOf(known, one.group) : [one]));
  const addresses = [...new Map(all.map((address) => [keyOf(address), address])).values()];
  if (addresses.length === 0) {
    throw new IimsError('message.no-recipient', {
      message: 'Nobody is left to whom the message could go.',
      field: 'to',
      rule: 'a group without members is nobody',
      fix: 'Name a State, or have the group filled in node.json.',
    });
  }
  if (addresses.length <= ADDRESSES_MAX) return addresses;
  throw new IimsError('input.invalid', {
    message: 'The groups have too many members for one message.',
    field: 'to',
    rule: `at most ${ADDRESSES_MAX} addresses`,
    fix: 'Send several messages.',
  });
}

function membersOf({ own, partners, groups }: KnownGroups, name: string): readonly Address[] {
  if (name === ALL) return partners.map((state) => ({ state }));
  const members = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (members !== undefined) return members.filter(({ state }) => state !== own);
  throw new IimsError('message.group', {
    message: 'No group of this name is kept here.',
    field: 'to',
    rule: [ALL, ...Object.keys(groups)].join(', '),
    fix: 'Name one of these, or have it added to node.json.',
  });
}

function keyOf({ state, authority, desk }: Address): string {
  return [state, authority, desk].join('\n');
}
