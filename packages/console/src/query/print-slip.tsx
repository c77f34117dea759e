// SPDX-License-Identifier: Apache-2.0
// The printed slip: that a check took place and how it ended, without the subject's data. Seen on paper alone.
import type { ReactNode } from 'react';
import type { Session } from '../access/session.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { QueryView } from './query-state.ts';
import { shownCountsLine, silentLines, verdictText } from './verdict-text.ts';

export function PrintSlip({ view, session }: { view: QueryView; session: Session }): ReactNode {
  const words = useWords();
  const { t } = words;
  if (view.phase !== 'answered') return null;
  const { title } = verdictText(words, view);
  const { shown } = view;
  return (
    <section className="slip" aria-hidden="true">
      <h1>
        IIMS · {words.state(session.state)}
        {session.post !== undefined && ` · ${session.post}`}
      </h1>
      {session.exercise && <p>{t('screen.exercise')}</p>}
      <p>
        {words.date(dayOf(view.answeredAt))} {clockOf(view.answeredAt)} · <bdi>{session.user}</bdi>
      </p>
      <p>
        {words.code('purpose', view.purpose)} · <bdi>{view.caseRef}</bdi>
      </p>
      <h2>{title}</h2>
      <p>{shownCountsLine(words, shown)}</p>
      {silentLines(words, shown).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>{t('verdict.entry', { index: view.verdict.logIndex })}</p>
    </section>
  );
}
