// SPDX-License-Identifier: Apache-2.0
// Hands hits to the bureau and follows what becomes of them while somebody works at the page.
import { useCallback, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import {
  askToConfirm,
  type Confirmation,
  fetchConfirmations,
  type HitToConfirm,
  hitsToConfirm,
  isOpen,
  placeKey,
} from './confirmations.ts';
import type { QueryView } from './query-state.ts';

export interface ConfirmationsUse {
  /** Hits on the screen that the bureau can have confirmed. */
  readonly hits: readonly HitToConfirm[];
  /** Those of earlier queries that were handed on. */
  readonly earlier: readonly Confirmation[];
  /** The hit that the officer is about to hand on. */
  readonly chosen: HitToConfirm | undefined;
  readonly fault: Fault | undefined;
  readonly now: number;
  readonly choose: (hit: HitToConfirm | undefined) => void;
  /** The first hit on the screen that was not handed on. */
  readonly chooseNext: () => void;
  readonly ask: (isUrgent: boolean, found: string) => void;
}

export function useConfirmations({ session, onSessionEnd }: SessionUse, view: QueryView): ConfirmationsUse {
  const [all, setAll] = useState<readonly Confirmation[]>([]);
  const [chosen, setChosen] = useState<HitToConfirm>();
  const [fault, setFault] = useState<Fault>();
  const [now, setNow] = useState(Date.now);
  const usedAt = useRef(Date.now());
  const mayAsk = session.permissions.includes('confirmation.ask');

  const read = useCallback(async () => {
    const reply = await fetchConfirmations();
    setNow(Date.now());
    if (reply.ok) setAll(reply.value);
    else if (endsSession(reply.fault)) onSessionEnd();
  }, [onSessionEnd]);
  useEffect(() => {
    if (mayAsk) void read();
  }, [mayAsk, read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of a query shows that somebody is there.
  useEffect(() => {
    usedAt.current = Date.now();
    setFault(undefined);
  }, [view]);
  const isFollowed = all.some(isOpen);
  useEffect(() => {
    if (!isFollowed) return;
    const timer = window.setInterval(() => {
      // A page that nobody uses keeps no session open.
      if (document.visibilityState === 'visible' && Date.now() - usedAt.current < FOLLOWED_MS) void read();
    }, READ_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [isFollowed, read]);

  const hits = view.phase === 'answered' && mayAsk ? hitsToConfirm(view, session.state, all) : [];
  const shown = new Set(hits.map(placeKey));
  return {
    hits,
    earlier: all.filter((one) => !shown.has(placeKey(one))),
    chosen,
    fault,
    now,
    choose: setChosen,
    chooseNext: () => setChosen(hits.find(({ confirmation }) => confirmation === undefined)),
    ask(isUrgent, found) {
      if (chosen === undefined) return;
      usedAt.current = Date.now();
      setChosen(undefined);
      void askToConfirm(session, chosen, { isUrgent, found }).then((reply) => {
        if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
        setFault(reply.ok ? undefined : reply.fault);
        return read();
      });
    },
  };
}

const READ_EVERY_MS = 5_000;
/** Less than a session may be idle. */
const FOLLOWED_MS = 20 * 60_000;
