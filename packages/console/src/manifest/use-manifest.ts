// SPDX-License-Identifier: Apache-2.0
// One list at a time between the screen and the node. Leaving the page ends it: the node asks nothing more.
import { type Manifest, onlyLines } from '@iims/wire/manifest';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { endsSession, type Session } from '../access/session.ts';
import { type AskedManifest, askManifest } from './ask-manifest.ts';
import { afterLeaving, type ListView, mayAskAgain, nextListView } from './manifest-state.ts';

export interface ManifestUse {
  readonly view: ListView | undefined;
  readonly ask: (list: AskedManifest, manifest: Manifest) => void;
  /** Asks once more about those that are not complete. */
  readonly askAgain: () => void;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** `before`: the list as it stood when the page was left. */
export function useManifest(session: Session, onSessionEnd: () => void, before: ListView | undefined): ManifestUse {
  const [view, step] = useReducer(nextListView, before, (left) => left && afterLeaving(left, Date.now()));
  const open = useRef<AbortController>(undefined);
  useEffect(() => () => open.current?.abort(), []);

  const send = useCallback(
    (list: AskedManifest) => {
      const leaving = new AbortController();
      open.current = leaving;
      void askManifest(list, { csrf: session.csrf, leave: leaving.signal }, (event) => {
        step({ type: 'event', event, atMs: Date.now() });
        if (event.type === 'error' && endsSession(event.fault)) onSessionEnd();
      }).finally(() => {
        open.current = undefined;
      });
    },
    [session, onSessionEnd],
  );
  const ask = useCallback(
    (list: AskedManifest, manifest: Manifest) => {
      if (open.current !== undefined) return;
      step({ type: 'ask', list, manifest, expected: [session.state, ...session.partners], atMs: Date.now() });
      send(list);
    },
    [session, send],
  );
  const askAgain = useCallback(() => {
    if (view === undefined || open.current !== undefined) return;
    const lines = new Set([...view.rows].filter(([, row]) => mayAskAgain(row)).map(([line]) => line));
    step({ type: 'ask-again', lines });
    const { text, manifest, purpose, caseRef } = view;
    send({ text: onlyLines(text, manifest, lines), purpose, caseRef });
  }, [view, send]);
  const stop = useCallback(() => open.current?.abort(), []);
  const clear = useCallback(() => step({ type: 'clear' }), []);
  return { view, ask, askAgain, stop, clear };
}
