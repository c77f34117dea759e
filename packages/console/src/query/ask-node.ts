// SPDX-License-Identifier: Apache-2.0
// Asks the own node one question and hands on its events as they arrive. Ends with a verdict or a fault, always.
import { type Fault, LOCAL_FAULTS, openCall, type Send } from '../api/node-call.ts';
import { linesOf, piecesOf } from './line-stream.ts';
import { type QueryEvent, readQueryEvent } from './query-events.ts';

/** The node closes a query after about 1 s; beyond this the console says that no verdict came. */
const VERDICT_WAIT_MAX_MS = 8_000;

export interface AskedQuery {
  readonly input: string;
  readonly purpose: string;
  readonly caseRef: string;
  /** A document's number or a date of birth, asked together with the input. */
  readonly secondKey?: string;
}

export async function askNode(
  query: AskedQuery,
  csrf: string,
  onEvent: (event: QueryEvent) => void,
  send?: Send,
): Promise<void> {
  const limit = AbortSignal.timeout(VERDICT_WAIT_MAX_MS);
  const failed = (fault: Fault) => onEvent({ type: 'error', fault });
  const opened = await openCall(
    {
      method: 'POST',
      path: '/api/query',
      csrf,
      accept: 'application/x-ndjson',
      body: { ...query },
      signal: limit,
    },
    send,
  );
  if (!opened.ok) return failed(limit.aborted ? { code: LOCAL_FAULTS.tooSlow } : opened.fault);
  if (opened.value.body === null) return failed({ code: LOCAL_FAULTS.unreadable });
  try {
    for await (const line of linesOf(piecesOf(opened.value.body))) {
      const event = readQueryEvent(line);
      if (event === undefined) return failed({ code: LOCAL_FAULTS.unreadable });
      onEvent(event);
      if (event.type === 'verdict' || event.type === 'error') return;
    }
  } catch {
    // The connection broke or the limit passed: said below, like a stream that simply ended.
  }
  failed({ code: limit.aborted ? LOCAL_FAULTS.tooSlow : LOCAL_FAULTS.brokenOff });
}
