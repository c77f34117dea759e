// SPDX-License-Identifier: Apache-2.0
// What a State said, for a person at a terminal.
import { type Hit, type StateOutcome, tellsOfData } from '@iims/wire/verdict';

export function stateInWords({ state, outcome, reason, asOf, hits, issued = [] }: StateOutcome): string {
  const ground = reason === undefined ? '' : ` (${reason})`;
  const age = asOf === undefined || !tellsOfData({ outcome }) ? '' : `, data of ${asOf}`;
  const documents = issued.map(({ documentType, standing }) => `       ${documentType}: ${standing}`);
  return [`  ${state}  ${outcome}${ground}${age}`, ...documents, ...hits.map(hitInWords)].join('\n');
}

function hitInWords({ band, category, alertId, action, cautions, authority, handling }: Hit): string {
  const lines = [
    `${band}: ${category}; alert ${alertId}`,
    `do: ${action}${cautions.length > 0 ? `; CAUTION: ${cautions.join(', ')}` : ''}`,
    `held by ${authority}; handling ${handling}`,
  ];
  return lines.map((line) => `       ${line}`).join('\n');
}
