// SPDX-License-Identifier: Apache-2.0
// Connectors as the store knows them: whether each is started, and what the node remembers of its source (spec/connector.md).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface ConnectorRow {
  readonly name: string;
  readonly register: string;
  readonly standing: 'started' | 'stopped';
  readonly changedAt: number;
  /** What the node wrote; undefined when it was erased. */
  readonly about: unknown;
}

/** In alphabetical order; never more than connectors that were ever started. */
export async function listConnectors(reader: Reader): Promise<ConnectorRow[]> {
  const rows = await reader.all<Omit<ConnectorRow, 'about'> & { about: Uint8Array }>(
    `select name, register_id as register, standing, changed_at as "changedAt", about from connector order by name`,
  );
  return Promise.all(
    rows.map(async (row) => {
      const about = await reader.unseal(CONNECTOR_ABOUT, connectorRow(row.name), row.about);
      return { ...row, about: about.kind === 'open' ? decodeCbor(about.content) : undefined };
    }),
  );
}

/** Sealed: a position in a source may name a row. */
export const CONNECTOR_ABOUT = sealedColumn('content', 'connector', 'about');

export function connectorRow(name: string): RowKey {
  return utf8(name);
}
