// SPDX-License-Identifier: Apache-2.0
// Whose logs a node witnesses and who witnesses its own, as the trust list in force says (spec/witness.md, 1).

import type { TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import type { LogKeys } from '@iims/tlog/checkpoint';
import type { Witness } from '@iims/tlog/policy';
import type { StateCode } from '@iims/wire/identifiers';

export interface PartnerLog {
  readonly state: StateCode;
  readonly log: LogKeys;
}

/** The logs of all States but the own one, by origin. No two States list one origin (spec/trust-list.md, 3.4). */
export function partnerLogs(trust: TrustList, own: StateCode): Map<string, PartnerLog> {
  const logs = partnersIn(trust, own).flatMap((state) =>
    nodesOf(trust, state).map(({ log }) => [log.origin, { state, log }] as const),
  );
  return new Map(logs);
}

/** Those whose cosignatures count for the own log, by State. */
export function partnerWitnesses(trust: TrustList, own: StateCode): Map<StateCode, Witness> {
  const witnesses = partnersIn(trust, own).map((state) => {
    const keys = nodesOf(trust, state).flatMap(({ witness }) => witness.map(({ mldsa44 }) => mldsa44));
    return [state, { name: witnessName(state), keys }] as const;
  });
  return new Map(witnesses);
}

/** The C2SP key name under which a State cosigns. */
export function witnessName(state: StateCode): string {
  return `iims/${state}/witness`;
}

function partnersIn(trust: TrustList, own: StateCode): StateCode[] {
  return [...trust.states.keys()].filter((state) => state !== own).sort();
}
