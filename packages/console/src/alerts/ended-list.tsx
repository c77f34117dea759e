// SPDX-License-Identifier: Apache-2.0
// Alerts that partners were shown and that have ended: which partner has confirmed it, and which has not (spec/alert-deletion.md).
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { type EndedAlert, fetchEnded, type ToldPartner } from './ended-calls.ts';
import { PagedLines } from './paged-lines.tsx';

export function EndedList({ use }: { use: SessionUse }): ReactNode {
  return (
    <PagedLines
      name="ended"
      keys={{ title: 'alerts.ended', what: 'alerts.ended-what', none: 'alerts.none-ended' }}
      use={use}
      fetchPage={fetchEnded}
      linesOf={({ ended }) =>
        ended.map((one) => <EndedLine key={`${one.register} ${one.alertId} ${one.endedOn}`} ended={one} />)
      }
    />
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
