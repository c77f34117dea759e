// SPDX-License-Identifier: Apache-2.0
// How many travellers of lists are asked about at once in this node, so that an officer beside a list is answered (spec/manifest.md, 10, 11).
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';

/** One query of a list, from its asking to its closing. */
export interface ManifestPlace {
  /** A partner answered: from now on the time for which the place is held says how busy all are. */
  heard(): void;
  /** It waits for silent States alone: another may be asked in its place. */
  yield(): void;
  /** It has closed. */
  leave(): void;
}

/** The places that all lists of a node share; lists take turns for them. There are fewer while answers are slow. */
export class ManifestPlaces {
  readonly #now: () => number;
  readonly #bounds: PlaceBounds;
  readonly #accounts = new Set<string>();
  #places: number;
  #fewerSince = Number.NEGATIVE_INFINITY;
  #taken = 0;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  /** `now` gives milliseconds of a clock that never goes back. */
  constructor(now: () => number, bounds: PlaceBounds = PLACE_BOUNDS) {
    this.#now = now;
    this.#bounds = bounds;
    this.#places = bounds.placesFirst;
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
    const takenAt = this.#now();
    let wasHeard = false;
    let holds = true;
    let isUnderWay = true;
    const free = (): void => {
      if (!holds) return;
      holds = false;
      this.#count(-1, 0);
      if (wasHeard) this.#adapt(takenAt);
    };
    return {
      heard: () => {
        wasHeard = true;
      },
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

  /** Where too many are asked at once, the last of them come too late, and all that was done for them is lost. */
  #adapt(takenAt: number): void {
    const heldMs = this.#now() - takenAt;
    const { placesMin, placesMax } = this.#bounds;
    if (heldMs <= QUICK_MS) this.#places = Math.min(placesMax, this.#places + 1);
    // Those that were taken before there were fewer say nothing of how it is since.
    if (heldMs < SLOW_MS || takenAt < this.#fewerSince) return;
    this.#places = Math.max(placesMin, Math.floor(this.#places / 2));
    this.#fewerSince = this.#now();
  }

  #isFull(): boolean {
    return this.#taken >= this.#places || this.#underWay >= this.#bounds.underWayMax;
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
  /** Queries of lists that wait for a State that may answer soon: at first, at least while answers are slow, and at most. */
  readonly placesFirst: number;
  readonly placesMin: number;
  readonly placesMax: number;
  /** Queries of lists under way: half of those that the node allows all officers. */
  readonly underWayMax: number;
}

const PLACE_BOUNDS: PlaceBounds = { listsMax: 8, placesFirst: 16, placesMin: 4, placesMax: 64, underWayMax: 256 };
/** A place that was held so long, in milliseconds, takes the half of them away: half of a query's budget. */
const SLOW_MS = 500;
/** A place that was held no longer, in milliseconds, brings one more. */
const QUICK_MS = 250;
