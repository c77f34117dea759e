// SPDX-License-Identifier: Apache-2.0
// Every hit of every State, hits before compares: what the State holds, why it matched, and what to do.
import type { Hit } from '@iims/wire/verdict';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { HitFacts } from './hit-facts.tsx';
import { HitSteps } from './hit-steps.tsx';
import type { QueryView } from './query-state.ts';

export function HitDetails({ view }: { view: QueryView }): ReactNode {
  const { t, state: nameOf } = useWords();
  if (view.phase !== 'answered') return null;
  const found = view.answers.flatMap(({ state, hits }) => hits.map((hit) => ({ state, hit })));
  const ordered = [...found].sort((first, second) => bandOrder(first.hit) - bandOrder(second.hit));
  const others = view.answers.filter((answer) => answer.more === true).map((answer) => answer.state);
  return (
    <>
      {ordered.map(({ state, hit }) => (
        <article className={`detail detail-${hit.band}`} key={`${state} ${hit.alertId}`}>
          <HitSteps hit={hit} />
          <HitFacts state={state} hit={hit} />
        </article>
      ))}
      {others.length > 0 && <p className="notice">{t('hit.more', { states: others.map(nameOf).join(', ') })}</p>}
    </>
  );
}

function bandOrder(hit: Hit): number {
  return hit.band === 'hit' ? 0 : 1;
}
