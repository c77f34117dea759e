// SPDX-License-Identifier: Apache-2.0
// One person who may be the one asked about: dangers and action first, then row by row against what was asked, then why it matched.
import type { ReactNode } from 'react';
import { categoryKindOf } from '../language/code-words.ts';
import { useWords, type Words } from '../language/use-words.ts';
import { Mark } from '../screen/mark.tsx';
import { stepsOnceSame } from './action-steps.ts';
import type { Candidate } from './candidates.ts';
import { CautionsList } from './cautions-list.tsx';
import { COMPARED_FACTS, type ComparedRow } from './compared-rows.ts';
import { comparedValue } from './compared-value.ts';
import { factValue, isNumberFact } from './fact-value.ts';
import { markDifferences } from './mark-differences.ts';

export function PersonCandidate({ state, hit, rows }: Candidate & { rows: readonly ComparedRow[] }): ReactNode {
  const words = useWords();
  const { t } = words;
  const victim = hit.facts.find(({ label }) => label === 'misused-identity');
  return (
    <article className={`candidate candidate-${hit.band}`}>
      <header className="candidate-head">
        <CautionsList cautions={hit.cautions} />
        <p className="candidate-band">
          <Mark shape={hit.band} /> {t(`compare.band-${hit.band}`)}
        </p>
        <h3>
          <bdi>{words.state(state)}</bdi>: {words.code(categoryKindOf(hit.subjectKind), hit.category)}
        </h3>
        {victim !== undefined && (
          <p className="victim">
            {words.code('fact', victim.label)}: <bdi>{victim.value}</bdi>
          </p>
        )}
      </header>
      <div className="candidate-steps">
        <h4>{t(hit.band === 'hit' ? 'hit.what-to-do' : 'compare.if-same')}</h4>
        {hit.notExecuted !== undefined && (
          <p className="notice">{t('hit.not-executed', { date: words.date(hit.notExecuted.since) })}</p>
        )}
        <ol className="steps">
          {stepsOnceSame(hit).map((step) => (
            <li key={step}>{t(step)}</li>
          ))}
        </ol>
      </div>
      <dl className="candidate-rows">
        {rows.map((row) => (
          <Row key={row.row} row={row} words={words} />
        ))}
      </dl>
      <div className="candidate-why">
        <h4>{t('hit.why')}</h4>
        <ul>
          {hit.why.map((why) => (
            <li key={why}>{words.code('why', why)}</li>
          ))}
        </ul>
      </div>
      <MoreOfAlert words={words} hit={hit} />
    </article>
  );
}

function Row({ row, words }: { row: ComparedRow; words: Words }): ReactNode {
  const { t } = words;
  const [asked, held] = [row.asked, row.held].map((value) => comparedValue(words, row.row, value));
  return (
    <div className={`compared compared-${row.standing}`}>
      <dt>{t(`compare.${row.row}`)}</dt>
      <dd className="compared-asked">
        <span className="soft">{t('compare.asked')}</span> <bdi>{asked ?? t('compare.not-asked')}</bdi>
      </dd>
      <dd className="compared-held">
        <bdi className={row.row === 'document' ? 'number' : undefined}>
          {held === undefined ? (
            t('compare.not-known')
          ) : asked !== undefined && row.standing === 'differs' ? (
            <Marked asked={asked} held={held} />
          ) : (
            held
          )}
        </bdi>
        {row.standing !== 'unknown' && <span className="standing">{t(`compare.${standingWord(row)}`)}</span>}
      </dd>
    </div>
  );
}

/** A person may hold several papers: another one contradicts nothing. */
function standingWord({ row, standing }: ComparedRow): string {
  return row === 'document' && standing === 'differs' ? 'other-document' : standing;
}

/** Letters that were not asked are framed, what is left out is an empty frame: not told by colour alone. */
function Marked({ asked, held }: { asked: string; held: string }): ReactNode {
  let place = 0;
  return markDifferences(asked, held).map(({ kind, text }) => {
    place += 1;
    if (kind === 'same') return text;
    return kind === 'gap' ? <mark key={place} className="gap" /> : <mark key={place}>{text}</mark>;
  });
}

/** What no row compares, who entered the alert and how it may be used. */
function MoreOfAlert({ words, hit }: { words: Words; hit: Candidate['hit'] }): ReactNode {
  const { t } = words;
  const dates = [
    hit.since === undefined ? undefined : t('hit.since', { date: words.date(hit.since) }),
    hit.reviewedOn === undefined ? undefined : t('hit.reviewed', { date: words.date(hit.reviewedOn) }),
  ].filter((part) => part !== undefined);
  const facts = hit.facts.filter(({ label }) => !COMPARED_FACTS.includes(label));
  return (
    <dl className="candidate-more">
      {facts.map((fact) => (
        <Line key={`${fact.label} ${fact.value}`} name={words.code('fact', fact.label)}>
          <bdi className={isNumberFact(fact.label) ? 'number' : undefined}>{factValue(words, fact)}</bdi>
        </Line>
      ))}
      <Line name={t('hit.authority')}>
        <bdi>{hit.authority}</bdi>
      </Line>
      <Line name={t('hit.alert')}>
        <bdi className="number" dir="ltr">
          {hit.alertId}
        </bdi>
        {dates.length > 0 && ` · ${dates.join(' · ')}`}
      </Line>
      <Line name={t('hit.handling')}>
        {hit.handling} · {words.code('handling', hit.handling)}
      </Line>
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
