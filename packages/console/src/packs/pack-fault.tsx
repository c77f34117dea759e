// SPDX-License-Identifier: Apache-2.0
// A fault of an offline pack: a sentence of its own where the page has one, with its code beside it.
import type { ReactNode } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PACK_FAULTS } from './pack-codes.ts';

export function PackFault({ fault }: { fault: Fault }): ReactNode {
  const { t } = useWords();
  if (!(PACK_FAULTS as readonly string[]).includes(fault.code)) return <FaultNote fault={fault} />;
  return (
    <div className="fault" role="alert">
      <p className="fault-text">{t(`pack-fault.${fault.code}`)}</p>
      <p className="fault-code">
        <bdi>{fault.code}</bdi>
        {fault.field !== undefined && <bdi> · {fault.field}</bdi>}
      </p>
    </div>
  );
}
