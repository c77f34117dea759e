// SPDX-License-Identifier: Apache-2.0
// Which refusals of documents are entries: each document and reason once, and so few in an hour that a partner who makes up new
// documents without end cannot fill the log (spec/trust-list.md, 7.2).
import type { EntryDraft } from '../store/store.ts';

export interface RefusedDocument {
  readonly type: string;
  /** A State's code, or `root`. */
  readonly state: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly code: string;
}

export class RefusedDocuments {
  readonly #entered = new Set<string>();
  #fullUntil = 0;
  #leftOut = 0;

  /** The entry, which says how many were left out since the last one; undefined when there is to be none. */
  entryOf(document: RefusedDocument, now: number): EntryDraft | undefined {
    const leftOut = this.#take(document, now);
    if (leftOut === undefined) return undefined;
    return { event: 'trust-list.refused', body: { ...document, ...(leftOut === 0 ? {} : { leftOut }) } };
  }

  #take({ sha256, code }: RefusedDocument, now: number): number | undefined {
    const name = `${sha256} ${code}`;
    if (this.#entered.has(name)) return undefined;
    if (this.#entered.size >= REFUSALS_ENTERED_MAX) {
      // The second half is for a clock that was set back.
      if (now < this.#fullUntil && now >= this.#fullUntil - REFUSALS_WINDOW_MS) {
        this.#leftOut += 1;
        return undefined;
      }
      this.#entered.clear();
    }
    this.#entered.add(name);
    if (this.#entered.size === REFUSALS_ENTERED_MAX) this.#fullUntil = now + REFUSALS_WINDOW_MS;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}

export const REFUSALS_ENTERED_MAX = 256;
export const REFUSALS_WINDOW_MS = 3_600_000;
