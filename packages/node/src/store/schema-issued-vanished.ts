// SPDX-License-Identifier: Apache-2.0
// The step of the schema that keeps what stood in a positive register, is not in its list any more, and was looked at by nobody.

import type { Words } from './schema.ts';

export function issuedVanished({ whole, keyedTable }: Words): string[] {
  return [
    `create table issued_vanished (
       token text not null, register_id text not null, since ${whole} not null,
       primary key (token, register_id)) ${keyedTable}`,
  ];
}
