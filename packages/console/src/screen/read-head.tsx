// SPDX-License-Identifier: Apache-2.0
// The head of a page that shows what was read at a moment: its title, the moment, and the button that reads it again, which has the focus
// at first. Such a page never reads by itself: one that nobody looks at must not keep a session alive.
import { type ReactNode, useEffect, useRef } from 'react';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import './read-head.css';

interface ReadHeadProps {
  readonly title: string;
  /** By the clock of the screen, milliseconds since 1970; undefined before the first reading. */
  readonly readAt: number | undefined;
  readonly isReading: boolean;
  readonly onRead: () => void;
}

export function ReadHead({ title, readAt, isReading, onRead }: ReadHeadProps): ReactNode {
  const { t } = useWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const said = readAt === undefined ? '' : t('screen.read-at', { time: clockOf(readAt) });
  return (
    <div className="read-head">
      <h1>{title}</h1>
      <p className="soft" aria-live="polite">
        {isReading ? t('screen.loading') : said}
      </p>
      <button
        type="button"
        className="side-button"
        aria-disabled={isReading}
        onClick={() => isReading || onRead()}
        ref={first}
      >
        {t('screen.read-again')}
      </button>
    </div>
  );
}
