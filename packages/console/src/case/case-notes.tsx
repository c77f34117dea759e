// SPDX-License-Identifier: Apache-2.0
// Notes of a case, the latest first. A note is never changed, and never leaves the node.
import { CASE_NOTE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import type { ReactNode } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { CaseNote } from './case-calls.ts';
import { OneLineForm } from './one-line-form.tsx';
import type { CaseUse } from './use-case.ts';

interface CaseNotesProps {
  readonly kept: CaseUse;
  readonly notes: readonly CaseNote[];
  readonly mayKeep: boolean;
}

export function CaseNotes({ kept, notes, mayKeep }: CaseNotesProps): ReactNode {
  const { t, date } = useWords();
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
    </>
  );
}
