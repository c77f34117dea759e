// SPDX-License-Identifier: Apache-2.0
// The test of a connector: each step to its source, then the first rows beside what they would become.
import type { ReactNode } from 'react';
import { type Status, StatusMark } from '../administrator/status-mark.tsx';
import { refusedRowText } from '../language/row-refusal-text.ts';
import { useWords } from '../language/use-words.ts';
import type { ConnectorTest, TestedRow } from './connectors.ts';
import { TroubleNote } from './trouble-note.tsx';

export function TestView({ test, seesRows }: { test: ConnectorTest; seesRows: boolean }): ReactNode {
  const { t } = useWords();
  return (
    <div className="connector-test">
      <h3>{t('connectors.tested')}</h3>
      <ol className="steps">
        {test.steps.map(({ step, outcome }) => (
          <li key={step}>
            <StatusMark status={MARKS[outcome]} />
            <span className="step-name">{t(`connector-step.${step}`)}</span>
            <span className="soft">{t(`connector-outcome.${outcome}`)}</span>
          </li>
        ))}
      </ol>
      {test.trouble !== undefined && <TroubleNote trouble={test.trouble} failures={0} />}
      {test.passed && (
        <>
          <h3>{t('connectors.preview')}</h3>
          {!seesRows && <p className="soft">{t('connectors.hidden')}</p>}
          {test.rows.length === 0 && <p className="soft">{t('connectors.no-rows')}</p>}
          <ol className="tested-rows">
            {test.rows.map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
              <Row row={row} key={place} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Row({ row }: { row: TestedRow }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { cells, alert, gone, refused } = row;
  return (
    <li className="tested-row">
      {cells.length > 0 && <Fields title={t('connectors.source-says')} fields={cells} />}
      {alert !== undefined && <Fields title={t('connectors.becomes')} fields={alert} />}
      {gone !== undefined && (
        <p>
          {t('connectors.takes-away')} <bdi className="number">{gone}</bdi>
        </p>
      )}
      {refused !== undefined && (
        <p className="connector-note connector-trouble">
          {refusedRowText(words, refused.reason)}
          {refused.field !== undefined && (
            <>
              {' '}
              <bdi className="number">{refused.field}</bdi>
            </>
          )}
        </p>
      )}
    </li>
  );
}

function Fields({ title, fields }: { title: string; fields: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <div className="tested-fields">
      <h4>{title}</h4>
      <dl>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{value === '' ? '–' : value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const MARKS: Readonly<Record<ConnectorTest['steps'][number]['outcome'], Status>> = {
  passed: 'good',
  unused: 'none',
  failed: 'bad',
  'not-tried': 'none',
};
