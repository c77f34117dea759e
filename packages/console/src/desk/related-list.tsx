// SPDX-License-Identifier: Apache-2.0
// What is known of whom and what an opened message names: alerts of own registers, earlier messages of other cases, and what was said twice.
import { type ReactNode, useEffect, useState } from 'react';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { othersOf } from './desk-state.ts';
import { fetchRelated, type Related } from './find-calls.ts';

export function RelatedList({ id }: { id: string }): ReactNode {
  const { t, states } = useWords();
  const [related, setRelated] = useState<Related>();
  useEffect(() => {
    let isLeft = false;
    void fetchRelated(id).then((reply) => reply.ok && !isLeft && setRelated(reply.value));
    return () => {
      isLeft = true;
    };
  }, [id]);
  if (related === undefined || related.standing === 'nothing-named') return null;
  const { standing, registers, alerts, earlier } = related;
  return (
    <section className="desk-related" aria-label={t('desk.related')}>
      <h3>{t('desk.related')}</h3>
      {standing === 'pending' && <p className="soft">{t('desk.related-pending')}</p>}
      {standing === 'checked' && alerts.length + earlier.length === 0 && (
        <p className="soft">{t('desk.related-none')}</p>
      )}
      {registers === 'unavailable' && <p className="overdue">{t('desk.related-unavailable')}</p>}
      <ul className="desk-deliveries">
        {alerts.map(({ register, alertId }) => (
          <li key={`${register} ${alertId}`}>
            <span>{t('desk.own-alert')}</span> <bdi className="number">{alertId}</bdi>
          </li>
        ))}
        {earlier.map(({ row, by, isDuplicate }) => (
          <li key={row.id}>
            <bdi>{states(othersOf(row))}</bdi> <bdi>{row.caseRef}</bdi> <span className="soft">{dayOf(row.at)}</span>
            <span className={isDuplicate ? 'overdue' : 'soft'}>
              {isDuplicate ? t('desk.said-twice') : by.map((one) => t(`related-by.${one}`)).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
