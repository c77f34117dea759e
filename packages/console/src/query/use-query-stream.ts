// SPDX-License-Identifier: Apache-2.0
// One query at a time between the screen and the node: asks, takes the events in as they arrive, hands out the view.
import { useCallback, useReducer, useRef } from 'react';
import { flushSync } from 'react-dom';
import { endsSession, type Session } from '../access/session.ts';
import { type AskedQuery, askNode } from './ask-node.ts';
import { nextQueryView, type QueryView, READY } from './query-state.ts';

/** A scanner that ends its last line with CR and LF asks twice within milliseconds; the second is no new question. */
const REPEATED_ENTER_MS = 250;

export interface QueryStream {
  readonly view: QueryView;
  readonly ask: (query: AskedQuery) => void;
  readonly clear: () => void;
  /** An Enter has ended a text that waits: the next one, where nothing was written between them, is the same one's. */
  readonly noteEnter: () => void;
  readonly restore: (view: QueryView) => void;
}

export function useQueryStream(session: Session, onSessionEnd: () => void): QueryStream {
  const [view, step] = useReducer(nextQueryView, READY);
  const open = useRef<object>(undefined);
  const last = useRef(NOTHING_ASKED);

  const ask = useCallback(
    (query: AskedQuery) => {
      const atMs = Date.now();
      const asked = `${query.input}\n${query.secondKey ?? ''}`;
      const { asked: before } = last.current;
      const isRepeated = (before === undefined || before === asked) && atMs - last.current.atMs < REPEATED_ENTER_MS;
      if (open.current !== undefined || isRepeated) return;
      const question = {};
      const close = () => {
        if (open.current === question) open.current = undefined;
      };
      open.current = question;
      last.current = { asked, atMs };
      // At once, also from a timer: from here on the box is the question's.
      flushSync(() => step({ type: 'ask', ...query, expected: [session.state, ...session.partners], atMs }));
      void askNode(query, session.csrf, (event) => {
        // With its last event, and not when the connection has come to rest: whoever sees the verdict can ask.
        if (event.type === 'verdict' || event.type === 'error') close();
        step({ type: 'event', event, atMs: Date.now() });
        if (event.type === 'error' && endsSession(event.fault)) onSessionEnd();
      }).finally(close);
    },
    [session, onSessionEnd],
  );
  const clear = useCallback(() => {
    // The text is another's: the same once more is a new scan, and not a second Enter.
    last.current = NOTHING_ASKED;
    step({ type: 'clear' });
  }, []);
  const noteEnter = useCallback(() => {
    last.current = { asked: undefined, atMs: Date.now() };
  }, []);
  const restore = useCallback((earlier: QueryView) => step({ type: 'restore', view: earlier }), []);
  return { view, ask, clear, noteEnter, restore };
}

/** What the last Enter asked, and when; undefined where it asked nothing. */
interface LastEnter {
  readonly asked: string | undefined;
  readonly atMs: number;
}

const NOTHING_ASKED: LastEnter = { asked: '', atMs: 0 };
