// SPDX-License-Identifier: Apache-2.0
// How far a list is, and how each State stands in it.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { Mark } from '../screen/mark.tsx';
import { type ListView, progressOf } from './manifest-state.ts';
import { type StateStanding, standingsOf } from './state-standing.ts';

export function ListProgress({ view }: { view: ListView }): ReactNode {
  const { t } = useWords();
  const { done, of } = progressOf(view);
  return (
    <section className="list-progress" aria-label={t('states.title')}>
      {view.phase === 'asking' && (
        <p>
          <progress value={done} max={of} aria-label={t('list.progress', { done, count: of })} />
          <span>{t('list.progress', { done, count: of })}</span>
        </p>
      )}
      <div className="states">
        {standingsOf(view).map((standing) => (
          <StandingCard key={standing.state} standing={standing} at={view.endedAt} />
        ))}
      </div>
    </section>
  );
}

function StandingCard({ standing, at }: { standing: StateStanding; at: number | undefined }): ReactNode {
  const words = useWords();
  const { state, shape, counts, oldestAsOf } = standing;
  const facts = [
    counts.hit > 0 && words.t('list.state.hit', { number: counts.hit }),
    counts.compare > 0 && words.t('list.state.compare', { number: counts.compare }),
    counts.refused > 0 && words.t('list.state.refused', { number: counts.refused }),
    counts.silent > 0 && words.t('list.state.silent', { number: counts.silent }),
    oldestAsOf !== undefined && at !== undefined && words.t('state.data-age', { age: words.age(oldestAsOf, at) }),
  ].filter((fact) => fact !== false);
  return (
    <article className={`state state-${shape}`}>
      <h3>
        <bdi>{words.state(state)}</bdi>
        <Mark shape={shape} />
      </h3>
      <p className="state-outcome">{words.t('list.state.answered', { number: counts.answered })}</p>
      <p className="state-facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </article>
  );
}
