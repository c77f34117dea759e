// SPDX-License-Identifier: Apache-2.0
// The last test of each partner (spec/partner-test.md): which layers held, and when that was.

import { decodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import type { Reader } from './sql.ts';

export type TestOutcome = 'passed' | 'warned' | 'failed';

export interface KeptPartnerTest {
  readonly state: StateCode;
  /** Milliseconds since 1970. */
  readonly testedAt: number;
  readonly outcome: TestOutcome;
  /** As they were kept. */
  readonly layers: unknown;
}

/** In alphabetical order; there are never more than States that were ever members. */
export async function listPartnerTests(reader: Reader): Promise<KeptPartnerTest[]> {
  const rows = await reader.all('select state, tested_at, outcome, layers from partner_test order by state');
  return rows.map((row) => ({
    state: row.state as StateCode,
    testedAt: row.tested_at as number,
    outcome: row.outcome as TestOutcome,
    layers: decodeCbor(row.layers as Uint8Array),
  }));
}
