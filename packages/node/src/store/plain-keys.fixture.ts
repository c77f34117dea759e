// SPDX-License-Identifier: Apache-2.0
// Registers as a release left them before keys of one number lay together.

import type { AlertToLoad } from './alert-to-load.ts';
import { nearTokens } from './key-tokens.ts';
import type { Reader } from './sql.ts';

/** What to execute: the index rows of these alerts as they were then, and the generations of these registers in that form. */
export function plainKeys(
  reader: Pick<Reader, 'tokenOf'>,
  alerts: readonly AlertToLoad[],
  registers: readonly string[],
): string {
  const near = nearTokens(reader);
  const keys = new Set(alerts.flatMap((alert) => alert.keys.map(({ key }) => key)));
  return [
    'begin',
    ...[...keys].map(
      (key) => `update alert_near_key set token = '${reader.tokenOf(key)}' where token = '${near(key)}'`,
    ),
    `update register_generation set key_form = 'plain', keys_anew = 0
      where standing <> 'gone' and register_id in (${registers.map((id) => `'${id}'`).join(', ')})`,
    'commit;',
  ].join(';\n');
}

/** What the step of the schema made, undone on SQLite. */
export const EARLIER_SHAPE: readonly string[] = [
  'alter table alert_near_key rename to alert_key',
  'drop index register_generation_plain',
  'alter table register_generation drop column key_form',
  'alter table register_generation drop column keys_anew',
  "delete from kysely_migration where name = '0070-near-keys'",
];
