// SPDX-License-Identifier: Apache-2.0
// How much somebody may ask: allowances that refill evenly, and spells of refusals, of which a log needs the beginning and the end alone.
// Touches no clock: the shell hands in the time, in milliseconds, of a clock whose zero does not matter (spec/quota.md).
import { assert } from '@iims/wire/assert';

/** So many questions in so long; `burst` of them at once, all of them where it is left out. */
export interface Allowance {
  readonly count: number;
  readonly perMs: number;
  readonly burst?: number;
}

/** Allowances of each of many who ask. Whoever asked long ago is forgotten first, and has its whole allowance again. */
export class Quota {
  readonly #allowances: readonly Required<Allowance>[];
  readonly #keysMax: number;
  /** In the order in which they were put last. */
  readonly #left = new Map<string, Left>();
  /** How often somebody was put last. */
  #puttings = 0;

  /** `keysMax`: how many are remembered. */
  constructor(allowances: readonly Allowance[], keysMax: number) {
    assert(
      keysMax > 0 && allowances.every(({ count, perMs }) => count > 0 && perMs > 0),
      'an allowance allows something',
    );
    this.#allowances = allowances.map(({ count, perMs, burst = count }) => ({
      count,
      perMs,
      burst: Math.max(1, burst),
    }));
    this.#keysMax = keysMax;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#left.size;
  }

  /** Takes one question of every allowance, or none: then in how many ms the next one is there, at least 1. */
  take(key: string, now: number): number | undefined {
    const left = this.#refilled(key, now);
    this.#keep(key, left);
    const waitMs = Math.max(...this.#allowances.map(({ count, perMs }, i) => ((1 - left.of[i]!) * perMs) / count));
    if (waitMs > 0) return Math.max(1, Math.ceil(waitMs));
    for (let i = 0; i < left.of.length; i += 1) left.of[i]! -= 1;
    return undefined;
  }

  /**
   * Whoever asks is put last before others can have driven it out, and not at each question: a map of a few keys out of which one is taken
   * and put in again makes its table anew every second time, and what was promoted of such tables keeps the next ones alive.
   */
  #keep(key: string, left: Left): void {
    if (this.#puttings - left.putAs <= this.#keysMax / 2) return;
    this.#puttings += 1;
    left.putAs = this.#puttings;
    this.#left.delete(key);
    this.#left.set(key, left);
    if (this.#left.size > this.#keysMax) this.#left.delete(this.#left.keys().next().value!);
  }

  /** A clock that went back refills nothing; from there on it does again. */
  #refilled(key: string, now: number): Left {
    const left = this.#left.get(key);
    if (left === undefined) {
      return { at: now, putAs: Number.NEGATIVE_INFINITY, of: this.#allowances.map(({ burst }) => burst) };
    }
    const passed = Math.max(0, now - left.at);
    left.at = now;
    for (const [i, { count, perMs, burst }] of this.#allowances.entries()) {
      left.of[i] = Math.min(burst, left.of[i]! + (passed * count) / perMs);
    }
    return left;
  }
}

interface Left {
  at: number;
  /** The number of the putting. */
  putAs: number;
  /** Questions left of each allowance; parts of one count. */
  readonly of: number[];
}

/** A time in which somebody was refused, without a pause of SPELL_ENDS_AFTER_MS. */
export interface Spell {
  readonly key: string;
  readonly since: number;
  readonly refused: number;
}

/** Spells of refusals. However many are refused, each spell is two things to tell: that it began, and what it came to. */
export class RefusalSpells {
  readonly #open = new Map<string, { since: number; lastAt: number; refused: number }>();

  /** Notes a refusal; true where a spell begins with it. Beyond SPELLS_MAX at once, all others share the one of OTHERS. */
  note(key: string, now: number): { readonly key: string; readonly begins: boolean } {
    const own = this.#open.has(key) || this.#open.size < SPELLS_MAX ? key : OTHERS;
    const spell = this.#open.get(own);
    if (spell === undefined) {
      this.#open.set(own, { since: now, lastAt: now, refused: 1 });
      return { key: own, begins: true };
    }
    spell.lastAt = now;
    spell.refused += 1;
    return { key: own, begins: false };
  }

  /** Those that are over, which are forgotten. A clock that went back ends none early. */
  ended(now: number): readonly Spell[] {
    const over = this.list().filter(({ key }) => now - this.#open.get(key)!.lastAt >= SPELL_ENDS_AFTER_MS);
    for (const { key } of over) this.#open.delete(key);
    return over;
  }

  /** Those that go on. */
  list(): readonly Spell[] {
    return [...this.#open].map(([key, { since, refused }]) => ({ key, since, refused }));
  }
}

/** So long nobody is refused before a spell is over: a flood at the edge of its quota begins at most one a minute. */
export const SPELL_ENDS_AFTER_MS = 60_000;
export const SPELLS_MAX = 1_024;
/** The key of those for whom there is no place of their own. */
export const OTHERS = '';
