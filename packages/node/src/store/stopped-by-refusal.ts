// SPDX-License-Identifier: Apache-2.0
// Whether a refusal stops what somebody wants to do, whatever channel it takes (spec/notice.md, 18 and 19).

import { IimsError } from '@iims/wire/errors';
import { isProtective, type NoticePurpose } from '@iims/wire/notice-codes';
import { type KeyToKeep, type MetRefusal, refusalsMet } from './refused-purposes.ts';
import type { Reader, Transaction } from './sql.ts';

/** What somebody wants to do, as refusals meet it. */
export interface Refusable {
  readonly keys: readonly KeyToKeep[];
  /** What stands beside it against whom it names, also where the rest is for the person. */
  readonly against?: readonly KeyToKeep[];
  /** Whether it is for the person and not against. */
  readonly protective: boolean;
  /** The notice, alert or case that an override would be for. */
  readonly item: string;
  /** Whose own override does not count. */
  readonly author: string;
}

/** Refusals of a purpose of the same side that nobody but `author` himself has overridden. */
export function stopping(
  met: readonly MetRefusal[],
  { protective, author }: { readonly protective: boolean; readonly author: string },
): MetRefusal[] {
  return met.filter(
    ({ purpose, overriddenBy }) =>
      isProtective(purpose) === protective && (overriddenBy === undefined || overriddenBy === author),
  );
}

/** The refusals that stop it, of each side the latest first. */
export async function refusalsStopping(
  reader: Pick<Reader, 'all' | 'tokenOf'>,
  { keys, against = [], protective, item, author }: Refusable,
): Promise<MetRefusal[]> {
  if (!protective) return stopping(await refusalsMet(reader, [...keys, ...against], item), { protective, author });
  const beside = stopping(await refusalsMet(reader, against, item), { protective: false, author });
  return [...stopping(await refusalsMet(reader, keys, item), { protective, author }), ...beside];
}

/** Inside the act that does it: nothing that was refused until now. @throws IimsError `notice.refused-purpose` */
export async function refuseInAct(transaction: Transaction, refusable: Refusable | undefined): Promise<void> {
  if (refusable === undefined) return;
  const [latest] = await refusalsStopping(transaction, refusable);
  if (latest !== undefined) throw refusedPurpose(latest);
}

/** @throws IimsError `notice.refused-purpose`: with the ground, the day and the notice of the latest refusal */
export function refuseUnlessOverridden(met: readonly MetRefusal[], purpose: NoticePurpose, author: string): void {
  const [latest] = stopping(met, { protective: isProtective(purpose), author });
  if (latest !== undefined) throw refusedPurpose(latest);
}

export function refusedPurpose({ no, number, ground, cause, decidedAt, isSure }: MetRefusal): IimsError {
  const day = new Date(decidedAt).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return new IimsError('notice.refused-purpose', {
    message: isSure ? 'The same was refused before.' : 'What may be the same was refused before.',
    field: 'refused',
    rule: `${ground} on ${day}, ${number}, ${cause}, refusal ${no}`,
    fix: 'A reviewer, who is somebody else, may override the refusal for this one item, with a reason.',
  });
}
