// SPDX-License-Identifier: Apache-2.0
// What one State said, how many registers it read and how old their data are.
import { hasDoubtfulDocument, hasUnknownDocument, isPartial, type StateOutcome, tellsOfData } from '@iims/wire/verdict';
import type { ReactNode } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { Mark, type MarkShape } from '../screen/mark.tsx';
import { holderText, issuedText } from './issued-text.ts';
import { partialText, reasonText } from './reason-text.ts';

interface StateCardProps {
  readonly state: string;
  /** Absent while the State has not answered. */
  readonly outcome: StateOutcome | undefined;
  readonly answeredAt: number | undefined;
}

export function StateCard({ state, outcome, answeredAt }: StateCardProps): ReactNode {
  const words = useWords();
  const shape = shapeOf(outcome);
  return (
    <article className={`state state-${shape}`}>
      <h3>
        <bdi>{words.state(state)}</bdi>
        <Mark shape={shape} />
      </h3>
      <p className="state-outcome">{words.t(`state.${outcomeWord(outcome)}`)}</p>
      <p className="state-facts">{factsOf(words, outcome, answeredAt)}</p>
    </article>
  );
}

function shapeOf(outcome: StateOutcome | undefined): MarkShape {
  if (outcome === undefined) return 'asking';
  switch (outcome.outcome) {
    case 'late':
    case 'unavailable':
      return 'incomplete';
    case 'hit':
      return isCompareOnly(outcome) ? 'compare' : 'hit';
    default:
      if (isPartial(outcome)) return 'incomplete';
      if (hasDoubtfulDocument(outcome)) return 'compare';
      return hasUnknownDocument(outcome) ? 'incomplete' : outcome.outcome;
  }
}

/** What the mark shows, and where the State itself was silent, how. A no-hit that is doubtful or not whole is never called one. */
function outcomeWord(outcome: StateOutcome | undefined): string {
  const isSilent = outcome?.outcome === 'late' || outcome?.outcome === 'unavailable';
  return isSilent ? outcome.outcome : shapeOf(outcome);
}

function isCompareOnly(outcome: StateOutcome): boolean {
  return outcome.hits.length > 0 && outcome.hits.every((hit) => hit.band === 'compare');
}

function factsOf(words: Words, outcome: StateOutcome | undefined, answeredAt: number | undefined): ReactNode {
  if (outcome === undefined) return words.t('state.waiting');
  if (outcome.outcome === 'late') return words.t('state.silent');
  const facts = [
    ...(outcome.issued ?? []).flatMap((issued) => [
      issuedText(words, issued),
      ...(issued.holder === undefined ? [] : [holderText(words, issued.holder)]),
    ]),
    outcome.reason === undefined ? undefined : reasonText(words, outcome.reason),
    registersText(words, outcome),
    outcome.asOf === undefined || answeredAt === undefined || !tellsOfData(outcome)
      ? undefined
      : words.t('state.data-age', { age: words.age(Date.parse(outcome.asOf), answeredAt) }),
  ];
  return facts.map((fact) => fact !== undefined && <span key={fact}>{fact}</span>);
}

/** How many registers were asked; where some did not answer, that, whatever the outcome. */
function registersText(words: Words, outcome: StateOutcome): string | undefined {
  if (isPartial(outcome)) return partialText(words, outcome);
  if (outcome.registers === undefined || !tellsOfData(outcome)) return undefined;
  return outcome.registers === 0
    ? words.t('state.registers-none')
    : words.t('state.registers', { count: outcome.registers });
}
