// SPDX-License-Identifier: Apache-2.0
// How many travellers of lists are asked about at once in this node, so that an officer beside a list is answered (spec/manifest.md, 10, 11).
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';

/** One query of a list, from its asking to its closing. */
export interface ManifestPlace {
  /** It waits for silent States alone: another may be asked in its place. */
  yield(): void;
  /** It has closed. */
  leave(): void;
}

/** The places that all lists of a node share; lists take turns for them. */
export class ManifestPlaces {
  readonly #bounds: PlaceBounds;
  readonly #accounts = new Set<string>();
  #taken = 0;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(bounds: PlaceBounds = PLACE_BOUNDS) {
    this.#bounds = bounds;
  }

  /** Lets one list of this account begin; the function that is given back ends it. @throws IimsError `manifest.busy` */
  begin(user: string): () => void {
    if (this.#accounts.has(user) || this.#accounts.size >= this.#bounds.listsMax)
      throw new IimsError('manifest.busy', {
        message: 'Another list is under way.',
        rule: `one list for an account, ${this.#bounds.listsMax} for a node`,
        fix: 'Wait until it ends, then ask again.',
      });
    this.#accounts.add(user);
    return () => this.#accounts.delete(user);
  }

  /** Waits for a place; whoever came first goes first. */
  async take(): Promise<ManifestPlace> {
    if (this.#isFull() || this.#waiting.length > 0) await new Promise<void>((free) => this.#waiting.push(free));
    else this.#count(1, 1);
    let holds = true;
    let isUnderWay = true;
    const free = (): void => {
      if (holds) this.#count(-1, 0);
      holds = false;
    };
    return {
      yield: () => {
        free();
        this.#next();
      },
      leave: () => {
        free();
        if (isUnderWay) this.#count(0, -1);
        isUnderWay = false;
        this.#next();
      },
    };
  }

  #next(): void {
    while (!this.#isFull()) {
      const free = this.#waiting.shift();
      if (free === undefined) return;
      // Counted here and not when it goes on, or two would take the same place.
      this.#count(1, 1);
      free();
    }
  }

  #isFull(): boolean {
    return this.#taken >= this.#bounds.placesMax || this.#underWay >= this.#bounds.underWayMax;
  }

  #count(taken: number, underWay: number): void {
    this.#taken += taken;
    this.#underWay += underWay;
    assert(this.#taken >= 0 && this.#taken <= this.#bounds.placesMax, 'places keep their bound');
    assert(this.#underWay >= this.#taken && this.#underWay <= this.#bounds.underWayMax, 'queries keep their bound');
  }
}

export interface PlaceBounds {
  /** Lists under way in a node. */
  readonly listsMax: number;
  /** Queries of lists that wait for a State that may answer soon. */
  readonly placesMax: number;
  /** Queries of lists under way: half of those that the node allows all officers. */
  readonly underWayMax: number;
}

const PLACE_BOUNDS: PlaceBounds = { listsMax: 8, placesMax: 64, underWayMax: 256 };
