// SPDX-License-Identifier: Apache-2.0
// The step of the schema that knows which queries met covert alerts.

import type { Words } from './schema.ts';

export function metCovert({ whole, bytes, table }: Words): string[] {
  return [`create table met_covert (page_no ${whole} primary key, content ${bytes} not null) ${table}`];
}
