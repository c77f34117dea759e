// SPDX-License-Identifier: Apache-2.0
// The step of the schema that keeps which alerts of partners the own State will not execute.

import type { Words } from './schema.ts';

export function notExecuted({ whole, bytes, table }: Words): string[] {
  return [
    `create table not_executed (
       state text not null, register_id text not null, alert_id text not null, decided_at ${whole} not null,
       content ${bytes} not null, primary key (state, register_id, alert_id)) ${table}`,
  ];
}
