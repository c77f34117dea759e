// SPDX-License-Identifier: Apache-2.0
// The step of the schema from which on keys of one number lie together. Their tokens can only be made from the opened alerts, which the node
// does piece by piece while it answers (`registers/make-keys-anew.ts`).

import type { Words } from './schema.ts';

/**
 * The table has another name: a process of an earlier release that still runs must fail at it, and not miss what it does not look for.
 * An import whose file was read before is read again, since it sorted its keys by what their tokens were then; one that is being applied
 * goes on as it was begun.
 */
export function nearKeys({ whole }: Words): string[] {
  return [
    'alter table alert_key rename to alert_near_key',
    "alter table register_generation add column key_form text not null default 'near'",
    `alter table register_generation add column keys_anew ${whole} not null default 0`,
    "update register_generation set key_form = 'plain' where holds = 'alerts' and standing <> 'gone'",
    // Every look-up asks for them, and of contents that are gone there may be a hundred thousand.
    "create index register_generation_plain on register_generation (generation) where key_form <> 'near'",
    "update register_import set standing = 'quarantined' where standing = 'previewed'",
  ];
}
