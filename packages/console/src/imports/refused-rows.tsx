// SPDX-License-Identifier: Apache-2.0
// The rows that were refused: counts by reason, the first of them by line, all that are told as a file.
import type { ReactNode } from 'react';
import { rowRefusalText } from '../language/row-refusal-text.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { PreviewShown } from './import-state.ts';
import { refusedCsv } from './refused-csv.ts';

export function RefusedRows({ preview, register }: { preview: PreviewShown; register: string }): ReactNode {
  const { t } = useWords();
  const { refusals, refused, reasons } = preview;
  const download = () => {
    const url = URL.createObjectURL(new Blob([refusedCsv(refusals)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${register}-refused.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <details className="refused-rows">
      <summary>{t('imports.refused-rows', { count: refused, rows: groupDigits(refused) })}</summary>
      <ul className="refused-reasons">
        {Object.entries(reasons).map(([reason, count]) => (
          <li key={reason}>
            <ReasonWords reason={reason} /> <span className="number">{groupDigits(count)}</span>
          </li>
        ))}
      </ul>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('imports.line')}</th>
              <th scope="col">{t('imports.reason')}</th>
              <th scope="col">{t('imports.place')}</th>
            </tr>
          </thead>
          <tbody>
            {refusals.slice(0, ROWS_SHOWN).map(({ line, reason, field }) => (
              <tr key={line}>
                <td className="number">{groupDigits(line)}</td>
                <td>
                  <ReasonWords reason={reason} />
                </td>
                <td>
                  <bdi className="number">{field}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {refusals.length > ROWS_SHOWN && <p className="soft">{t('imports.more-refused')}</p>}
      <button type="button" className="side-button" onClick={download}>
        {t('imports.download')}
      </button>
    </details>
  );
}

export function ReasonWords({ reason }: { reason: string }): ReactNode {
  return rowRefusalText(useWords(), reason);
}

const ROWS_SHOWN = 50;
