// SPDX-License-Identifier: Apache-2.0
// The refused rows as a file for whoever mends the list: line, reason and field, never what the rows say.
import type { Refused } from './import-state.ts';

/** With a mark for Excel, and with CRLF after RFC 4180. Codes hold nothing that would need quotes. */
export function refusedCsv(rows: readonly Refused[]): string {
  const lines = rows.map(({ line, reason, field }) => `${line},${reason},${field ?? ''}`);
  return `\ufeff${['line,reason,field', ...lines].join('\r\n')}\r\n`;
}
