// SPDX-License-Identifier: Apache-2.0
// What happens once when a verdict comes: its sound, its line in the history, its place as the answer to go back to.
import { useEffect, useRef, useState } from 'react';
import { currentSettings } from '../look/settings.ts';
import { fetchHistory, type PastQuery, withQuery } from './history.ts';
import { playNotes } from './play-notes.ts';
import type { QueryView } from './query-state.ts';
import { notesOf } from './tones.ts';

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

  useEffect(() => {
    let left = false;
    void fetchHistory().then((reply) => {
      if (!left && reply.ok) setHistory(reply.value);
    });
    return () => {
      left = true;
    };
  }, []);

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
  }, [view, kept, labelOf]);

  return { history, kept };
}
