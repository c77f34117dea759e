// SPDX-License-Identifier: Apache-2.0
// The offline packs of a node: made one at a time, listed with how they stand, taken back, settled.
import { IimsError } from '@iims/wire/errors';
import { countPackHits, listPackHits, listPacks, type PackRow } from '../store/packs.ts';
import { type MadePack, makePack, type PackMaking, type PackWanted } from './make-pack.ts';
import { type TakenUses, takeUses } from './take-uses.ts';

/** `missing`: its time is over, and its log or the end of it has not come. */
export type PackStanding = 'out' | 'returned' | 'missing';

export interface PackShown extends Omit<PackRow, 'struckAt'> {
  readonly standing: PackStanding;
  readonly hitsToSettle: number;
  readonly struck: boolean;
}

export interface PackHitShown {
  readonly entry: number;
  readonly packId: string;
  readonly user: string;
  /** Milliseconds since 1970, by the device's clock. */
  readonly usedAt: number;
  readonly hits: readonly { readonly register: string; readonly alertId: string; readonly band: string }[];
}

export class Packs {
  readonly #making: PackMaking;
  #isMaking = false;

  constructor(making: PackMaking) {
    this.#making = making;
  }

  /** @throws IimsError `pack.busy`, and as `makePack` */
  async make(wanted: PackWanted): Promise<MadePack> {
    if (this.#isMaking) {
      throw new IimsError('pack.busy', {
        message: 'Another pack is being made.',
        fix: 'Try again in a moment.',
      });
    }
    this.#isMaking = true;
    try {
      return await makePack(this.#making, wanted);
    } finally {
      this.#isMaking = false;
    }
  }

  /** As `takeUses`. */
  take(user: string, log: Uint8Array): Promise<TakenUses> {
    return takeUses(this.#making.store, user, log);
  }

  async list(): Promise<readonly PackShown[]> {
    const { store, clock } = this.#making;
    const [packs, hits] = await Promise.all([listPacks(store.reader), countPackHits(store.reader)]);
    const now = clock.now();
    return packs.map(({ struckAt, ...pack }) => ({
      ...pack,
      standing: standingOf(pack, now),
      hitsToSettle: hits.get(pack.packId) ?? 0,
      struck: struckAt !== null,
    }));
  }

  async hits(): Promise<readonly PackHitShown[]> {
    const rows = await listPackHits(this.#making.store.reader);
    return rows.map(({ entryIndex, packId, body = {} }) => ({
      entry: entryIndex,
      packId,
      user: (body.user ?? '') as string,
      usedAt: (body.usedAt ?? 0) as number,
      hits: (body.hits ?? []) as PackHitShown['hits'],
    }));
  }
}

function standingOf({ notAfter, endedAt }: Pick<PackRow, 'notAfter' | 'endedAt'>, now: number): PackStanding {
  if (endedAt !== null) return 'returned';
  return now < notAfter ? 'out' : 'missing';
}
