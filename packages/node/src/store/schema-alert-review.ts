// SPDX-License-Identifier: Apache-2.0
// The step of the schema that lets the node find alerts by their day of review, and tells registers that people keep from those of a source.

import { parseAlert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { ALERT_BODY, alertRow } from './alerts.ts';
import type { AtRestKeys } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import type { Words } from './schema.ts';
import { eachPage, statementsOf } from './schema-at-rest.ts';
import type { Statements } from './sql.ts';

/** The day of an alert that cannot be read stays empty: it counts as due, since nobody knows. */
export function alertReviewStep({ dialect }: Words, root: AtRestKeys): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = statementsOf(db, dialect);
      await statements.run("alter table alert add column review_on text not null default ''");
      await fillReviewDays(statements, new DataKeys(root));
      await statements.run('create index alert_review on alert (generation, review_on, alert_no)');
      await statements.run("alter table register add column kept_by text not null default 'source'");
    },
  };
}

async function fillReviewDays(statements: Statements, keys: DataKeys): Promise<void> {
  await eachPage(statements, { from: 'alert', order: 'alert_no' }, async (rows) => {
    for (const { alert_no, alert_id, register_id, body } of rows) {
      const row = alertRow(register_id as string, alert_id as string);
      const unsealed = await keys.unseal(statements, ALERT_BODY, row, body as Uint8Array);
      const reviewOn = unsealed.kind === 'open' ? reviewDayOf(unsealed.content) : undefined;
      if (reviewOn === undefined) continue;
      await statements.run('update alert set review_on = ? where alert_no = ?', [reviewOn, alert_no!]);
    }
  });
}

/** One alert that is not what it should be keeps no node from its next release. */
function reviewDayOf(content: Uint8Array): string | undefined {
  try {
    return parseAlert(decodeCbor(content)).reviewOn;
  } catch {
    return undefined;
  }
}
