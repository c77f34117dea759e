// SPDX-License-Identifier: Apache-2.0
// The first rows of a file as the alerts that they would be, those that would be refused marked with the reason.
import { VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';
import type { ReactNode } from 'react';
import type { JsonObject } from '../api/read-json.ts';
import { asObject, textOf } from '../api/read-json.ts';
import { useWords } from '../language/use-words.ts';
import type { Refused, Tried } from './import-state.ts';
import { ReasonWords } from './refused-rows.tsx';

export function TrialRows({ tried }: { tried: Tried }): ReactNode {
  const { t } = useWords();
  const refused = tried.rows.filter((row) => 'reason' in row).length;
  const isOfIssued = tried.rows.some((row) => 'issued' in row);
  return (
    <div className="trial">
      <p aria-live="polite">
        {t('imports.first-rows', { rows: tried.rows.length, taken: tried.rows.length - refused, refused })}
      </p>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('imports.line')}</th>
              <th scope="col">{t(isOfIssued ? 'imports.entry' : 'imports.alert')}</th>
              <th scope="col">{t('imports.subject')}</th>
              <th scope="col">{t(isOfIssued ? 'import-place.documentType' : 'import-place.category')}</th>
              <th scope="col">{t(isOfIssued ? 'import-place.standing' : 'import-place.action')}</th>
            </tr>
          </thead>
          <tbody>
            {tried.rows.map((row) => {
              if ('reason' in row) return <RefusedRow key={row.line} row={row} />;
              if ('issued' in row) return <IssuedRow key={row.line} line={row.line} issued={row.issued} />;
              return <AlertRow key={row.line} line={row.line} alert={row.alert} />;
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function AlertRow({ line, alert }: { line: number; alert: JsonObject }): ReactNode {
  return (
    <tr>
      <td className="number">{line}</td>
      <td className="number">
        <bdi>{textOf(alert, 'id')}</bdi>
      </td>
      <td>
        {subjectsOf(alert).map((text) => (
          <bdi key={text} className="trial-part">
            {text}
          </bdi>
        ))}
      </td>
      <td>{textOf(alert, 'category')}</td>
      <td>{textOf(alert, 'action')}</td>
    </tr>
  );
}

function IssuedRow({ line, issued }: { line: number; issued: JsonObject }): ReactNode {
  const words = useWords();
  const standing = textOf(issued, 'standing') ?? '';
  return (
    <tr>
      <td className="number">{line}</td>
      <td className="number">
        <bdi>{textOf(issued, 'id')}</bdi>
      </td>
      <td>
        {subjectsOf(issued).map((text) => (
          <bdi key={text} className="trial-part">
            {text}
          </bdi>
        ))}
      </td>
      <td>{words.code('document', textOf(issued, 'documentType') ?? VEHICLE_REGISTRATION)}</td>
      <td>{words.code('issued', standing === 'valid' ? 'issued-and-valid' : `issued-but-${standing}`)}</td>
    </tr>
  );
}

function RefusedRow({ row: { line, reason, field } }: { row: Refused }): ReactNode {
  return (
    <tr className="trial-refused">
      <td className="number">{line}</td>
      <td colSpan={4}>
        <ReasonWords reason={reason} /> {field !== undefined && <bdi className="number">{field}</bdi>}
      </td>
    </tr>
  );
}

/** Names, dates and numbers by which the alert would be found. */
function subjectsOf(alert: JsonObject): readonly string[] {
  const list = (key: string): readonly unknown[] => (Array.isArray(alert[key]) ? (alert[key] as unknown[]) : []);
  const names = list('names').flatMap((name) => {
    const parts = asObject(name);
    return parts ? [[textOf(parts, 'surname'), textOf(parts, 'given')].filter(Boolean).join(', ')] : [];
  });
  const dates = list('birthDates').filter((date): date is string => typeof date === 'string');
  const papers = list('documents').flatMap((paper) => textOf(asObject(paper) ?? {}, 'number') ?? []);
  const own = ['number', 'vin', 'plate'].flatMap((key) => textOf(alert, key) ?? []);
  return [...new Set([...names, ...dates, ...own, ...papers])];
}
