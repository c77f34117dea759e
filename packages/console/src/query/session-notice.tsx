// SPDX-License-Identifier: Apache-2.0
// Warns before the session ends (WCAG 2.2, 2.2.1) and keeps an idle one open at the officer's wish.
import { type ReactNode, useEffect, useState } from 'react';
import { endsSession, fetchSession, type Session } from '../access/session.ts';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { sessionEndsAt, WARN_BEFORE_MS } from './session-clock.ts';

const LOOK_EVERY_MS = 15_000;

interface SessionNoticeProps {
  readonly session: Session;
  /** Changes whenever the node was asked something, which keeps the session open. */
  readonly activity: unknown;
  readonly onSessionEnd: () => void;
}

export function SessionNotice({ session, activity, onSessionEnd }: SessionNoticeProps): ReactNode {
  const { t } = useWords();
  const [usedAt, setUsedAt] = useState(Date.now);
  const [now, setNow] = useState(Date.now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each activity is a use of the session
  useEffect(() => setUsedAt(Date.now()), [activity]);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);

  const endsAt = sessionEndsAt(session.expiresAt, usedAt);
  if (now < endsAt - WARN_BEFORE_MS) return null;
  const stay = async () => {
    const reply = await fetchSession();
    if (reply.ok) setUsedAt(Date.now());
    else if (endsSession(reply.fault)) onSessionEnd();
  };
  return (
    <div className="notice" role="status">
      <p>{t('session.ends', { time: clockOf(endsAt, false) })}</p>
      {endsAt < session.expiresAt && (
        <button type="button" className="side-button" onClick={() => void stay()}>
          {t('session.stay')}
        </button>
      )}
    </div>
  );
}
