// SPDX-License-Identifier: Apache-2.0
// The closed list of what may be written without an entry of its own: rows of a generation that no register shows, and what follows from
// entries that are durable. Nobody can read the first; the acts that begin and show the generation have their entries, with the count and
// the digest of what was staged. The second could be made again from the log.

import { dropGeneration } from './staging/drop-generation.ts';
import { forgetMessages } from './staging/forget-messages.ts';
import { forgetShown } from './staging/forget-shown.ts';
import { indexMessages } from './staging/index-messages.ts';
import { noteNotice } from './staging/note-notice.ts';
import { noteShown } from './staging/note-shown.ts';
import { passCrossChecks } from './staging/pass-cross-checks.ts';
import { planNotice } from './staging/plan-notice.ts';
import { scanTold } from './staging/scan-told.ts';
import { stageAlerts } from './staging/stage-alerts.ts';
import { stageKeys } from './staging/stage-keys.ts';

export const STAGINGS = {
  'drop-generation': dropGeneration,
  'forget-messages': forgetMessages,
  'forget-shown': forgetShown,
  'index-messages': indexMessages,
  'note-notice': noteNotice,
  'note-shown': noteShown,
  'pass-cross-checks': passCrossChecks,
  'plan-notice': planNotice,
  'scan-told': scanTold,
  'stage-alerts': stageAlerts,
  'stage-keys': stageKeys,
};

export type Stagings = typeof STAGINGS;
