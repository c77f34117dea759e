// SPDX-License-Identifier: Apache-2.0
// The messages that the node lists, read when the desk opens, again when something has changed while it is looked at, and further back
// on demand. Each reading is an entry of the log, so the node is first asked whether anything has changed.
import { useCallback, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { fetchMessages, fetchNews } from './desk-calls.ts';
import { afterReading, type MessageRow } from './desk-state.ts';

export interface MessagesUse {
  /** The latest first; undefined before the first answer. */
  readonly rows: readonly MessageRow[] | undefined;
  readonly fault: Fault | undefined;
  readonly now: number;
  /** Text that changes with everything that the list is read anew for. */
  readonly mark: string;
  readonly read: () => void;
  /** A row as the node has just shown it. */
  readonly replace: (row: MessageRow) => void;
  /** Reads what is older; undefined where nothing is. */
  readonly readMore: (() => void) | undefined;
}

export function useMessages({ onSessionEnd }: SessionUse): MessagesUse {
  const [rows, setRows] = useState<readonly MessageRow[]>();
  const [next, setNext] = useState<number>();
  const [fault, setFault] = useState<Fault>();
  const [now, setNow] = useState(Date.now());
  const isReading = useRef(false);
  const mark = useRef<string>(undefined);
  const [readAt, setReadAt] = useState('');

  const readPage = useCallback(
    async (before: number | undefined) => {
      if (isReading.current) return;
      isReading.current = true;
      const reply = await fetchMessages(before);
      isReading.current = false;
      setNow(Date.now());
      if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
      setFault(undefined);
      setReadAt(`${mark.current} ${Date.now()}`);
      const { rows: page, next: end } = reply.value;
      setRows((known = []) =>
        merged(before === undefined ? afterReading(known, page, end === undefined) : known, page),
      );
      // What was read further back keeps its own end.
      setNext((kept) => (before === undefined && kept !== undefined ? kept : end));
    },
    [onSessionEnd],
  );
  const read = useCallback(() => void readPage(undefined), [readPage]);
  useEffect(() => {
    const follow = async () => {
      setNow(Date.now());
      if (document.visibilityState !== 'visible' || isReading.current) return;
      const news = await fetchNews();
      if (!news.ok && endsSession(news.fault)) return onSessionEnd();
      // A node that says nothing is read, so that its fault shows.
      if (news.ok && news.value === mark.current) return;
      mark.current = news.ok ? news.value : undefined;
      read();
    };
    void follow();
    const timer = window.setInterval(() => void follow(), NEWS_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [read, onSessionEnd]);
  const replace = useCallback((row: MessageRow) => setRows((known = []) => merged(known, [row])), []);
  const readMore = next === undefined ? undefined : () => void readPage(next);
  return { rows, fault, now, mark: readAt, read, replace, readMore };
}

/** A row that is read again takes the place of what was known of it. */
export function merged(known: readonly MessageRow[], read: readonly MessageRow[]): readonly MessageRow[] {
  const byId = new Map(known.map((row) => [row.id, row]));
  for (const row of read) byId.set(row.id, row);
  return [...byId.values()].sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
}

/** How soon what is new shows. */
const NEWS_EVERY_MS = 5_000;
