// SPDX-License-Identifier: Apache-2.0
// What a register holds, page by page and by category, and what must be reviewed; each line opens its alert.
import { type ReactNode, useCallback, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { fetchAlerts, fetchDue, type Named, type RegisterHeld } from './alert-calls.ts';
import { AlertFault } from './alert-fault.tsx';
import { fieldsOf } from './alert-fields.ts';
import { titleOf } from './alert-lines.ts';
import { PageButtons, usePages } from './pages.tsx';

interface ListProps {
  readonly use: SessionUse;
  readonly onOpen: (named: Named) => void;
}

export function RegisterList({
  use,
  registers,
  register,
  onRegister,
  onOpen,
  onEnter,
}: ListProps & {
  readonly registers: readonly RegisterHeld[];
  readonly register: RegisterHeld;
  readonly onRegister: (id: string) => void;
  readonly onEnter: () => void;
}): ReactNode {
  const { t, date } = useWords();
  const [category, setCategory] = useState('');
  const [reviewUntil, setReviewUntil] = useState('');
  const pages = usePages();
  const { place } = pages;
  const call = useCallback(
    () => fetchAlerts({ register: register.id, category, reviewUntil, ...(place !== undefined && { after: place }) }),
    [register.id, category, reviewUntil, place],
  );
  const { value: page, fault } = useReply(call, use.onSessionEnd);
  const categories = fieldsOf(register.kind).find(({ name }) => name === 'category');
  const { codes, words } = (categories as { codes: { codes: readonly string[]; words: string } }).codes;
  const fromStart = (change: () => void) => {
    pages.toFirst();
    change();
  };
  return (
    <section className="card" aria-labelledby="alerts-list">
      <h2 id="alerts-list">{t('alerts.list')}</h2>
      <div className="filters">
        <label className="field">
          <span className="field-label">{t('alerts.register')}</span>
          <select value={register.id} onChange={({ target }) => fromStart(() => onRegister(target.value))}>
            {registers.map(({ id, title, alerts }) => (
              <option key={id} value={id}>
                {title} ({alerts})
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">{t('hit.category')}</span>
          <select value={category} onChange={({ target }) => fromStart(() => setCategory(target.value))}>
            <option value="">{t('alerts.all')}</option>
            {codes.map((code) => (
              <option key={code} value={code}>
                {t(`${words}.${code}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">{t('alerts.review-until')}</span>
          <input
            type="date"
            value={reviewUntil}
            onChange={({ target }) => fromStart(() => setReviewUntil(target.value))}
          />
        </label>
        {register.isKeptByHand && (
          <button type="button" className="main-button" onClick={onEnter}>
            {t('alerts.enter-new')}
          </button>
        )}
      </div>
      {!register.isKeptByHand && <p className="soft">{t('alerts.from-source')}</p>}
      {fault !== undefined && <AlertFault fault={fault} />}
      {page === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {page?.alerts.length === 0 && page.next === undefined && <p>{t('alerts.none')}</p>}
      {page !== undefined && page.damaged > 0 && (
        <p className="notice">{t('alerts.damaged', { count: page.damaged })}</p>
      )}
      <ul className="alert-lines">
        {page?.alerts.map((alert) => (
          <li key={alert.id}>
            <button
              type="button"
              className="alert-line"
              onClick={() => onOpen({ register: register.id, alertId: alert.id })}
            >
              <bdi className="alert-title">{titleOf(alert)}</bdi>
              <bdi className="number soft">{alert.id}</bdi>
              <span>{t(`${words}.${alert.category}`)}</span>
              <span>{t(`action.${alert.action}`)}</span>
              <span className="soft">{t('alerts.review-on', { date: date(alert.reviewOn) })}</span>
            </button>
          </li>
        ))}
      </ul>
      <PageButtons pages={pages} next={page?.next} />
    </section>
  );
}

export function DueList({ use, onOpen }: ListProps): ReactNode {
  const { t, date } = useWords();
  const pages = usePages();
  const { place } = pages;
  const call = useCallback(() => fetchDue(place), [place]);
  const { value: page, fault } = useReply(call, use.onSessionEnd);
  return (
    <section className="card" aria-labelledby="alerts-due">
      <h2 id="alerts-due">{t('alerts.due')}</h2>
      {fault !== undefined && <AlertFault fault={fault} />}
      {page === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {page !== undefined && <p className="soft">{t('alerts.due-what', { days: page.withinDays })}</p>}
      {page?.due.length === 0 && <p>{t('alerts.none-due')}</p>}
      <ul className="alert-lines">
        {page?.due.map(({ register, alertId, reviewOn, isOverdue }) => (
          <li key={`${register} ${alertId}`}>
            <button type="button" className="alert-line" onClick={() => onOpen({ register, alertId })}>
              <bdi className="alert-title number">{alertId}</bdi>
              <bdi className="soft">{register}</bdi>
              <span className={isOverdue ? 'overdue' : undefined}>
                {isOverdue
                  ? t('alerts.overdue', { date: date(reviewOn ?? '') })
                  : t('alerts.review-on', { date: date(reviewOn ?? '') })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <PageButtons pages={pages} next={page?.next} />
    </section>
  );
}
