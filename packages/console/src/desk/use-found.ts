// SPDX-License-Identifier: Apache-2.0
// A search through all messages, from Enter in the field that finds until the field is changed: each is an entry, so nothing is searched
// while somebody types.
import { useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import type { Mail } from '../mails/mail-calls.ts';
import type { MessageRow } from './desk-state.ts';
import { findMessages } from './find-calls.ts';

export interface FoundUse {
  /** Undefined while the list shows itself. */
  readonly rows: readonly MessageRow[] | undefined;
  readonly mails: readonly Mail[];
  readonly notSearched: number;
  readonly fault: Fault | undefined;
  readonly find: (words: string) => void;
  readonly readMore: (() => void) | undefined;
  readonly leave: () => void;
}

interface Found {
  readonly words: string;
  readonly rows: readonly MessageRow[];
  readonly mails: readonly Mail[];
  readonly notSearched: number;
  readonly next?: number;
}

export function useFound({ session, onSessionEnd }: SessionUse): FoundUse {
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<Fault>();
  const read = async (words: string, known: Pick<Found, 'rows' | 'mails'>, before?: number) => {
    const reply = await findMessages(session, words, before);
    if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    const { rows, mails } = reply.value;
    setFound({ ...reply.value, words, rows: [...known.rows, ...rows], mails: [...known.mails, ...mails] });
  };
  const next = found?.next;
  return {
    rows: found?.rows,
    mails: found?.mails ?? [],
    notSearched: found?.notSearched ?? 0,
    fault,
    find: (words) => void (words.trim() === '' ? undefined : read(words.trim(), { rows: [], mails: [] })),
    readMore: found === undefined || next === undefined ? undefined : () => void read(found.words, found, next),
    leave() {
      setFound(undefined);
      setFault(undefined);
    },
  };
}
