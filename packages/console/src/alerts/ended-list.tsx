// SPDX-License-Identifier: Apache-2.0
// Alerts that partners were shown and that have ended: which partner has confirmed it, and which has not (spec/alert-deletion.md).
import { type ReactNode, useCallback } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { AlertFault } from './alert-fault.tsx';
import { type EndedAlert, fetchEnded, type ToldPartner } from './ended-calls.ts';
import { PageButtons, usePages } from './pages.tsx';

export function EndedList({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const pages = usePages();
  const { place } = pages;
  const call = useCallback(() => fetchEnded(place), [place]);
  const { value: page, fault } = useReply(call, use.onSessionEnd);
  return (
    <section className="card" aria-labelledby="alerts-ended">
      <h2 id="alerts-ended">{t('alerts.ended')}</h2>
      <p className="soft">{t('alerts.ended-what')}</p>
      {fault !== undefined && <AlertFault fault={fault} />}
      {page === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {page?.ended.length === 0 && <p>{t('alerts.none-ended')}</p>}
      <ul className="alert-lines">
        {page?.ended.map((ended) => (
          <EndedLine key={`${ended.register} ${ended.alertId} ${ended.endedOn}`} ended={ended} />
        ))}
      </ul>
      <PageButtons pages={pages} next={page?.next} />
    </section>
  );
}

function EndedLine({ ended }: { ended: EndedAlert }): ReactNode {
  const { t, date } = useWords();
  const { register, alertId, by, endedOn, told } = ended;
  return (
    <li className="ended-line">
      <p>
        <bdi className="alert-title number">{alertId}</bdi> <bdi className="soft">{register}</bdi>
      </p>
      <p className="soft">{t(`end.${by}`, { date: date(endedOn) })}</p>
      <ul className="told-partners">
        {told.map((partner) => (
          <PartnerLine key={partner.state} partner={partner} />
        ))}
      </ul>
    </li>
  );
}

function PartnerLine({ partner }: { partner: ToldPartner }): ReactNode {
  const { t, state: nameOf, date } = useWords();
  const { state, standing, confirmedOn } = partner;
  return (
    <li className={standing === 'confirmed' ? undefined : 'overdue'}>
      <bdi>{nameOf(state)}</bdi>: {t(`told.${standing}`, { date: date(confirmedOn ?? '') })}
    </li>
  );
}
