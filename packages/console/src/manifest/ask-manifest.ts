// SPDX-License-Identifier: Apache-2.0
// Asks the own node about a list and hands on its events as they arrive. Ends with `ended` or a fault, always.
import { type Fault, LOCAL_FAULTS, openCall, type Send } from '../api/node-call.ts';
import { linesOf, piecesOf } from '../query/line-stream.ts';
import { type ManifestEvent, readManifestEvent } from './manifest-events.ts';

/** A list of 1,000 travellers with a silent State takes some seconds; beyond this the console says that no end came. */
const END_WAIT_MAX_MS = 120_000;

export interface AskedManifest {
  readonly text: string;
  readonly purpose: string;
  readonly caseRef: string;
}

/** `leave` ends the list: the node asks nothing more. */
export async function askManifest(
  list: AskedManifest,
  { csrf, leave }: { readonly csrf: string; readonly leave: AbortSignal },
  onEvent: (event: ManifestEvent) => void,
  send?: Send,
): Promise<void> {
  const limit = AbortSignal.timeout(END_WAIT_MAX_MS);
  const failed = (fault: Fault) => onEvent({ type: 'error', fault });
  /** Whoever ended it is told that; else what else is known of the end. */
  const broken = (otherwise: Fault) => {
    if (leave.aborted) return failed({ code: LOCAL_FAULTS.stopped });
    return failed(limit.aborted ? { code: LOCAL_FAULTS.tooSlow } : otherwise);
  };
  const opened = await openCall(
    {
      method: 'POST',
      path: '/api/manifest',
      csrf,
      accept: 'application/x-ndjson',
      body: { manifest: list.text, purpose: list.purpose, caseRef: list.caseRef },
      signal: AbortSignal.any([limit, leave]),
    },
    send,
  );
  if (!opened.ok) return broken(opened.fault);
  if (opened.value.body === null) return failed({ code: LOCAL_FAULTS.unreadable });
  try {
    for await (const line of linesOf(piecesOf(opened.value.body))) {
      const event = readManifestEvent(line);
      if (event === undefined) return failed({ code: LOCAL_FAULTS.unreadable });
      onEvent(event);
      if (event.type === 'ended' || event.type === 'error') return;
    }
  } catch {
    // The connection broke, or the officer left: said below, like a stream that simply ended.
  }
  broken({ code: LOCAL_FAULTS.brokenOff });
}
