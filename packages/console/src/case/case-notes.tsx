// SPDX-License-Identifier: Apache-2.0
// Notes of a case, the latest first. A note is never changed, and never leaves the node.
import { CASE_NOTE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { fetchOlderNotes, type ShownCase } from './case-calls.ts';
import { OneLineForm } from './one-line-form.tsx';
import type { CaseUse } from './use-case.ts';

interface CaseNotesProps {
  readonly use: SessionUse;
  readonly kept: CaseUse;
  readonly shown: Pick<ShownCase, 'caseRef' | 'notes' | 'olderNotes'>;
  readonly mayKeep: boolean;
}

export function CaseNotes({ use, kept, shown, mayKeep }: CaseNotesProps): ReactNode {
  const { t, date } = useWords();
  const [older, setOlder] = useState<Pick<ShownCase, 'notes' | 'olderNotes'>>();
  const [fault, setFault] = useState<Fault>();
  // What is read anew with the case may reach further than what was read back before.
  const last = shown.notes.at(-1)?.note ?? 0;
  const notes = [...shown.notes, ...(older?.notes ?? []).filter(({ note }) => note < last)];
  const next = older === undefined ? shown.olderNotes : older.olderNotes;
  const readOlder = async (before: number) => {
    const reply = await fetchOlderNotes(shown.caseRef, before);
    if (!reply.ok) return endsSession(reply.fault) ? use.onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    setOlder({ ...reply.value, notes: [...(older?.notes ?? []), ...reply.value.notes] });
  };
  return (
    <>
      <h3>{t('case.notes')}</h3>
      {mayKeep && (
        <OneLineForm
          name="note"
          label={t('case.note')}
          button={t('case.add')}
          charactersMax={CASE_NOTE_CHARACTERS_MAX}
          isLong
          onSay={(text) => kept.act({ act: 'note', text })}
        />
      )}
      <ul className="case-list">
        {notes.map(({ note, text, by, at }) => (
          <li key={note}>
            <p className="case-note" dir="auto">
              {text}
            </p>
            <span className="soft">
              <bdi>{by}</bdi> · {date(dayOf(at))} {clockOf(at, false)}
            </span>
          </li>
        ))}
      </ul>
      {fault !== undefined && <FaultNote fault={fault} />}
      {next !== undefined && (
        <button type="button" className="side-button" onClick={() => void readOlder(next)}>
          {t('case.older-notes')}
        </button>
      )}
    </>
  );
}
