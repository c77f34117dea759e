// SPDX-License-Identifier: Apache-2.0
// What was refused of the trust list lately, from the entries of the log: who brought it, what it was, and why. What differs in
// nothing but the document and the moment is one refusal, so that a flood is a line and not a page.
import { type Entry, readTrustRefusals } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';
import type { Bringer, RefusedDocument, RefusedDocuments } from './refused-documents.ts';

export interface TrustRefusal {
  /** Absent where the entry does not say it. */
  readonly by?: Bringer;
  /** `root`, `state`, `attestation`, or `bundle` where the whole could not be read. */
  readonly type: string;
  /** Whose document; absent for a root and a bundle. */
  readonly state?: string;
  readonly version?: number;
  readonly code: string;
  /** How many different documents, and how often they were brought. */
  readonly documents: number;
  readonly times: number;
  /** Milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the latest entry. */
  readonly logIndex: number;
}

export interface TrustRefusals {
  /** The latest first, at most REFUSALS_SHOWN_MAX. */
  readonly refusals: readonly TrustRefusal[];
  /** Refusals that were too many for entries of their own. */
  readonly leftOut: number;
}

type Run = Pick<RefusedDocuments, 'broughtAgain' | 'leftOut'>;

/** `run` knows what was brought again since the node started: that leaves no entry. */
export async function trustRefusals(reader: Reader, run: Run): Promise<TrustRefusals> {
  const entries = await readTrustRefusals(reader, ENTRIES_READ_MAX);
  const groups = Map.groupBy(entries.filter(isWorthShowing), groupOf);
  const refusals = [...groups.values()].map((group) => refusalOf(group, run));
  const leftOut = entries.reduce((sum, { body }) => sum + numberOr(body.leftOut, 0), run.leftOut());
  return { refusals: refusals.sort((a, b) => b.lastAt - a.lastAt).slice(0, REFUSALS_SHOWN_MAX), leftOut };
}

/**
 * Attestations are renewed every few hours, and two partners that are a moment apart bring each other the one of before: that
 * says nothing about either. An erased entry says nothing at all.
 */
function isWorthShowing({ body: { type, code } }: Entry): boolean {
  return type !== undefined && !(type === 'attestation' && OUT_OF_STEP.includes(String(code)));
}

function groupOf({ body: { by, type, state, version, code } }: Entry): string {
  return JSON.stringify([by, type, state, version, code]);
}

/** Of one group, latest entry first. */
function refusalOf(group: readonly Entry[], run: Run): TrustRefusal {
  const latest = group[0]!;
  const body = latest.body as Partial<RefusedDocument> & { readonly type: string; readonly code: string };
  const { by, type, state, version, code } = body;
  const documents = new Set(group.map((entry) => String(entry.body.sha256)));
  const again =
    by === undefined ? [] : [...documents].flatMap((sha256) => run.broughtAgain({ by, sha256, code }) ?? []);
  return {
    type,
    code,
    ...(by === undefined ? {} : { by }),
    ...(version === undefined ? {} : { version }),
    ...(state === undefined || state === 'root' ? {} : { state }),
    documents: documents.size,
    // Of what was brought in this run one time is an entry.
    times: again.reduce((sum, { times }) => sum + times - 1, group.length),
    firstAt: group.at(-1)!.atMs,
    lastAt: Math.max(latest.atMs, ...again.map(({ lastAt }) => lastAt)),
    logIndex: latest.index,
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

const OUT_OF_STEP: readonly string[] = ['trust.rollback', 'trust.mix', 'trust.unknown-state', 'trust.signature'];
/** Enough for four partners that each fill an hour's bound. */
const ENTRIES_READ_MAX = 256;
export const REFUSALS_SHOWN_MAX = 20;
