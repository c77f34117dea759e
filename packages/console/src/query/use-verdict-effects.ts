// SPDX-License-Identifier: Apache-2.0
// What happens once when a verdict comes: its sound, its line in the history, its place as the answer to go back to.
import { useEffect, useRef, useState } from 'react';
import { currentSettings } from '../look/settings.ts';
import { fetchHistory, type PastQuery, withQuery } from './history.ts';
import { playNotes } from './play-notes.ts';
import type { QueryView } from './query-state.ts';
import { notesOf } from './tones.ts';

/** Each reading is an entry of the log. */
const HISTORY_AGAIN_MS = 10 * 60_000;

export type AnsweredView = QueryView & { phase: 'answered' };

export interface VerdictEffects {
  readonly history: readonly PastQuery[];
  /** The latest answer, for going back to it. */
  readonly kept: AnsweredView | undefined;
}

export function useVerdictEffects(view: QueryView, labelOf: (input: string) => string): VerdictEffects {
  const [history, setHistory] = useState<readonly PastQuery[]>([]);
  const [kept, setKept] = useState<AnsweredView>();
  const told = useRef<QueryView>(undefined);
  const [reading, setReading] = useState(() => Date.now());

  // biome-ignore lint/correctness/useExhaustiveDependencies: a later time reads again.
  useEffect(() => {
    let left = false;
    void fetchHistory().then((reply) => {
      if (!left && reply.ok) setHistory(reply.value);
    });
    return () => {
      left = true;
    };
  }, [reading]);

  useEffect(() => {
    if (view.phase !== 'answered' || told.current === view) return;
    told.current = view;
    if (kept === view) return;
    const { shown, verdict, answeredAt, input } = view;
    if (currentSettings().soundOn) {
      const hits = view.answers.flatMap((answer) => answer.hits);
      playNotes(notesOf(shown.word, hits));
    }
    setKept(view);
    const past = { logIndex: verdict.logIndex, askedAt: answeredAt, label: labelOf(input), verdict: shown.word };
    setHistory((before) => withQuery(before, past));
    // What was shown may have ended since. With a query, so that a page that nobody uses keeps no session open.
    if (answeredAt - reading > HISTORY_AGAIN_MS) setReading(answeredAt);
  }, [view, kept, labelOf, reading]);

  return { history, kept };
}
