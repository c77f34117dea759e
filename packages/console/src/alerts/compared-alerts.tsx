// SPDX-License-Identifier: Apache-2.0
// An alert as it is in force beside what it would become: what changes is marked by word and by line, not by colour alone.
import type { Alert } from '@iims/wire/alert';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { compareAlerts } from './alert-lines.ts';

export function ComparedAlerts({ before, after }: { before: Alert | undefined; after: Alert }): ReactNode {
  const { t } = useWords();
  const lines = compareAlerts(before, after, (key) => t(key));
  return (
    <table className="compared">
      <thead>
        <tr>
          <th scope="col">{t('alerts.field')}</th>
          {before !== undefined && <th scope="col">{t('alerts.before')}</th>}
          <th scope="col">{t(before === undefined ? 'alerts.entered' : 'alerts.after')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const isMarked = before !== undefined && line.isChanged;
          return (
            <tr key={line.name} className={isMarked ? 'changed' : undefined}>
              <th scope="row">
                {t(line.label)}
                {isMarked && <span className="changed-word">{t('alerts.changed')}</span>}
              </th>
              {before !== undefined && <Values values={line.before} />}
              <Values values={line.after} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Values({ values }: { values: readonly string[] }): ReactNode {
  return (
    <td>
      {values.length === 0 && '–'}
      {values.map((value) => (
        <bdi key={value}>{value}</bdi>
      ))}
    </td>
  );
}
