// SPDX-License-Identifier: Apache-2.0
// The registers of the own State, how many alerts each holds and how old they are.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { behindText } from './behind-text.ts';
import type { RegisterState } from './node-state.ts';
import { StatusMark } from './status-mark.tsx';

export function RegisterSection({
  registers,
  readAt,
}: {
  registers: readonly RegisterState[];
  readAt: number;
}): ReactNode {
  const words = useWords();
  const { t, age } = words;
  return (
    <section className="card" aria-labelledby="registers">
      <h2 id="registers">{t('registers.title')}</h2>
      {registers.length === 0 && <p>{t('registers.none')}</p>}
      <dl>
        {registers.map((register) => (
          <div className="row" key={register.id}>
            <dt>
              <bdi>{register.title}</bdi>
            </dt>
            <dd>
              {t('node.alerts', { count: register.alerts, alerts: groupDigits(register.alerts) })} ·{' '}
              {t('state.data-age', { age: age(register.checkedAt, readAt) })}
              {register.behind !== undefined && (
                <p className="register-doubt">
                  <StatusMark status="warning" /> {behindText(words, register.behind)}
                </p>
              )}
              {!register.listed && (
                <p className="register-doubt">
                  <StatusMark status="warning" /> {t('registers.not-listed')}
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
