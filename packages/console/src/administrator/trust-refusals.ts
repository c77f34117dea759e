// SPDX-License-Identifier: Apache-2.0
// What the node refused of the trust list lately: who brought it, what it was, and why.
import { type JsonObject, numberOf, textOf } from '../api/read-json.ts';
import type { RefusalTodo } from './administrator-codes.ts';
import { timeOf } from './node-state.ts';

export interface TrustRefusal {
  /** A State's code, or `administrator`; absent where the log does not say it. */
  readonly by?: string;
  /** `root`, `state`, `attestation` or `bundle`. */
  readonly type: string;
  /** Whose document; absent for a root and a bundle. */
  readonly state?: string;
  /** Absent where the signatures do not hold: of what is forged nothing is read. */
  readonly version?: number;
  readonly code: string;
  /** How many different documents, and how often they were brought. */
  readonly documents: number;
  readonly times: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
  readonly logIndex: number;
}

export function refusalOf(refusal: JsonObject): TrustRefusal | undefined {
  const [type, code] = [textOf(refusal, 'type'), textOf(refusal, 'code')];
  const [lastAt, logIndex] = [timeOf(refusal, 'lastAt'), numberOf(refusal, 'logIndex')];
  if (type === undefined || code === undefined || lastAt === undefined || logIndex === undefined) return undefined;
  const [by, state, version] = [textOf(refusal, 'by'), textOf(refusal, 'state'), numberOf(refusal, 'version')];
  return {
    type,
    code,
    lastAt,
    logIndex,
    documents: numberOf(refusal, 'documents') ?? 1,
    times: numberOf(refusal, 'times') ?? 1,
    ...(by !== undefined && { by }),
    ...(state !== undefined && { state }),
    ...(version !== undefined && { version }),
  };
}

/** What to do about a refusal. */
export function todoOf({ by, code }: Pick<TrustRefusal, 'by' | 'code'>): RefusalTodo {
  if (by === BY_HAND) return 'by-hand';
  return TODOS[code] ?? 'unreadable';
}

/** Whether somebody has made up or changed a document, as far as the reason tells: a partner that was merely away does not. */
export function isForged({ code }: Pick<TrustRefusal, 'code'>): boolean {
  return TODOS[code] === 'forged';
}

/** As the node names whoever works on its own machine. */
export const BY_HAND = 'administrator';

const TODOS: Readonly<Record<string, RefusalTodo>> = {
  'trust.threshold': 'forged',
  'trust.signature': 'forged',
  'trust.equivocation': 'forged',
  'trust.key-taken': 'forged',
  'trust.mix': 'forged',
  'trust.rollback': 'older',
  'trust.expired': 'older',
  'trust.early': 'clock',
  'trust.gap': 'behind',
  'trust.unknown-state': 'behind',
  'trust.too-often': 'too-often',
};
