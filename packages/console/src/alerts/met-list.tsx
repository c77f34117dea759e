// SPDX-License-Identifier: Apache-2.0
// Who met covert alerts of the own State: the one place where their owner learns of it (spec/alert.md, 28a).
import { type ReactNode, useCallback } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { AlertFault } from './alert-fault.tsx';
import { fetchMet, type MetQuery } from './met-calls.ts';
import { PageButtons, usePages } from './pages.tsx';

export function MetList({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const pages = usePages();
  const { place } = pages;
  const call = useCallback(() => fetchMet(place), [place]);
  const { value: page, fault } = useReply(call, use.onSessionEnd);
  return (
    <section className="card" aria-labelledby="alerts-met">
      <h2 id="alerts-met">{t('alerts.met')}</h2>
      <p className="soft">{t('alerts.met-what')}</p>
      {fault !== undefined && <AlertFault fault={fault} />}
      {page === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {page?.met.length === 0 && <p>{t('alerts.none-met')}</p>}
      <ul className="alert-lines">
        {page?.met.map((met) => (
          <MetLine key={met.logIndex} met={met} />
        ))}
      </ul>
      <PageButtons pages={pages} next={page?.next} />
    </section>
  );
}

function MetLine({ met }: { met: MetQuery }): ReactNode {
  const { t, code, date, state: nameOf } = useWords();
  const { at, state, officer, purpose, caseRef, alerts, count } = met;
  return (
    <li className="ended-line">
      <p>
        <bdi className="alert-title number">{alerts.join(', ')}</bdi>
        {count > alerts.length && (
          <span className="soft"> {t('alerts.met-count', { number: groupDigits(count) })}</span>
        )}
      </p>
      <p>
        {date(dayOf(at))} {clockOf(at)} · <bdi>{nameOf(state)}</bdi>, <bdi>{officer}</bdi>
      </p>
      <p className="soft">
        {purpose !== undefined && code('purpose', purpose)}{' '}
        {caseRef !== undefined && <bdi className="number">{caseRef}</bdi>}
      </p>
    </li>
  );
}
