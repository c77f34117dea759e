// SPDX-License-Identifier: Apache-2.0
// The closed list of what may be written without an entry of its own: rows of a generation that no register shows. Nobody can read
// them; the acts that begin and show the generation have their entries, with the count and the digest of what was staged.

import { dropGeneration } from './staging/drop-generation.ts';
import { stageAlerts } from './staging/stage-alerts.ts';
import { stageKeys } from './staging/stage-keys.ts';

export const STAGINGS = {
  'drop-generation': dropGeneration,
  'stage-alerts': stageAlerts,
  'stage-keys': stageKeys,
};

export type Stagings = typeof STAGINGS;
