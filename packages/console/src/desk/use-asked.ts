// SPDX-License-Identifier: Apache-2.0
// The line of officers who ask to have a hit confirmed, read again with the messages.
import { useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import type { DeclinedGround } from '../query/declined-grounds.ts';
import { type AskedHit, declineAsked, fetchAsked, sendAsked } from './asked-calls.ts';

export interface AskedUse {
  readonly waiting: readonly AskedHit[];
  readonly send: (asked: AskedHit) => void;
  readonly decline: (asked: AskedHit, ground: DeclinedGround) => void;
}

/** `onDone` is told what came of an act: a fault, or what to say. */
export function useAsked(
  { session, onSessionEnd }: SessionUse,
  mark: string,
  onDone: (fault: Fault | undefined, told: string) => void,
): AskedUse {
  const { t, state } = useWords();
  const [waiting, setWaiting] = useState<readonly AskedHit[]>([]);
  const [acting, setActing] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (mark === '') return;
    let left = false;
    void fetchAsked().then((reply) => {
      if (!left && reply.ok) setWaiting(reply.value);
    });
    return () => {
      left = true;
    };
  }, [mark]);
  const act = (asked: AskedHit, call: () => Promise<Reply<true>>, told: string) => {
    // A second press of the key means the same request.
    if (acting.has(asked.id)) return;
    setActing((before) => new Set(before).add(asked.id));
    void call().then((reply) => {
      if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
      // One that a colleague sent meanwhile is gone as well.
      const isGone = reply.ok || reply.fault.code === 'confirmation.settled';
      if (isGone) setWaiting((before) => before.filter(({ id }) => id !== asked.id));
      setActing((before) => new Set([...before].filter((id) => id !== asked.id)));
      onDone(reply.ok ? undefined : reply.fault, reply.ok ? told : '');
    });
  };
  return {
    waiting,
    send: (asked) => act(asked, () => sendAsked(session, asked.id), t('asked.sent', { state: state(asked.state) })),
    decline: (asked, ground) => act(asked, () => declineAsked(session, asked.id, ground), ''),
  };
}
