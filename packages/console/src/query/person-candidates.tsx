// SPDX-License-Identifier: Apache-2.0
// The persons who may be the one asked about, at most three side by side with what was asked, row by row.
// On a narrow screen they stand one under the other, each row with what was asked.
import { type CSSProperties, type ReactNode, useState } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { type Asked, askedPerson } from './asked-person.ts';
import { type Candidate, type Candidates, inRows } from './candidates.ts';
import { COMPARED, type Compared, type ComparedRow, comparedRows } from './compared-rows.ts';
import { comparedValue } from './compared-value.ts';
import { PersonCandidate } from './person-candidate.tsx';
import './person-candidates.css';

interface PersonCandidatesProps {
  readonly asked: Asked;
  readonly candidates: Candidates;
}

export function PersonCandidates({ asked, candidates: { shown, others } }: PersonCandidatesProps): ReactNode {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const person = askedPerson(asked);
  const compared = (isOpen ? [...shown, ...others] : shown).map((candidate) => ({
    candidate,
    rows: comparedRows(person, candidate.hit),
  }));
  const names = COMPARED.filter((name) => compared.some(({ rows }) => isFilled(rowOf(rows, name))));
  return (
    <section className="candidates-of-all" aria-label={t('compare.title')}>
      {inRows(compared.map(({ candidate }) => candidate)).map((row) => (
        <SideBySide
          key={idOf(row[0]!)}
          names={names}
          of={row.map((one) => compared.find(({ candidate }) => candidate === one)!)}
        />
      ))}
      {others.length > 0 && !isOpen && (
        <button type="button" className="side-button" onClick={() => setOpen(true)}>
          {t('compare.show-others', { count: others.length })}
        </button>
      )}
    </section>
  );
}

interface SideBySideProps {
  readonly names: readonly Compared[];
  readonly of: readonly { readonly candidate: Candidate; readonly rows: readonly ComparedRow[] }[];
}

function SideBySide({ names, of }: SideBySideProps): ReactNode {
  const words = useWords();
  const shape = { '--candidates': of.length, '--rows': names.length } as CSSProperties;
  return (
    <div className="candidates" style={shape}>
      <AskedColumn words={words} names={names} rows={of[0]!.rows} />
      {of.map(({ candidate, rows }) => (
        <PersonCandidate key={idOf(candidate)} {...candidate} rows={names.map((name) => rowOf(rows, name))} />
      ))}
    </div>
  );
}

/** What was asked, once for all that stand beside it. */
function AskedColumn({
  words,
  names,
  rows,
}: {
  words: Words;
  names: readonly Compared[];
  rows: readonly ComparedRow[];
}): ReactNode {
  return (
    <div className="asked" aria-hidden="true">
      <p className="asked-title">{words.t('compare.asked')}</p>
      {names.map((name) => (
        <p className="asked-row" key={name}>
          <span className="soft">{words.t(`compare.${name}`)}</span>
          <AskedValue words={words} row={rowOf(rows, name)} />
        </p>
      ))}
    </div>
  );
}

function AskedValue({ words, row: { row, asked } }: { words: Words; row: ComparedRow }): ReactNode {
  if (asked === undefined) return <span className="soft">{words.t('compare.not-asked')}</span>;
  return <bdi className={row === 'document' ? 'number' : undefined}>{comparedValue(words, row, asked)}</bdi>;
}

function rowOf(rows: readonly ComparedRow[], name: Compared): ComparedRow {
  return rows.find(({ row }) => row === name)!;
}

function isFilled({ asked, held }: ComparedRow): boolean {
  return asked !== undefined || held !== undefined;
}

function idOf({ state, hit }: Candidate): string {
  return `${state} ${hit.register} ${hit.alertId}`;
}
