// SPDX-License-Identifier: Apache-2.0
// Which refusals of documents are entries: what one bringer brings, once for each document and reason, and so few in an hour that
// a partner who makes up new documents without end can neither fill the log nor keep another's refusal out of it (spec/trust-list.md, 7.2).
import type { StateCode } from '@iims/wire/identifiers';
import type { EntryDraft } from '../store/store.ts';

/** Who brought documents: a partner, over its own connection, or whoever administers this node's machine. */
export type Bringer = StateCode | 'administrator';

export interface RefusedDocument {
  readonly by: Bringer;
  readonly type: string;
  /** A State's code, or `root`. */
  readonly state: string;
  /** Where the document's signatures hold. */
  readonly version?: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly code: string;
}

/** How often in this run of the node the same was brought for the same refusal, and when last: entered it is once. */
export interface BroughtAgain {
  readonly times: number;
  readonly lastAt: number;
}

export class RefusedDocuments {
  readonly #bringers = new Map<Bringer, RefusalsOfOne>();

  /** The entry, which says how many of this bringer's were left out since the last one; undefined when there is to be none. */
  entryOf(document: RefusedDocument, now: number): EntryDraft | undefined {
    const leftOut = this.#of(document.by).take(document, now);
    if (leftOut === undefined) return undefined;
    return { event: 'trust-list.refused', body: { ...document, ...(leftOut === 0 ? {} : { leftOut }) } };
  }

  /** Undefined for what was not entered in this run. */
  broughtAgain({ by, sha256, code }: Pick<RefusedDocument, 'by' | 'sha256' | 'code'>): BroughtAgain | undefined {
    return this.#bringers.get(by)?.entered.get(nameOf(sha256, code));
  }

  /** How many were left out that no entry speaks of yet. */
  leftOut(): number {
    return [...this.#bringers.values()].reduce((sum, one) => sum + one.leftOut, 0);
  }

  /** Only partners and the administrator bring anything, so this grows no further than the federation. */
  #of(by: Bringer): RefusalsOfOne {
    const one = this.#bringers.get(by) ?? new RefusalsOfOne();
    this.#bringers.set(by, one);
    return one;
  }
}

class RefusalsOfOne {
  readonly entered = new Map<string, BroughtAgain>();
  leftOut = 0;
  #fullUntil = 0;

  take({ sha256, code }: RefusedDocument, now: number): number | undefined {
    const name = nameOf(sha256, code);
    const before = this.entered.get(name);
    if (before !== undefined) {
      this.entered.set(name, { times: before.times + 1, lastAt: now });
      return undefined;
    }
    if (this.entered.size >= REFUSALS_ENTERED_MAX) {
      // The second half is for a clock that was set back.
      if (now < this.#fullUntil && now >= this.#fullUntil - REFUSALS_WINDOW_MS) {
        this.leftOut += 1;
        return undefined;
      }
      this.entered.clear();
    }
    this.entered.set(name, { times: 1, lastAt: now });
    if (this.entered.size === REFUSALS_ENTERED_MAX) this.#fullUntil = now + REFUSALS_WINDOW_MS;
    const { leftOut } = this;
    this.leftOut = 0;
    return leftOut;
  }
}

function nameOf(sha256: string, code: string): string {
  return `${sha256} ${code}`;
}

/** For each bringer. */
export const REFUSALS_ENTERED_MAX = 64;
export const REFUSALS_WINDOW_MS = 3_600_000;
