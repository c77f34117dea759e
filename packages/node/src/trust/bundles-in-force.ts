// SPDX-License-Identifier: Apache-2.0
// Bundles that held nothing but what is in force, and need not be weighed again (spec/trust-list.md, 7.4): every partner brings its own
// once a minute, and those of partners that hold the same are the same bytes.
import type { Bringer } from './refused-documents.ts';

export class BundlesInForce {
  /** The last of each bringer: who brings another each time takes no place from the rest. */
  readonly #digests = new Map<Bringer, string>();

  has(digest: string): boolean {
    for (const known of this.#digests.values()) if (known === digest) return true;
    return false;
  }

  add(by: Bringer, digest: string): void {
    this.#digests.set(by, digest);
  }

  /** Once something else is in force. */
  clear(): void {
    this.#digests.clear();
  }
}
