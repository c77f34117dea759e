// SPDX-License-Identifier: Apache-2.0
// A list of travellers asked as one job: each is a query of its own, some of them at once, so that they share frames (spec/manifest.md).
import type { Purpose } from '@iims/wire/code-lists';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import type { DuplicateLine, Manifest, RefusedLine, Traveller } from '@iims/wire/manifest';
import type { StateOutcome, Verdict } from '@iims/wire/verdict';
import type { Officer } from '../access/authorise.ts';
import { type Asking, ask, type QueryReport } from './ask.ts';
import type { ManifestPlace } from './manifest-places.ts';

export interface ManifestCheck {
  readonly manifest: Manifest;
  readonly purpose: Purpose;
  readonly caseRef: string;
}

/** The caller of a list while it runs. */
export interface ManifestCaller {
  readonly officer: Officer;
  readonly report: (line: ManifestReport) => void;
  /** Resolves when the next traveller may be asked: to false where the caller has gone away. Throws where the session has ended. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** What is told while a list runs, in this order: the list, its lines that are not asked, travellers as they are answered, summary. */
export type ManifestReport =
  | {
      readonly type: 'manifest';
      readonly logIndex: number;
      readonly travellers: number;
      readonly refused: number;
      readonly duplicates: number;
      readonly asked: readonly StateCode[];
    }
  | ({ readonly type: 'refused' } & RefusedLine)
  | ({ readonly type: 'duplicate' } & DuplicateLine)
  | ({ readonly type: 'traveller'; readonly line: number; readonly queryId: QueryId } & Verdict)
  | { readonly type: 'fault'; readonly line: number; readonly fault: unknown }
  | ({ readonly type: 'summary' } & ManifestSummary);

/** How a list ended; travellers are counted by their verdict. */
export interface ManifestSummary {
  readonly hit: number;
  readonly compare: number;
  readonly incomplete: number;
  readonly refused: number;
  readonly noHit: number;
  readonly faults: number;
  readonly refusedLines: number;
  readonly duplicates: number;
  readonly notAsked: number;
  /** Every line was asked or is a duplicate, and every verdict is complete. */
  readonly complete: boolean;
  readonly elapsedMs: number;
}

/**
 * Asks about every traveller of a list. Resolves when the entry of its end is durable.
 * Throws `manifest.busy` before anything is asked, and what `mayGoOn` throws after what was asked has closed.
 */
export async function checkManifest(
  node: Asking,
  caller: ManifestCaller,
  check: ManifestCheck,
): Promise<ManifestSummary> {
  const end = node.manifestPlaces.begin(caller.officer.user);
  try {
    return await new ManifestRun(node, caller, check).run();
  } finally {
    end();
  }
}

class ManifestRun {
  readonly #node: Asking;
  readonly #caller: ManifestCaller;
  readonly #check: ManifestCheck;
  /** When each State last answered a query of this list. */
  readonly #heardAt = new Map<string, number>();
  /** States that were late to a query of this list that was asked after they were last heard. */
  readonly #silent = new Set<string>();
  readonly #counts = { hit: 0, compare: 0, incomplete: 0, refused: 0, 'no-hit': 0, faults: 0 };
  #allComplete = true;

  constructor(node: Asking, caller: ManifestCaller, check: ManifestCheck) {
    this.#node = node;
    this.#caller = caller;
    this.#check = check;
  }

  async run(): Promise<ManifestSummary> {
    const startedAt = this.#node.clock.monotonic();
    const logIndex = await this.#open();
    let ending: { readonly fault: unknown } | undefined;
    const underWay: Promise<void>[] = [];
    for (const traveller of this.#check.manifest.travellers) {
      const place = await this.#node.manifestPlaces.take();
      const goesOn = await this.#caller.mayGoOn().catch((fault) => {
        ending = { fault };
        return false;
      });
      if (!goesOn) {
        place.leave();
        break;
      }
      underWay.push(this.#askAbout(traveller, place, logIndex));
    }
    await Promise.all(underWay);
    const summary = await this.#close(logIndex, underWay.length, startedAt);
    if (ending !== undefined) throw ending.fault;
    this.#caller.report({ type: 'summary', ...summary });
    return summary;
  }

  async #open(): Promise<number> {
    const { manifest, purpose, caseRef } = this.#check;
    const partners = this.#node.partners.states();
    const counts = {
      travellers: manifest.travellers.length,
      refused: manifest.refused.length,
      duplicates: manifest.duplicates.length,
    };
    const { user } = this.#caller.officer;
    const { index } = await this.#node.store.write({
      event: 'manifest.asked',
      body: { user, purpose, caseRef, asked: partners, ...counts },
    });
    this.#caller.report({ type: 'manifest', logIndex: index, ...counts, asked: [this.#node.state, ...partners] });
    for (const line of manifest.refused) this.#caller.report({ type: 'refused', ...line });
    for (const line of manifest.duplicates) this.#caller.report({ type: 'duplicate', ...line });
    return index;
  }

  async #askAbout({ line, subjects, label }: Traveller, place: ManifestPlace, manifest: number): Promise<void> {
    const { purpose, caseRef } = this.#check;
    const askedAt = this.#node.clock.monotonic();
    const waitingFor = new Set<string>();
    let queryId: QueryId | undefined;
    let wasHeard = false;
    let patience: NodeJS.Timeout | undefined;
    const watch = (told: QueryReport): void => {
      if (told.type === 'asked') {
        queryId = told.queryId;
        for (const state of told.asked) waitingFor.add(state);
      } else if (told.type === 'state') {
        waitingFor.delete(told.state);
        if (this.#noteState(told, askedAt)) {
          wasHeard = true;
          place.heard();
        }
        if (waitingFor.size === 0 || ![...waitingFor].every((state) => this.#silent.has(state))) return;
        // Where nobody answers, it may be this node that is slow: then others are asked in its place one by one.
        if (wasHeard) place.yield();
        else patience ??= setTimeout(() => place.yield(), PATIENCE_MS);
      }
    };
    try {
      const check = { input: { subjects, label }, purpose, caseRef, manifest };
      const verdict = await ask(this.#node, this.#caller.officer, check, watch);
      this.#counts[verdict.verdict] += 1;
      this.#allComplete &&= verdict.complete;
      this.#caller.report({ type: 'traveller', line, queryId: queryId!, ...verdict });
    } catch (fault) {
      // One that cannot be asked stops no other.
      this.#counts.faults += 1;
      this.#caller.report({ type: 'fault', line, fault });
    } finally {
      clearTimeout(patience);
      place.leave();
    }
  }

  /** Whether it is a partner that answered. */
  #noteState({ state, outcome }: StateOutcome, askedAt: number): boolean {
    if (outcome === 'late') {
      if (askedAt >= (this.#heardAt.get(state) ?? 0)) this.#silent.add(state);
      return false;
    }
    this.#silent.delete(state);
    this.#heardAt.set(state, this.#node.clock.monotonic());
    return state !== this.#node.state && outcome !== 'unavailable';
  }

  async #close(manifest: number, asked: number, startedAt: number): Promise<ManifestSummary> {
    const { travellers, refused, duplicates } = this.#check.manifest;
    const { 'no-hit': noHit, faults, ...counts } = this.#counts;
    const notAsked = travellers.length - asked;
    const complete = this.#allComplete && faults === 0 && notAsked === 0 && refused.length === 0;
    const { user } = this.#caller.officer;
    await this.#node.store.write({
      event: 'manifest.closed',
      body: { user, manifest, ...counts, noHit, faults, notAsked, complete },
    });
    return {
      ...counts,
      noHit,
      faults,
      refusedLines: refused.length,
      duplicates: duplicates.length,
      notAsked,
      complete,
      elapsedMs: Math.round(this.#node.clock.monotonic() - startedAt),
    };
  }
}

/** How long a query of a list that nobody but silent States could answer keeps its place, ms. */
const PATIENCE_MS = 250;
