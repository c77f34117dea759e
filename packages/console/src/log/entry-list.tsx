// SPDX-License-Identifier: Apache-2.0
// The latest entries of the log, a page at a time. Reading them is itself an entry, and the page says so.
import { type ReactNode, useCallback, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { fetchEntries, type LogEntry } from './audit-log.ts';
import { EntryRow } from './entry-row.tsx';

const COLUMNS = ['index', 'at', 'event', 'actor', 'counterpart', 'purpose', 'case', 'outcome'] as const;

export function EntryList({ onSessionEnd }: { onSessionEnd: () => void }): ReactNode {
  const { t } = useWords();
  const [entries, setEntries] = useState<readonly LogEntry[]>([]);
  const [size, setSize] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);

  const load = useCallback(
    async (before: number | undefined) => {
      if (busy) return;
      setBusy(true);
      const reply = await fetchEntries(before);
      setBusy(false);
      if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
      setFault(undefined);
      setSize(reply.value.size);
      setEntries((known) => (before === undefined ? reply.value.entries : [...known, ...reply.value.entries]));
    },
    [busy, onSessionEnd],
  );

  const oldest = entries.at(-1)?.index;
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('entries.title')}</h2>
        <button type="button" className="side-button" aria-disabled={busy} onClick={() => void load(undefined)}>
          {t(size === undefined ? 'entries.load' : 'entries.reload')}
        </button>
      </div>
      <p className="soft">
        {t('entries.what')} {size !== undefined && t('log.size', { count: size, size: groupDigits(size) })}
      </p>
      {fault !== undefined && <FaultNote fault={fault} />}
      {entries.length > 0 && (
        <table className="entries">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`entries.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.index} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      {oldest !== undefined && oldest > 0 && (
        <button type="button" className="side-button" aria-disabled={busy} onClick={() => void load(oldest)}>
          {t('entries.older')}
        </button>
      )}
    </section>
  );
}
