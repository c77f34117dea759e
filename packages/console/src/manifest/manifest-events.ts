// SPDX-License-Identifier: Apache-2.0
// The lines that the node streams for a list of travellers, read as strictly as those of one query.
import type { Verdict } from '@iims/wire/verdict';
import { type Fault, readFault } from '../api/node-call.ts';
import { numberOf, textsOf } from '../api/read-json.ts';
import { parseLine, readVerdict } from '../query/query-events.ts';

export type ManifestEvent =
  | { readonly type: 'begun'; readonly asked: readonly string[]; readonly logIndex: number }
  | { readonly type: 'traveller'; readonly line: number; readonly verdict: Verdict }
  | { readonly type: 'fault'; readonly line: number; readonly fault: Fault }
  | { readonly type: 'ended' }
  | { readonly type: 'error'; readonly fault: Fault }
  /** Known already from reading the same list here. */
  | { readonly type: 'other' };

/** Reads one line; undefined for a line that the console does not know. */
export function readManifestEvent(text: string): ManifestEvent | undefined {
  const object = parseLine(text);
  if (object === undefined) return undefined;
  const line = numberOf(object, 'line');
  switch (object.type) {
    case 'manifest':
      return { type: 'begun', asked: textsOf(object, 'asked'), logIndex: numberOf(object, 'logIndex') ?? 0 };
    case 'traveller': {
      const verdict = readVerdict(object);
      return line === undefined || verdict === undefined ? undefined : { type: 'traveller', line, verdict };
    }
    case 'fault': {
      const fault = readFault(object);
      return line === undefined || fault === undefined ? undefined : { type: 'fault', line, fault };
    }
    case 'summary':
      return { type: 'ended' };
    case 'error': {
      const fault = readFault(object);
      return fault === undefined ? undefined : { type: 'error', fault };
    }
    case 'refused':
    case 'duplicate':
      return { type: 'other' };
    default:
      return undefined;
  }
}
