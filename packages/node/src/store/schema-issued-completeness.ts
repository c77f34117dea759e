// SPDX-License-Identifier: Apache-2.0
// The step of the schema by which a positive register says for how long it is complete.

import type { Words } from './schema.ts';

/** 48 hours, as `COMPLETE_MS` of this release; what was loaded before has it too. */
export function completenessEnds({ whole }: Words): string[] {
  return [`alter table positive_register add column complete_ms ${whole} not null default 172800000`];
}
