// SPDX-License-Identifier: Apache-2.0
// What a State holds about a hit, why it matched, who entered it and how it may be used.
import type { Hit } from '@iims/wire/verdict';
import type { ReactNode } from 'react';
import { categoryKindOf } from '../language/code-words.ts';
import { useWords } from '../language/use-words.ts';
import { factValue, isNumberFact } from './fact-value.ts';

export function HitFacts({ state, hit }: { state: string; hit: Hit }): ReactNode {
  const words = useWords();
  const { t } = words;
  const alertDates = [
    hit.since === undefined ? undefined : t('hit.since', { date: words.date(hit.since) }),
    hit.reviewedOn === undefined ? undefined : t('hit.reviewed', { date: words.date(hit.reviewedOn) }),
  ].filter((part) => part !== undefined);
  return (
    <div className="detail-part">
      <h3>{t('hit.holds', { state: words.state(state) })}</h3>
      <dl>
        <Row name={t('hit.category')}>{words.code(categoryKindOf(hit.subjectKind), hit.category)}</Row>
        {hit.facts.map((fact) => (
          <Row key={`${fact.label} ${fact.value}`} name={words.code('fact', fact.label)}>
            <bdi
              className={isNumberFact(fact.label) ? 'number' : undefined}
              dir={isNumberFact(fact.label) ? 'ltr' : undefined}
            >
              {factValue(words, fact)}
            </bdi>
          </Row>
        ))}
        {hit.why.length > 0 && <Row name={t('hit.why')}>{hit.why.map((why) => words.code('why', why)).join('; ')}</Row>}
        <Row name={t('hit.authority')}>
          <bdi>{hit.authority}</bdi>
        </Row>
        <Row name={t('hit.alert')}>
          <bdi className="number" dir="ltr">
            {hit.alertId}
          </bdi>
          {alertDates.length > 0 && ` · ${alertDates.join(' · ')}`}
        </Row>
        <Row name={t('hit.handling')}>
          {hit.handling} · {words.code('handling', hit.handling)}
        </Row>
      </dl>
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className="row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
