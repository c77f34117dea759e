// SPDX-License-Identifier: Apache-2.0
// A register as an import meets it, whether it holds alerts or what the State issued.
import { listRegisters } from '../../store/alerts.ts';
import type { RegisterHolds } from '../../store/generations.ts';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import type { Reader } from '../../store/sql.ts';

export interface HeldRegister {
  readonly title: string;
  readonly kind: string;
  readonly changedAt: number;
  readonly holds: RegisterHolds;
  /** People enter its alerts one by one. */
  readonly isByHand: boolean;
}

export async function findRegister(reader: Reader, register: string): Promise<HeldRegister | undefined> {
  const held = (await listRegisters(reader)).find(({ id }) => id === register);
  if (held !== undefined) return { ...held, holds: 'alerts', isByHand: held.keptBy === 'hand' };
  const issued = (await listPositiveRegisters(reader)).find(({ id }) => id === register);
  return issued && { ...issued, holds: 'issued', isByHand: false };
}
