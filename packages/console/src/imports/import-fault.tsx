// SPDX-License-Identifier: Apache-2.0
// A fault of an import: a sentence of its own where the page has one, with code and line beside it.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { isToldFault } from './import-codes.ts';

export function ImportFault({ fault }: { fault: { readonly code: string; readonly field?: string } }): ReactNode {
  const { t } = useWords();
  if (!isToldFault(fault.code)) return <FaultNote fault={fault} />;
  return (
    <div className="fault" role="alert">
      <p className="fault-text">{t(`import-fault.${fault.code}`)}</p>
      <p className="fault-code">
        <bdi>{fault.code}</bdi>
        {fault.field !== undefined && <bdi> · {fault.field}</bdi>}
      </p>
    </div>
  );
}
