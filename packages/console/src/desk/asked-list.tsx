// SPDX-License-Identifier: Apache-2.0
// At the top of the desk: hits that officers ask to have confirmed, each with the time by which the bureau acts.
import { type ReactNode, useState } from 'react';
import { categoryKindOf } from '../language/code-words.ts';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { DECLINED_GROUNDS } from '../query/declined-grounds.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import type { AskedHit } from './asked-calls.ts';
import { DueTime } from './due-time.tsx';
import type { AskedUse } from './use-asked.ts';

interface AskedListProps {
  readonly asked: AskedUse;
  readonly now: number;
  readonly mayWrite: boolean;
}

export function AskedList({ asked, now, mayWrite }: AskedListProps): ReactNode {
  const { t } = useWords();
  if (asked.waiting.length === 0) return null;
  return (
    <section className="desk-asked" aria-labelledby="asked-title">
      <h2 id="asked-title">
        {t('asked.title')} <span className="desk-count">{asked.waiting.length}</span>
      </h2>
      <ul>
        {asked.waiting.map((one, place) => (
          <AskedItem key={one.id} hit={one} isFirst={place === 0} {...{ asked, now, mayWrite }} />
        ))}
      </ul>
    </section>
  );
}

interface AskedItemProps extends AskedListProps {
  readonly hit: AskedHit;
  /** The one that the key sends. */
  readonly isFirst: boolean;
}

function AskedItem({ hit, isFirst, asked, now, mayWrite }: AskedItemProps): ReactNode {
  const { t, state, code } = useWords();
  const { singleKeysOn } = useSettings();
  const [isDeclining, setDeclining] = useState(false);
  return (
    <li>
      <p>
        <strong>{state(hit.state)}</strong> · {code(categoryKindOf(hit.subjectKind), hit.category)}{' '}
        {hit.isUrgent && <span className="desk-urgent">{t('urgency.urgent')}</span>}
      </p>
      <p className="soft">
        <bdi className="number">{hit.alertId}</bdi> · {t('asked.owner')}: <bdi>{hit.authority}</bdi>
      </p>
      <p className="soft">
        <bdi>{t('asked.by', { user: hit.askedBy })}</bdi> · <bdi className="number">{hit.caseRef}</bdi>
      </p>
      {hit.found !== undefined && (
        <p>
          {t('asked.found')}: <bdi dir="auto">{hit.found}</bdi>
        </p>
      )}
      <p>
        <DueTime dueAt={hit.dueAt} now={now} />
      </p>
      {mayWrite && (
        <div className="desk-asked-buttons">
          <button type="button" className="main-button" onClick={() => asked.send(hit)}>
            {t('asked.send')} {isFirst && singleKeysOn && <KeyCap>S</KeyCap>}
          </button>
          <button
            type="button"
            className="quiet-button"
            aria-expanded={isDeclining}
            onClick={() => setDeclining(!isDeclining)}
          >
            {t('asked.decline')}
          </button>
        </div>
      )}
      {isDeclining && (
        <fieldset className="desk-asked-grounds">
          <legend className="soft">{t('asked.why-not')}</legend>
          {DECLINED_GROUNDS.map((ground) => (
            <button key={ground} type="button" className="side-button" onClick={() => asked.decline(hit, ground)}>
              {t(`confirm.ground-${ground}`)}
            </button>
          ))}
        </fieldset>
      )}
    </li>
  );
}
