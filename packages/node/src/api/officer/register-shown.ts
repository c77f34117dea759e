// SPDX-License-Identifier: Apache-2.0
// How one register stands, as operators and administrators are shown it: what it holds, its source, and who may ask it.
import type { TrustList } from '@iims/crypto/trust-list';
import { rightsTo } from '@iims/crypto/trust-lookup';
import type { StateCode } from '@iims/wire/identifiers';
import { whyBehind } from '../../registers/source-standing.ts';
import { checkedAtOf, type RegisterRow } from '../../store/alerts.ts';

/** Plain data for JSON. `now` is in ms since 1970. */
export function registerShown(register: RegisterRow, { own, trust, now }: Whose) {
  const { id, kind, title, keptBy, rows, sourceStanding, sourceSince, staleAfterMs } = register;
  const owner = own as StateCode;
  const rights = rightsTo(trust, { owner, register: id });
  const isNamed = trust.states.get(owner)?.registers.some((named) => named.id === id) ?? false;
  const checkedAt = checkedAtOf(register, now);
  const behind = whyBehind({ ...register, checkedAt }, now);
  return {
    id,
    kind,
    title,
    keptBy,
    alerts: rows,
    checkedAt: new Date(checkedAt).toISOString(),
    source: sourceStanding,
    ...(sourceSince > 0 && { sourceSince: new Date(sourceSince).toISOString() }),
    ...(staleAfterMs > 0 && { staleAfterMs }),
    ...(behind && { behind }),
    listed: isNamed || rights.length > 0,
    askedBy: [...new Set(rights.flatMap(({ states }) => states))].sort(),
  };
}

interface Whose {
  readonly own: string;
  readonly trust: TrustList;
  readonly now: number;
}
