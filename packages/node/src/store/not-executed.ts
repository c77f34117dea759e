// SPDX-License-Identifier: Apache-2.0
// Alerts of partners whose action the own State will not execute (spec/alert.md, 17).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

/** An alert of a partner: an id is unique in its register only. */
export interface PartnersAlert {
  readonly state: string;
  readonly register: string;
  readonly alertId: string;
}

export interface NotExecuted extends PartnersAlert, Decision {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
}

/** What was decided; it lies sealed. */
export interface Decision {
  /** The action that the owner asks for. */
  readonly action: string;
  /** In words. */
  readonly ground: string;
  readonly by: string;
}

export const NOT_EXECUTED_CONTENT = sealedColumn('alert', 'not_executed', 'content');

export function notExecutedRow({ state, register, alertId }: PartnersAlert): RowKey {
  return utf8(`${state}\n${register}\n${alertId}`);
}

/** The latest first; at most NOT_EXECUTED_MAX. Of one that cannot be read the decision holds, and what it says is empty. */
export async function listNotExecuted(reader: Reader): Promise<NotExecuted[]> {
  const rows = await reader.all<PartnersAlert & { decidedAt: number; content: Uint8Array }>(
    `select state, register_id as register, alert_id as "alertId", decided_at as "decidedAt", content
       from not_executed order by decided_at desc, state, register_id, alert_id`,
  );
  return Promise.all(
    rows.map(async ({ content, ...row }) => {
      const unsealed = await reader.unseal(NOT_EXECUTED_CONTENT, notExecutedRow(row), content);
      return { ...row, ...(unsealed.kind === 'open' ? (decodeCbor(unsealed.content) as Decision) : UNREADABLE) };
    }),
  );
}

const UNREADABLE: Decision = { action: '', ground: '', by: '' };

/** So many exceptions are none any more. */
export const NOT_EXECUTED_MAX = 1_000;
