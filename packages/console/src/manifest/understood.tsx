// SPDX-License-Identifier: Apache-2.0
// What was understood of a list before anything is asked: how many travellers, and which lines cannot be asked and why.
import type { Manifest } from '@iims/wire/manifest';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import type { ListRead } from './read-list.ts';
import { RefusedLines } from './refused-lines.tsx';

export function Understood({ read }: { read: ListRead }): ReactNode {
  const { t } = useWords();
  return (
    <div className="list-understood" id="list-understood">
      {read.kind === 'empty' && <p className="soft">{t('list.hint')}</p>}
      {read.kind === 'refused' && <FaultNote fault={read.fault} />}
      {read.kind === 'list' && <UnderstoodList manifest={read.manifest} />}
    </div>
  );
}

function UnderstoodList({ manifest }: { manifest: Manifest }): ReactNode {
  const { t } = useWords();
  const { travellers, refused, duplicates, header } = manifest;
  const repeated = duplicates.slice(0, LINES_NAMED_MAX).map(({ line }) => line);
  return (
    <>
      <p className="list-facts">
        <span className="read-title">{t('list.travellers', { count: travellers.length })}</span>
        {duplicates.length > 0 && (
          <span className="soft">
            {t('list.duplicates', { count: duplicates.length, lines: repeated.join(', ') })}
            {duplicates.length > repeated.length && ' …'}
          </span>
        )}
        {header !== undefined && header.ignoredColumns > 0 && (
          <span className="soft">{t('list.ignored-columns', { count: header.ignoredColumns })}</span>
        )}
        {refused.length > 0 && <span className="bad">{t('list.refused-lines', { count: refused.length })}</span>}
      </p>
      <RefusedLines refused={refused} />
    </>
  );
}

const LINES_NAMED_MAX = 8;
