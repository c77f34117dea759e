// SPDX-License-Identifier: Apache-2.0
// Every hit of every State: persons side by side with what was asked, documents and things one by one. What asks for most stands first.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { type Candidate, candidatesOf, thingsOf } from './candidates.ts';
import { HitFacts } from './hit-facts.tsx';
import { HitSteps } from './hit-steps.tsx';
import { PersonCandidates } from './person-candidates.tsx';
import type { QueryView } from './query-state.ts';

export function HitDetails({ view }: { view: QueryView }): ReactNode {
  const { t, state: nameOf } = useWords();
  if (view.phase !== 'answered') return null;
  const persons = candidatesOf(view.answers);
  const things = thingsOf(view.answers);
  const others = view.answers.filter((answer) => answer.more === true).map((answer) => answer.state);
  const compared = persons.shown.length > 0 && (
    <PersonCandidates key={view.verdict.logIndex} asked={view} candidates={persons} />
  );
  const isThingFirst = things[0]?.hit.band === 'hit' && persons.shown[0]?.hit.band !== 'hit';
  return (
    <>
      {!isThingFirst && compared}
      {things.map((thing) => (
        <Thing key={`${thing.state} ${thing.hit.register} ${thing.hit.alertId}`} {...thing} />
      ))}
      {isThingFirst && compared}
      {others.length > 0 && <p className="notice">{t('hit.more', { states: others.map(nameOf).join(', ') })}</p>}
    </>
  );
}

function Thing({ state, hit }: Candidate): ReactNode {
  return (
    <article className={`detail detail-${hit.band}`}>
      <HitSteps hit={hit} />
      <HitFacts state={state} hit={hit} />
    </article>
  );
}
