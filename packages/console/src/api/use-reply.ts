// SPDX-License-Identifier: Apache-2.0
// What the node answers to one call, read when a part of the page opens and again when it is asked for.
import { useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { Fault, Reply } from './node-call.ts';

export interface ReplyUse<T> {
  readonly value: T | undefined;
  readonly fault: Fault | undefined;
  readonly read: () => void;
}

/** `call` must stay the same from one rendering to the next until something else is to be read. */
export function useReply<T>(call: () => Promise<Reply<T>>, onSessionEnd: () => void): ReplyUse<T> {
  const [reply, setReply] = useState<Reply<T>>();
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher number reads again.
  useEffect(() => {
    let isCurrent = true;
    setReply(undefined);
    void call().then((answered) => {
      if (!isCurrent) return;
      if (!answered.ok && endsSession(answered.fault)) return onSessionEnd();
      setReply(answered);
    });
    return () => {
      isCurrent = false;
    };
  }, [call, times, onSessionEnd]);
  const read = useCallback(() => setTimes((before) => before + 1), []);
  return { value: reply?.ok ? reply.value : undefined, fault: reply?.ok === false ? reply.fault : undefined, read };
}
