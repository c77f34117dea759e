// SPDX-License-Identifier: Apache-2.0
// A fault in the words of this page where it has some.
import type { ReactNode } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { NOTICE_FAULTS } from './notice-page-codes.ts';

export function NoticeFault({ fault }: { fault: Fault }): ReactNode {
  const { t } = useWords();
  if (!(NOTICE_FAULTS as readonly string[]).includes(fault.code)) return <FaultNote fault={fault} />;
  return (
    <div className="fault" role="alert">
      <p className="fault-text">{t(`notice-fault.${fault.code.slice('notice.'.length)}`)}</p>
    </div>
  );
}
