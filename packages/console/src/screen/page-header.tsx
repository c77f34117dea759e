// SPDX-License-Identifier: Apache-2.0
// The line at the head of every page: whose node this is, who is signed in, and the switches of the screen.
import { type ReactNode, useEffect } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { changeSettings, themeAfter, useSettings } from '../look/settings.ts';
import { LanguageSelect } from './language-select.tsx';
import { PageLinks } from './page-links.tsx';
import { ToolIcon } from './tool-icon.tsx';

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
  const stateName = state(session.state);
  // Nodes of several States may stand in one browser.
  useEffect(() => {
    document.title = `IIMS · ${stateName}`;
  }, [stateName]);
  return (
    <>
      {session.exercise && <p className="exercise">{t('screen.exercise')}</p>}
      <header className="page-header">
        <p className="brand">
          <span className="brand-system">IIMS · </span>
          <bdi>{stateName}</bdi>
        </p>
        {session.post !== undefined && (
          <p className="post">
            <bdi>{session.post}</bdi>
          </p>
        )}
        <PageLinks session={session} />
        <div className="header-fields">{children}</div>
        <div className="header-tools">
          <p className="user">
            <bdi>{session.user}</bdi>
          </p>
          <LanguageSelect />
          {onKeys !== undefined && <SoundButton />}
          <ThemeButton held={themeHeld} />
          {onKeys !== undefined && (
            <button type="button" className="tool" aria-label={t('keys.title')} onClick={onKeys}>
              ?
            </button>
          )}
          <button
            type="button"
            className="tool"
            aria-label={t('screen.sign-out')}
            title={t('screen.sign-out')}
            onClick={use.onSignOut}
          >
            <ToolIcon picture="sign-out" />
          </button>
        </div>
      </header>
    </>
  );
}

function ThemeButton({ held }: { held: boolean }): ReactNode {
  const { t } = useWords();
  const { theme } = useSettings();
  const label = t('screen.theme', { theme: t(`theme.${theme}`) });
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      onClick={() => held || changeSettings({ theme: themeAfter(theme) })}
    >
      <ToolIcon picture={theme} />
    </button>
  );
}

function SoundButton(): ReactNode {
  const { t } = useWords();
  const { soundOn } = useSettings();
  return (
    <button
      type="button"
      className="tool"
      aria-label={t('keys.sound-on')}
      title={t('keys.sound-on')}
      aria-pressed={soundOn}
      onClick={() => changeSettings({ soundOn: !soundOn })}
    >
      <ToolIcon picture={soundOn ? 'sound-on' : 'sound-off'} />
    </button>
  );
}
