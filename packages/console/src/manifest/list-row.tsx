// SPDX-License-Identifier: Apache-2.0
// One traveller of a list: who, what was found, and on opening what the States hold and what to do.
import type { Traveller } from '@iims/wire/manifest';
import { hasUnknownDocument } from '@iims/wire/verdict';
import { memo, type ReactNode, useState } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { HitDetails } from '../query/hit-details.tsx';
import { secondKeyWanted } from '../query/second-key-wanted.ts';
import { StateCards } from '../query/state-cards.tsx';
import { VerdictCautions } from '../query/verdict-cautions.tsx';
import { verdictText } from '../query/verdict-text.ts';
import { faultKey } from '../screen/fault-text.ts';
import { Mark } from '../screen/mark.tsx';
import { answerOf, entriesOf, type ListRow, wordOf } from './manifest-state.ts';

interface ListRowProps {
  readonly row: ListRow;
  /** Takes the traveller to the one box: a second key and a confirmation are asked for there. */
  readonly onAlone: (traveller: Traveller) => void;
}

export const ListRowView = memo(function ListRowView({ row, onAlone }: ListRowProps): ReactNode {
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const { traveller } = row;
  const answer = answerOf(row);
  const word = wordOf(row);
  const wanted = answer === undefined ? undefined : secondKeyWanted(answer);
  const head = (
    <>
      <Mark shape={word} />
      <span className="list-line number">{traveller.line}</span>
      <bdi className="list-who">{traveller.label}</bdi>
      <span className="list-what">
        {whatOf(words, row)}
        {answer !== undefined && <VerdictCautions view={answer} />}
      </span>
    </>
  );
  if (answer === undefined) return <li className={`list-row list-row-${word}`}>{head}</li>;
  return (
    <li className={`list-row list-row-${word}`}>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>{head}</summary>
        {isOpen && (
          <div className="list-detail">
            <p className="soft">{words.t('verdict.entry', { index: entriesOf(row).join(', ') })}</p>
            {answer.answers.some(hasUnknownDocument) && <p>{words.t('step.unknown-document')}</p>}
            {(word === 'hit' || word === 'compare') && (
              <div className="list-alone">
                {wanted !== undefined && <p>{words.t(`second.ask-${wanted}`)}</p>}
                <button type="button" className="side-button" onClick={() => onAlone(traveller)}>
                  {words.t('list.alone')}
                </button>
              </div>
            )}
            <HitDetails view={answer} />
            <StateCards view={answer} />
          </div>
        )}
      </details>
    </li>
  );
});

function whatOf(words: Words, row: ListRow): string {
  const answer = answerOf(row);
  const fault = row.fault === undefined ? [] : [words.t(faultKey(row.fault.code))];
  if (answer === undefined) return fault[0] ?? words.t('list.unanswered');
  const { title } = verdictText(words, answer);
  const { silent } = answer.shown;
  const silence = silent.length === 0 ? [] : [words.t('verdict.silent', { states: words.states(silent) })];
  return [title, ...silence, ...fault].join('. ');
}
