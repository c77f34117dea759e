// SPDX-License-Identifier: Apache-2.0
// What a State said, for a person at a terminal.
import type { Issued } from '@iims/wire/issued';
import { type ShownHit, type StateOutcome, tellsOfData } from '@iims/wire/verdict';

export function stateInWords(said: StateOutcome): string {
  const { state, outcome, reason, asOf, registers, behind = 0, hits, issued = [] } = said;
  const ground = reason === undefined ? '' : ` (${reason})`;
  const missing = behind === 0 ? '' : `, ${behind} of ${registers} registers did not answer`;
  const age = asOf === undefined || !tellsOfData({ outcome }) ? '' : `, data of ${asOf}`;
  const documents = issued.flatMap(issuedInWords).map((line) => `       ${line}`);
  return [`  ${state}  ${outcome}${ground}${missing}${age}`, ...documents, ...hits.map(hitInWords)].join('\n');
}

/** A document or vehicle at its issuer, and the holder where one was asked for and told. */
function issuedInWords({ documentType, standing, vehicle = {}, holder, asOf }: Issued): string[] {
  const { make, model, colour, year } = vehicle;
  const marks = [make, model, colour, year].filter((mark) => mark !== undefined).join(' ');
  const isMissing = standing === 'not-found' || standing === 'unknown';
  const lacks = isMissing ? `; register of ${new Date(asOf).toISOString()}, it may have been issued since` : '';
  const said = `${documentType}: ${standing}${lacks}${marks === '' ? '' : `; ${marks}`}`;
  if (holder === undefined) return [said];
  const name = 'company' in holder ? holder.company : [holder.surname, holder.given].filter(Boolean).join(', ');
  return [said, `holder: ${[name, holder.birthDate, holder.place].filter((part) => part !== undefined).join('; ')}`];
}

/** With why it matched and everything that it tells, so that a person can compare. */
function hitInWords(hit: ShownHit): string {
  const { band, category, alertId, action, cautions, authority, handling, why, facts, subjectKind, notExecuted } = hit;
  const isOpen = band === 'compare' && subjectKind === 'person';
  const lines = [
    `${band}: ${category}; alert ${alertId}`,
    ...(isOpen ? ['not yet a hit: compare, or ask again with --second-key'] : []),
    `do: ${action}${cautions.length > 0 ? `; CAUTION: ${cautions.join(', ')}` : ''}`,
    ...(notExecuted === undefined ? [] : [`the own State does not execute: ${notExecuted.action}`]),
    ...(why.length === 0 ? [] : [`why: ${why.join(', ')}`]),
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    `held by ${authority}; handling ${handling}`,
  ];
  return lines.map((line) => `       ${line}`).join('\n');
}
