// SPDX-License-Identifier: Apache-2.0
// One card for each State that was asked: it fills in as the State answers.
import type { StateOutcome } from '@iims/wire/verdict';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { QueryView } from './query-state.ts';
import { StateCard } from './state-card.tsx';
import { withMissing } from './verdict-shown.ts';

export function StateCards({ view }: { view: QueryView }): ReactNode {
  const { t } = useWords();
  if (view.phase !== 'asking' && view.phase !== 'answered') return null;
  const ended = view.phase === 'answered';
  const outcomes = ended ? withMissing(view.answers, view.asked) : view.answers;
  const states = [...new Set([...view.asked, ...outcomes.map((outcome) => outcome.state)])];
  const outcomeOf = (state: string): StateOutcome | undefined => outcomes.find((one) => one.state === state);
  return (
    <ul className="states" aria-label={t('states.title')}>
      {states.map((state) => (
        <li key={state}>
          <StateCard state={state} outcome={outcomeOf(state)} answeredAt={ended ? view.answeredAt : undefined} />
        </li>
      ))}
    </ul>
  );
}
