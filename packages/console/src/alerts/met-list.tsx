// SPDX-License-Identifier: Apache-2.0
// Who met covert alerts of the own State: the one place where their owner learns of it (spec/alert.md, 28a).
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { fetchMet, type MetQuery } from './met-calls.ts';
import { PagedLines } from './paged-lines.tsx';

export function MetList({ use }: { use: SessionUse }): ReactNode {
  return (
    <PagedLines
      name="met"
      keys={{ title: 'alerts.met', what: 'alerts.met-what', none: 'alerts.none-met' }}
      use={use}
      fetchPage={fetchMet}
      linesOf={({ met }) => met.map((one) => <MetLine key={one.logIndex} met={one} />)}
    />
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
