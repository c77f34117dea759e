// SPDX-License-Identifier: Apache-2.0
// The line at the head of every page: whose node this is, who is signed in, and the switches of the screen.
import type { ReactNode } from 'react';
import type { SessionUse } from '../app.tsx';
import { useWords } from '../language/use-words.ts';
import { changeSettings, themeAfter, useSettings } from '../look/settings.ts';
import { LanguageSelect } from './language-select.tsx';

export interface PageHeaderProps {
  readonly use: SessionUse;
  /** The theme never switches while a query is open. */
  readonly themeHeld?: boolean;
  /** Opens the list of keys, on pages that have one. */
  readonly onKeys?: () => void;
  /** Fields that belong to the page's work. */
  readonly children?: ReactNode;
}

export function PageHeader({ use, themeHeld = false, onKeys, children }: PageHeaderProps): ReactNode {
  const { t, state } = useWords();
  const { session } = use;
  return (
    <>
      {session.exercise && <p className="exercise">{t('screen.exercise')}</p>}
      <header className="page-header">
        <p className="brand">
          IIMS <span aria-hidden="true">·</span> <bdi>{state(session.state)}</bdi>
        </p>
        {session.post !== undefined && (
          <p className="post">
            <bdi>{session.post}</bdi>
          </p>
        )}
        <div className="header-fields">{children}</div>
        <div className="header-tools">
          <p className="user">
            <bdi>{session.user}</bdi>
          </p>
          <LanguageSelect />
          <ThemeButton held={themeHeld} />
          {onKeys !== undefined && (
            <button type="button" className="tool" aria-label={t('keys.title')} onClick={onKeys}>
              ?
            </button>
          )}
          <button type="button" className="tool" onClick={use.onSignOut}>
            {t('screen.sign-out')}
          </button>
        </div>
      </header>
    </>
  );
}

function ThemeButton({ held }: { held: boolean }): ReactNode {
  const { t } = useWords();
  const { theme } = useSettings();
  return (
    <button
      type="button"
      className="tool"
      disabled={held}
      aria-label={t('screen.theme', { theme: t(`theme.${theme}`) })}
      onClick={() => changeSettings({ theme: themeAfter(theme) })}
    >
      {t(`theme.${theme}`)}
    </button>
  );
}
