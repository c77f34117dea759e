// SPDX-License-Identifier: Apache-2.0
// The step of the schema that remembers how each connector stands.

import type { Words } from './schema.ts';

export function connectors({ whole, bytes, table }: Words): string[] {
  return [
    `create table connector (
       name text primary key, register_id text not null, standing text not null, changed_at ${whole} not null,
       about ${bytes} not null) ${table}`,
  ];
}
