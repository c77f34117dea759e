// SPDX-License-Identifier: Apache-2.0
// The printed result of a list: that it was asked and how it ended, by line numbers and log entries, without names. Seen on paper alone.
import type { ReactNode } from 'react';
import type { Session } from '../access/session.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupsOf } from './list-groups.ts';
import { listVerdictText } from './list-verdict.tsx';
import { answerOf, entriesOf, type ListView } from './manifest-state.ts';
import { refusalText } from './refusal-text.ts';
import { standingsOf } from './state-standing.ts';

export function ListSlip({ view, session }: { view: ListView; session: Session }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { title, line, warning } = listVerdictText(words, view);
  const endedAt = view.endedAt ?? view.askedAt;
  const named = groupsOf(view).filter(({ word, count }) => word !== 'no-hit' && count > 0);
  return (
    <section className="slip list-slip" aria-hidden="true">
      <h1>
        IIMS · {words.state(session.state)}
        {session.post !== undefined && ` · ${session.post}`} · {t('list.title')}
      </h1>
      {session.exercise && <p>{t('screen.exercise')}</p>}
      <p>
        {words.date(dayOf(view.askedAt))} {clockOf(view.askedAt)}–{clockOf(endedAt)} · <bdi>{session.user}</bdi>
      </p>
      <p>
        {words.code('purpose', view.purpose)} · <bdi>{view.caseRef}</bdi>
      </p>
      <h2>{title}</h2>
      <p>{t('list.travellers', { count: view.rows.size })}</p>
      {line !== '' && <p>{line}</p>}
      {warning !== undefined && <p>{warning}</p>}
      {named.map(({ word, key, count, rows, refused }) => (
        <div key={word}>
          <h3>{t(key, { number: count })}</h3>
          <ul>
            {rows.map((row) => (
              <li key={row.traveller.line}>
                {t('list.line', { line: row.traveller.line })}
                {answerOf(row) !== undefined && ` · ${t('verdict.entry', { index: entriesOf(row).join(', ') })}`}
              </li>
            ))}
            {refused.map(({ line: number, error }) => (
              <li key={number}>
                {t('list.line', { line: number })} · {refusalText(words, error)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      <h3>{t('states.title')}</h3>
      <ul>
        {standingsOf(view).map(({ state, counts, oldestAsOf }) => (
          <li key={state}>
            {words.state(state)} · {t('list.state.answered', { number: counts.answered })}
            {counts.refused > 0 && ` · ${t('list.state.refused', { number: counts.refused })}`}
            {counts.silent > 0 && ` · ${t('list.state.silent', { number: counts.silent })}`}
            {oldestAsOf !== undefined && ` · ${t('state.data-age', { age: words.age(oldestAsOf, endedAt) })}`}
          </li>
        ))}
      </ul>
      <p>{t('verdict.entry', { index: view.logIndexes.join(', ') })}</p>
    </section>
  );
}
