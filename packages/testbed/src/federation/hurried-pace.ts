// SPDX-License-Identifier: Apache-2.0
import type { WitnessPace } from '@iims/node/audit/cosign-schedule';

/** A log is witnessed within a second or two, so that a scenario need not wait for minutes. */
export const HURRIED_PACE: WitnessPace = {
  settleMs: 100,
  roundEveryMs: 1_000,
  quietRoundEveryMs: 3_600_000,
  againFirstMs: 250,
  againMaxMs: 1_000,
  gossipEveryMs: 2_000,
};
