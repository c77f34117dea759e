// SPDX-License-Identifier: Apache-2.0
// The register of refused purposes. It names no person; a reviewer lets one item of somebody else pass, with a reason.
import { type ReactNode, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { ActForm } from './act-form.tsx';
import type { RefusedPurpose } from './notice-calls.ts';
import { REFUSAL_CAUSES } from './notice-page-codes.ts';
import { PurposeMark } from './purpose-mark.tsx';

interface RefusedSectionProps {
  readonly use: SessionUse;
  readonly refused: readonly RefusedPurpose[];
  readonly onDone: () => void;
}

export function RefusedSection({ use, refused, onDone }: RefusedSectionProps): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="refused-title">
      <h2 id="refused-title">{t('notices.refused')}</h2>
      <p className="soft">{t('notices.refused-what')}</p>
      {refused.length === 0 && <p className="soft">{t('notices.none-refused')}</p>}
      {refused.map((one) => (
        <RefusedCard key={one.refusal} use={use} refused={one} onDone={onDone} />
      ))}
    </section>
  );
}

function RefusedCard({
  use,
  refused,
  onDone,
}: Omit<RefusedSectionProps, 'refused'> & { refused: RefusedPurpose }): ReactNode {
  const { t, date } = useWords();
  const [isOverriding, setOverriding] = useState(false);
  const { refusal, number, purpose, ground, cause, decidedAt, explanation, overrides } = refused;
  const mayOverride = use.session.permissions.includes('notice.review');
  const known = (REFUSAL_CAUSES as readonly string[]).includes(cause);
  return (
    <article className="card notice-card">
      <header className="notice-head">
        <h3>
          <bdi>{number}</bdi>
        </h3>
        <PurposeMark purpose={purpose} />
      </header>
      <p className="notice-line">
        {t(`said-ground.${ground}`)} · {date(dayOf(decidedAt))} · {known ? t(`notice-cause.${cause}`) : cause}
      </p>
      {explanation !== '' && (
        <p>
          <bdi dir="auto">{explanation}</bdi>
        </p>
      )}
      {overrides.map(({ item, by }) => (
        <p key={item} className="soft">
          {t('notices.overridden', { item, user: by })}
        </p>
      ))}
      {mayOverride && !isOverriding && (
        <button type="button" className="quiet-button" onClick={() => setOverriding(true)}>
          {t('notices.override')}
        </button>
      )}
      {isOverriding && (
        <ActForm
          use={use}
          act="override"
          body={{ refusal }}
          button={t('notices.override')}
          isDanger
          field={{ name: 'item', label: t('notices.override-item') }}
          words={{ name: 'reason', label: t('notices.override-why'), needed: true }}
          onDone={onDone}
        />
      )}
    </article>
  );
}
