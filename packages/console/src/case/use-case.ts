// SPDX-License-Identifier: Apache-2.0
// One case as the node has it: read when it is chosen, after every act, and when its messages stand otherwise.
import { useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { type CaseAct, doWithCase, fetchCase, fetchOperators, type ShownCase } from './case-calls.ts';

export interface CaseUse {
  /** Undefined before the first answer. */
  readonly shown: ShownCase | undefined;
  /** To whom something may be assigned. */
  readonly operators: readonly string[];
  readonly fault: Fault | undefined;
  /** Resolves to whether it was done; if not, `fault` says why. */
  readonly act: (act: CaseAct) => Promise<boolean>;
  /** Once more, after something was done elsewhere. */
  readonly read: () => Promise<void>;
}

/** `news` is text that changes when something that the node knows of the case has changed. */
export function useCase({ session, onSessionEnd }: SessionUse, caseRef: string, news: string): CaseUse {
  const [shown, setShown] = useState<ShownCase>();
  const [operators, setOperators] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<Fault>();
  const tell = useCallback((told: Fault) => (endsSession(told) ? onSessionEnd() : setFault(told)), [onSessionEnd]);
  const read = useCallback(async () => {
    const reply = await fetchCase(caseRef);
    if (reply.ok) setShown(reply.value);
    else tell(reply.fault);
  }, [caseRef, tell]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: news says when to read again.
  useEffect(() => void read(), [read, news]);
  useEffect(() => {
    void fetchOperators().then((reply) => reply.ok && setOperators(reply.value));
  }, []);
  const act = useCallback(
    async (said: CaseAct) => {
      setFault(undefined);
      const reply = await doWithCase(session, caseRef, said);
      if (reply.ok) await read();
      else tell(reply.fault);
      return reply.ok;
    },
    [session, caseRef, read, tell],
  );
  return { shown, operators, fault, act, read };
}
