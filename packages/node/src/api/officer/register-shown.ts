// SPDX-License-Identifier: Apache-2.0
// How one register stands, as operators and administrators are shown it: what it holds, its source, and who may ask it.
import type { TrustList } from '@iims/crypto/trust-list';
import { rightsTo } from '@iims/crypto/trust-lookup';
import type { StateCode } from '@iims/wire/identifiers';
import { whyBehind } from '../../registers/source-standing.ts';
import { checkedAtOf, type RegisterRow } from '../../store/alerts.ts';
import type { PositiveRegister } from '../../store/issued-documents.ts';

/** Plain data for JSON. */
export function registerShown(register: RegisterRow, whose: Whose) {
  const { keptBy, rows } = register;
  return { ...shown({ ...register, checkedAt: checkedAtOf(register, whose.now) }, whose, false), keptBy, alerts: rows };
}

/** Plain data for JSON. */
export function positiveShown(register: PositiveRegister, whose: Whose) {
  const { rows, completeFor, completeMs, heldTypes, checkedAt } = register;
  return {
    ...shown(register, whose, true),
    entries: rows,
    completeFor,
    ...(completeFor.length > 0 && { completeUntil: new Date(checkedAt + completeMs).toISOString() }),
    ...(heldTypes && { heldTypes }),
  };
}

/** What the State issued is asked by right of its own name alone: one to every other register is none to it. */
function shown<R extends RegisterRow | PositiveRegister>(register: R, { own, trust, now }: Whose, isPositive: boolean) {
  const { id, kind, title, sourceStanding, sourceSince, staleAfterMs, checkedAt } = register;
  const owner = own as StateCode;
  const rights = rightsTo(trust, { owner, register: id, isPositive });
  const isNamed = trust.states.get(owner)?.registers.some((named) => named.id === id) ?? false;
  const behind = whyBehind(register, now);
  return {
    id,
    kind,
    title,
    checkedAt: new Date(checkedAt).toISOString(),
    source: sourceStanding,
    ...(sourceSince > 0 && { sourceSince: new Date(sourceSince).toISOString() }),
    ...(staleAfterMs > 0 && { staleAfterMs }),
    ...(behind && { behind }),
    listed: isNamed || rights.length > 0,
    askedBy: [...new Set(rights.flatMap(({ states }) => states))].sort(),
  };
}

/** `now` is in ms since 1970. */
interface Whose {
  readonly own: string;
  readonly trust: TrustList;
  readonly now: number;
}
