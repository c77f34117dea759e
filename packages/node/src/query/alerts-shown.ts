// SPDX-License-Identifier: Apache-2.0
// What an entry says of the alerts that an answer shows: by register and id, never whom or what they are about. From it the node knows
// later who must hear that an alert has ended (spec/alert-deletion.md, 1).
import type { Answer } from '@iims/wire/query';

export interface ShownAlert {
  readonly register: string;
  readonly alert: string;
}

export function alertsShown({ hits }: Pick<Answer, 'hits'>): readonly ShownAlert[] {
  return hits.map(({ register, alertId }) => ({ register, alert: alertId }));
}
