// SPDX-License-Identifier: Apache-2.0
// The registers of the own State, how many alerts each holds and how old they are.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { RegisterState } from './node-state.ts';

export function RegisterSection({
  registers,
  readAt,
}: {
  registers: readonly RegisterState[];
  readAt: number;
}): ReactNode {
  const { t, age } = useWords();
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
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
