// SPDX-License-Identifier: Apache-2.0
// Every reader of bytes from outside that is fuzzed.
import { LIST_TARGETS } from './list-targets.ts';
import { LOG_TARGETS } from './log-targets.ts';
import { PAPER_TARGETS } from './paper-targets.ts';
import { SEALED_TARGETS } from './sealed-targets.ts';
import type { FuzzTarget } from './target.ts';
import { TRUST_TARGETS } from './trust-targets.ts';
import { WIRE_TARGETS } from './wire-targets.ts';

export const TARGETS: readonly FuzzTarget[] = [
  ...WIRE_TARGETS,
  ...SEALED_TARGETS,
  ...TRUST_TARGETS,
  ...LOG_TARGETS,
  ...PAPER_TARGETS,
  ...LIST_TARGETS,
];
