// SPDX-License-Identifier: Apache-2.0
// The page that stands when the own node does not answer at all.
import type { ReactNode } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from './fault-note.tsx';

export function NodeSilent({ fault, onRetry }: { fault: Fault; onRetry: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <main className="narrow">
      <h1>IIMS</h1>
      <FaultNote fault={fault} />
      <button type="button" className="main-button" onClick={onRetry}>
        {t('screen.try-again')}
      </button>
    </main>
  );
}
