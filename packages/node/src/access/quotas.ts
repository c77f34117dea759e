// SPDX-License-Identifier: Apache-2.0
// How much a partner's State, its officers and the own officers may ask (spec/quota.md). Refused before anything is looked up; the log
// learns of a spell of refusals when it begins and when it ends, so that a flood does not fill it.
import { type Allowance, Quota, RefusalSpells, type Spell } from '@iims/exchange/quota';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { QuotaConfig } from '../config.ts';
import type { Store } from '../store/store.ts';

export interface QuotaParts {
  readonly limits: QuotaConfig;
  readonly store: Pick<Store, 'write'>;
  readonly clock: Clock;
}

export type QuotaGround = 'quota-partner' | 'quota-officer';

export interface QuotaRefusal {
  readonly ground: QuotaGround;
  /** Index of the entry with which the spell of refusals began. */
  readonly logIndex: number;
}

/** Somebody who is refused at the moment. */
export interface RefusedAsker {
  readonly ground: QuotaGround;
  /** A partner; absent for an own officer. */
  readonly state?: StateCode;
  readonly user?: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly refused: number;
}

export class Quotas {
  readonly #parts: QuotaParts;
  readonly #partners: Quota;
  readonly #partnersOfficers: Quota;
  readonly #officers: Quota;
  /** The same three of questions that need a right of their own. */
  readonly #byOwnRight: { readonly partners: Quota; readonly partnersOfficers: Quota; readonly officers: Quota };
  readonly #spells = new RefusalSpells();
  /** Index of the entry of each spell, once it is durable. */
  readonly #entries = new Map<string, Promise<number>>();
  readonly #sweeping: NodeJS.Timeout;

  constructor(parts: QuotaParts) {
    this.#parts = parts;
    const { partner, officer, byOwnRight } = parts.limits;
    const ofOfficer = allowancesOf(officer);
    const ofOfficerByRight = allowancesOf(byOwnRight.officer);
    this.#partners = new Quota(
      [
        { count: partner.perMinute, perMs: MINUTE_MS, burst: partner.burst },
        { count: partner.perDay, perMs: DAY_MS },
      ],
      PARTNERS_MAX,
    );
    this.#partnersOfficers = new Quota(ofOfficer, PSEUDONYMS_MAX);
    this.#officers = new Quota(ofOfficer, OFFICERS_MAX);
    this.#byOwnRight = {
      partners: new Quota(allowancesOf(byOwnRight.partner), PARTNERS_MAX),
      partnersOfficers: new Quota(ofOfficerByRight, PSEUDONYMS_MAX),
      officers: new Quota(ofOfficerByRight, OFFICERS_MAX),
    };
    this.#sweeping = setInterval(() => void this.#tellEnded(), SWEEP_EVERY_MS);
    this.#sweeping.unref();
  }

  stop(): void {
    clearInterval(this.#sweeping);
  }

  /**
   * Takes one question of a partner's State and of its officer, where the question could be read; `isByOwnRight` one that needs a right
   * of its own. undefined: it may be answered. A refusal resolves when the entry of its spell is durable, and rejects with what the store throws.
   */
  admitQuestion(state: StateCode, officer?: string, isByOwnRight = false): Promise<QuotaRefusal> | undefined {
    const now = this.#parts.clock.monotonic();
    const own = this.#byOwnRight;
    const isOver = (quota: Quota, key: string): boolean => quota.take(key, now) !== undefined;
    if (isOver(this.#partners, state)) return this.#refuse('quota-partner', { state });
    if (isByOwnRight && isOver(own.partners, state)) return this.#refuse('quota-partner', { state });
    if (officer === undefined) return undefined;
    const name = `${state} ${officer}`;
    // One spell for the whole State: it makes up the pseudonyms.
    if (isOver(this.#partnersOfficers, name)) return this.#refuse('quota-officer', { state });
    return isByOwnRight && isOver(own.partnersOfficers, name) ? this.#refuse('quota-officer', { state }) : undefined;
  }

  /** Takes one query of an own officer. Throws `query.quota`, which tells when the next one is free. */
  admitOfficer(user: string): Promise<void> {
    return this.#admitOwn(this.#officers, user, this.#parts.limits.officer);
  }

  /** Takes one that needs a right of its own, beside `admitOfficer`. Throws `query.quota` likewise. */
  admitByOwnRight(user: string): Promise<void> {
    return this.#admitOwn(this.#byOwnRight.officers, user, this.#parts.limits.byOwnRight.officer);
  }

  async #admitOwn(quota: Quota, user: string, { perHour, perDay }: QuotaConfig['officer']): Promise<void> {
    const waitMs = quota.take(user, this.#parts.clock.monotonic());
    if (waitMs === undefined) return;
    await this.#refuse('quota-officer', { user });
    throw new IimsError('query.quota', {
      message: 'This account has asked as often as it may for now.',
      rule: `${perHour} such queries an hour and ${perDay} a day`,
      fix: `Ask again in ${Math.ceil(waitMs / 1_000)} s.`,
      retryAfterMs: waitMs,
    });
  }

  /** Who is refused, in spells that go on. */
  refusing(): readonly RefusedAsker[] {
    const { clock } = this.#parts;
    const began = clock.now() - clock.monotonic();
    return this.#spells
      .list()
      .map(({ since, ...spell }) => ({ ...whoOf(spell.key), since: began + since, refused: spell.refused }));
  }

  async #refuse(ground: QuotaGround, who: Who): Promise<QuotaRefusal> {
    const { key } = this.#spells.note(keyOf(ground, who), this.#parts.clock.monotonic());
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = this.#parts.store.write({ event: 'quota.reached', body: whoOf(key) }).then(({ index }) => index);
      this.#entries.set(key, entry);
      // What could not be entered is tried again with the next refusal.
      entry.catch(() => this.#entries.delete(key));
    }
    return { ground, logIndex: await entry };
  }

  async #tellEnded(): Promise<void> {
    for (const spell of this.#spells.ended(this.#parts.clock.monotonic())) {
      this.#entries.delete(spell.key);
      await this.#parts.store
        .write({ event: 'quota.ended', body: { ...whoOf(spell.key), refused: spell.refused } })
        // A store that takes nothing at the moment must not end the node over a count.
        .catch(() => undefined);
    }
  }
}

function allowancesOf({ perHour, perDay }: QuotaConfig['officer']): Allowance[] {
  return [
    { count: perHour, perMs: HOUR_MS },
    { count: perDay, perMs: DAY_MS },
  ];
}

type Who = { readonly state: StateCode } | { readonly user: string };

function keyOf(ground: QuotaGround, who: Who): string {
  return 'state' in who ? `${ground} state ${who.state}` : `${ground} user ${who.user}`;
}

/** The shared spell of those beyond the bound names nobody. */
function whoOf(key: Spell['key']): Pick<RefusedAsker, 'ground' | 'state' | 'user'> {
  const [ground = '', kind, ...words] = key.split(' ');
  const who = words.join(' ');
  if (ground === '') return { ground: 'quota-officer' };
  return { ground: ground as QuotaGround, ...(kind === 'state' ? { state: who as StateCode } : { user: who }) };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SWEEP_EVERY_MS = 15_000;
/** More than a federation has States. */
const PARTNERS_MAX = 64;
/** Officers of partners that are remembered: some 100 bytes each. */
const PSEUDONYMS_MAX = 50_000;
const OFFICERS_MAX = 50_000;
