// SPDX-License-Identifier: Apache-2.0
// Cases that belong together, and why.
import { CASE_LINK_REASONS, type CaseLinkReason } from '@iims/wire/case-codes';
import { CASE_REFERENCE_CHARACTERS_MAX } from '@iims/wire/query';
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import type { CaseLink } from './case-calls.ts';
import { OneLineForm } from './one-line-form.tsx';
import type { CaseUse } from './use-case.ts';

interface CaseLinksProps {
  readonly kept: CaseUse;
  readonly links: readonly CaseLink[];
  readonly mayKeep: boolean;
  readonly onCase: (caseRef: string) => void;
}

export function CaseLinks({ kept, links, mayKeep, onCase }: CaseLinksProps): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState<CaseLinkReason>(CASE_LINK_REASONS[0]);
  return (
    <>
      <h3>{t('case.links')}</h3>
      <ul className="case-list">
        {links.map(({ other, reason: why }) => (
          <li key={other} className="case-link">
            <button type="button" className="quiet-button" onClick={() => onCase(other)}>
              <bdi>{other}</bdi>
            </button>
            <span className="soft">{t(`case-link.${why}`)}</span>
            {mayKeep && (
              <button
                type="button"
                className="quiet-button"
                aria-label={`${t('case.unlink')}: ${other}`}
                onClick={() => void kept.act({ act: 'unlink', other })}
              >
                {t('case.unlink')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayKeep && (
        <OneLineForm
          name="link"
          label={t('case.other')}
          button={t('case.link')}
          charactersMax={CASE_REFERENCE_CHARACTERS_MAX}
          onSay={(other) => kept.act({ act: 'link', other, reason })}
        >
          <select
            value={reason}
            aria-label={t('case.link-why')}
            onChange={({ target }) => setReason(target.value as CaseLinkReason)}
          >
            {CASE_LINK_REASONS.map((one) => (
              <option key={one} value={one}>
                {t(`case-link.${one}`)}
              </option>
            ))}
          </select>
        </OneLineForm>
      )}
    </>
  );
}
