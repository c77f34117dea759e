// SPDX-License-Identifier: Apache-2.0
// A refusal about alerts in plain words: what the general sentence of a fault leaves open.
import type { ReactNode } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { ALERT_FAULTS } from './alert-codes.ts';

export function AlertFault({ fault }: { fault: Fault }): ReactNode {
  const { t } = useWords();
  if (!(ALERT_FAULTS as readonly string[]).includes(fault.code)) return <FaultNote fault={fault} />;
  return (
    <div className="fault" role="alert">
      <p className="fault-text">{t(`alert-fault.${fault.code}`)}</p>
      <p className="fault-code">
        <bdi>{fault.code}</bdi>
      </p>
    </div>
  );
}
