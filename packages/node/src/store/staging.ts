// SPDX-License-Identifier: Apache-2.0
// The closed list of what may be written without an entry of its own: rows of a generation that no register shows, and what follows from
// entries that are durable, keys of alerts in a form that is asked for beside the one that they have, and pieces of files that are part of no case. Nobody can read the first; the acts that begin and show the
// generation, or import the file, have their entries, with the count and the digest of what was staged. The second could be made again from the log.

import { dropGeneration } from './staging/drop-generation.ts';
import { dropMailPieces } from './staging/drop-mail-pieces.ts';
import { dropPlainKeys } from './staging/drop-plain-keys.ts';
import { forgetCheckpoints } from './staging/forget-checkpoints.ts';
import { forgetMessages } from './staging/forget-messages.ts';
import { forgetShown } from './staging/forget-shown.ts';
import { indexMessages } from './staging/index-messages.ts';
import { makeKeysAnew } from './staging/make-keys-anew.ts';
import { noteNotice } from './staging/note-notice.ts';
import { noteShown } from './staging/note-shown.ts';
import { passCrossChecks } from './staging/pass-cross-checks.ts';
import { planNotice } from './staging/plan-notice.ts';
import { scanTold } from './staging/scan-told.ts';
import { stageAlerts } from './staging/stage-alerts.ts';
import { stageIssued } from './staging/stage-issued.ts';
import { stageIssuedKeys } from './staging/stage-issued-keys.ts';
import { stageKeys } from './staging/stage-keys.ts';
import { stageMailPiece } from './staging/stage-mail-piece.ts';

export const STAGINGS = {
  'drop-generation': dropGeneration,
  'drop-mail-pieces': dropMailPieces,
  'drop-plain-keys': dropPlainKeys,
  'forget-checkpoints': forgetCheckpoints,
  'forget-messages': forgetMessages,
  'forget-shown': forgetShown,
  'index-messages': indexMessages,
  'make-keys-anew': makeKeysAnew,
  'note-notice': noteNotice,
  'note-shown': noteShown,
  'pass-cross-checks': passCrossChecks,
  'plan-notice': planNotice,
  'scan-told': scanTold,
  'stage-alerts': stageAlerts,
  'stage-issued': stageIssued,
  'stage-issued-keys': stageIssuedKeys,
  'stage-keys': stageKeys,
  'stage-mail-piece': stageMailPiece,
};

export type Stagings = typeof STAGINGS;
