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
  const said = `${documentType}: ${standing}${lacks({ standing, asOf })}${marks === '' ? '' : `; ${marks}`}`;
  const lines = standing === 'unknown' ? [said, DO_ON_UNKNOWN] : [said];
  if (holder === undefined) return lines;
  const name = 'company' in holder ? holder.company : [holder.surname, holder.given].filter(Boolean).join(', ');
  return [
    ...lines,
    `holder: ${[name, holder.birthDate, holder.place].filter((part) => part !== undefined).join('; ')}`,
  ];
}

function lacks({ standing, asOf }: Pick<Issued, 'standing' | 'asOf'>): string {
  const register = `; register of ${new Date(asOf).toISOString()}`;
  if (standing === 'not-found') return `${register}, it may have been issued since`;
  return standing === 'unknown' ? `${register}, which cannot tell` : '';
}

/** Asking again is not what helps: the register will not be another in a moment. */
const DO_ON_UNKNOWN = 'do: check it by other means, or ask the contact point of the State that issued it';

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
