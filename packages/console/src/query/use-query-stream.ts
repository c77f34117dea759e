// SPDX-License-Identifier: Apache-2.0
// One query at a time between the screen and the node: asks, takes the events in as they arrive, hands out the view.
import { useCallback, useReducer, useRef } from 'react';
import { endsSession, type Session } from '../access/session.ts';
import { type AskedQuery, askNode } from './ask-node.ts';
import { nextQueryView, type QueryView, READY } from './query-state.ts';

/** A scanner that ends its last line with CR and LF asks twice within milliseconds; the second is no new question. */
const REPEATED_ENTER_MS = 250;

export interface QueryStream {
  readonly view: QueryView;
  readonly ask: (query: AskedQuery) => void;
  readonly clear: () => void;
  readonly restore: (view: QueryView) => void;
}

export function useQueryStream(session: Session, onSessionEnd: () => void): QueryStream {
  const [view, step] = useReducer(nextQueryView, READY);
  const open = useRef(false);
  const last = useRef({ asked: '', atMs: 0 });

  const ask = useCallback(
    (query: AskedQuery) => {
      const atMs = Date.now();
      const asked = `${query.input}\n${query.secondKey ?? ''}`;
      const isRepeated = asked === last.current.asked && atMs - last.current.atMs < REPEATED_ENTER_MS;
      if (open.current || isRepeated) return;
      open.current = true;
      last.current = { asked, atMs };
      step({ type: 'ask', ...query, expected: [session.state, ...session.partners], atMs });
      void askNode(query, session.csrf, (event) => {
        step({ type: 'event', event, atMs: Date.now() });
        if (event.type === 'error' && endsSession(event.fault)) onSessionEnd();
      }).finally(() => {
        open.current = false;
      });
    },
    [session, onSessionEnd],
  );
  const clear = useCallback(() => step({ type: 'clear' }), []);
  const restore = useCallback((earlier: QueryView) => step({ type: 'restore', view: earlier }), []);
  return { view, ask, clear, restore };
}
