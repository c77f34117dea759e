// SPDX-License-Identifier: Apache-2.0
// Keeps on the node what is being written, a moment after the last key, so that a browser that is killed loses nothing.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Session } from '../access/session.ts';
import type { Fault } from '../api/node-call.ts';
import { dropDraft, keepDraft } from './desk-calls.ts';
import { headText, isWorthKeeping, keptText, type WriteDraft } from './write-draft.ts';

export interface DraftKeeping {
  /** When what stands in the form was kept, in milliseconds since 1970; undefined while something of it is not. */
  readonly keptAt: number | undefined;
  readonly fault: Fault | undefined;
  /** Keeps at once, where something is not kept. */
  readonly keepNow: () => void;
  /** Forgets the draft, on the node too. */
  readonly drop: (draftId: string) => void;
}

export function useDraftKeeping(session: Session, draft: WriteDraft | undefined): DraftKeeping {
  const [keptAt, setKeptAt] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const kept = useRef('');
  const latest = useRef(draft);
  latest.current = draft;

  const keepNow = useCallback(() => {
    const current = latest.current;
    if (current === undefined || !isWorthKeeping(current)) return;
    const state = stateOf(current);
    if (state === kept.current) return;
    kept.current = state;
    const { draftId } = current;
    void keepDraft(session, { draftId, content: keptText(current), head: headText(current) }).then((reply) => {
      // A draft that changed meanwhile is kept again by its own timer.
      if (!reply.ok) kept.current = '';
      setFault(reply.ok ? undefined : reply.fault);
      if (reply.ok) setKeptAt(Date.now());
    });
  }, [session]);

  useEffect(() => {
    if (draft === undefined || !isWorthKeeping(draft) || stateOf(draft) === kept.current) return;
    setKeptAt(undefined);
    const timer = window.setTimeout(keepNow, KEEP_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [draft, keepNow]);

  useEffect(() => {
    window.addEventListener('pagehide', keepNow);
    return () => window.removeEventListener('pagehide', keepNow);
  }, [keepNow]);

  const drop = useCallback(
    (draftId: string) => {
      kept.current = '';
      setKeptAt(undefined);
      void dropDraft(session, draftId);
    },
    [session],
  );
  return { keptAt, fault, keepNow, drop };
}

/** What is kept of a draft, under its id: two may say the same. */
function stateOf(draft: WriteDraft): string {
  return `${draft.draftId} ${keptText(draft)}`;
}

/** After the last key. */
const KEEP_AFTER_MS = 2_000;
