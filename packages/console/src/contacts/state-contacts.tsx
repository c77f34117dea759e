// SPDX-License-Identifier: Apache-2.0
// The contact points of one State, the telephone first: that is what somebody looks for at night.
import type { ContactPoint } from '@iims/wire/contact-point';
import type { ReactNode } from 'react';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { Directory } from './contact-calls.ts';

export function StateContacts({ directory }: { directory: Directory }): ReactNode {
  const { t, state, date } = useWords();
  const title = `contacts-${directory.state}`;
  return (
    <section className="card state-contacts" aria-labelledby={title}>
      <header className="contacts-head">
        <h3 id={title}>
          <bdi>{state(directory.state)}</bdi>
        </h3>
        <p className="soft">{t('contacts.changed', { day: date(dayOf(directory.changedAt)) })}</p>
      </header>
      <ul>
        {directory.points.map((point) => (
          <PointRow key={point.id} point={point} />
        ))}
      </ul>
    </section>
  );
}

function PointRow({ point }: { point: ContactPoint }): ReactNode {
  const { t, date } = useWords();
  const isOver = point.validUntil < dayOf(Date.now());
  return (
    <li className={isOver ? 'contact-point contact-over' : 'contact-point'}>
      <div>
        <p className="contact-title">
          <bdi>{point.title}</bdi>
        </p>
        <p className="soft">
          {t(`contact-body.${point.body}`)} · {t(`contact-level.${point.level}`)} ·{' '}
          <bdi className="number">{point.id}</bdi>
        </p>
        {point.keyFingerprint !== undefined && <p className="number contact-key soft">{point.keyFingerprint}</p>}
      </div>
      <div>
        <p className="contact-telephone">
          <a href={`tel:${point.telephone.replaceAll(' ', '')}`} dir="ltr">
            {point.telephone}
          </a>
        </p>
        {point.deputyTelephone !== undefined && (
          <p>
            <span className="soft">{t('contact-field.deputyTelephone')}</span>{' '}
            <a href={`tel:${point.deputyTelephone.replaceAll(' ', '')}`} dir="ltr">
              {point.deputyTelephone}
            </a>
          </p>
        )}
        {point.email !== undefined && (
          <p>
            <bdi>{point.email}</bdi>
          </p>
        )}
      </div>
      <div>
        <p>{t(`contact-hours.${point.hours}`)}</p>
        <p className="soft">
          <bdi>{point.languages}</bdi>
        </p>
        <p className={isOver ? 'overdue' : 'soft'}>
          {t(isOver ? 'contacts.over' : 'contacts.valid', { day: date(point.validUntil) })}
        </p>
      </div>
    </li>
  );
}
