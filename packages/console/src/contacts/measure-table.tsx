// SPDX-License-Identifier: Apache-2.0
// What each State has shared under the OSCE's sixteen confidence-building measures, and when last: a tracker, no judgement.
import { OSCE_MEASURES } from '@iims/wire/contact-point';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { Directory } from './contact-calls.ts';

export function MeasureTable({ directories }: { directories: readonly Directory[] }): ReactNode {
  const { t, state, date } = useWords();
  const shared = directories.filter(({ measures }) => measures.length > 0);
  if (shared.length === 0) return null;
  return (
    <section className="card" aria-labelledby="measures-title">
      <h2 id="measures-title">{t('measures.title')}</h2>
      <div className="measures-scroll">
        <table className="check-table">
          <thead>
            <tr>
              <th scope="col">{t('measures.measure')}</th>
              {shared.map((one) => (
                <th scope="col" key={one.state}>
                  <bdi>{state(one.state)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: OSCE_MEASURES }, (_, place) => place + 1).map((measure) => (
              <tr key={measure}>
                <th scope="row" data-name={t('measures.measure')}>
                  {measure}
                </th>
                {shared.map((one) => (
                  <td key={one.state} data-name={state(one.state)}>
                    {one.measures
                      .filter((item) => item.measure === measure)
                      .map((item) => (
                        <p key={`${item.sharedOn} ${item.what}`}>
                          <span className="soft">{date(item.sharedOn)}</span> <bdi>{item.what}</bdi>
                        </p>
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
