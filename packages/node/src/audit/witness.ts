// SPDX-License-Identifier: Apache-2.0
// This node as a witness of its partners' logs: weigh, keep, and only then cosign (spec/witness.md, 1-4).

import type { SigningKey } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import type { SignedCheckpoint } from '@iims/tlog/checkpoint';
import { cosign } from '@iims/tlog/cosignature';
import { claimedOrigin } from '@iims/tlog/policy';
import {
  type AddCheckpoint,
  formatCosignatures,
  NOTHING_HELD,
  parseAddCheckpoint,
  weighCheckpoint,
  withCosignatures,
  withoutCosignatures,
} from '@iims/tlog/witness';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { type HeldCheckpoint, readHeldCheckpoint } from '../store/witnesses.ts';
import { type PartnerLog, partnerLogs, witnessName } from './witness-keys.ts';

export interface WitnessParts {
  readonly own: StateCode;
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly trust: () => TrustList;
  /** The key in use. */
  readonly signer: () => SigningKey;
  readonly clock: Clock;
  readonly hasForked: (origin: string) => boolean;
  /** Told of a checkpoint that its log signed and that does not follow from what is held. Must not throw. */
  readonly onDoubt: (checkpoint: Uint8Array) => void;
}

/** What a request is answered with (C2SP tlog-witness). */
export type WitnessReply =
  | { readonly status: 200; readonly cosignatures: Uint8Array }
  | { readonly status: 409; readonly heldSize: number }
  | { readonly status: 400 | 403 | 404 | 422 };

export interface OwnWitness {
  /** Concurrent calls for one log are decided one after another by the store. Throws `store.*`, `witness.clock`. */
  addCheckpoint(body: Uint8Array): Promise<WitnessReply>;
  /** The newest checkpoint that is held of a log, with a fresh cosignature; `undefined` when there is none. Throws `witness.clock`. */
  heldCheckpoint(origin: string): Promise<Uint8Array | undefined>;
}

export function createWitness(parts: WitnessParts): OwnWitness {
  const { own, store, trust } = parts;
  const clockOf = cosigningClock(parts.clock);

  const sign = ({ origin, size, root }: Pick<HeldCheckpoint, 'origin' | 'size' | 'root'>, timeSeconds: number) =>
    cosign({ origin, size, root }, witnessName(own), parts.signer(), timeSeconds);

  return {
    async addCheckpoint(body) {
      const asked = parsedOrUndefined(body);
      if (asked === undefined) return { status: 400 };
      const { request, origin } = asked;
      const known = partnerLogs(trust(), own).get(origin);
      if (known !== undefined && parts.hasForked(origin)) return { status: 403 };
      const held = await readHeldCheckpoint(store.reader, origin);
      const verdict = weighCheckpoint(held ?? NOTHING_HELD, known?.log, request);
      if (verdict.kind === 'refuse') {
        const { status, checkpoint } = verdict;
        // Whatever is older than what is held, or does not lead on from it, may be another past.
        const isDoubtful = checkpoint && held && (status === 422 || checkpoint.size <= held.size);
        if (isDoubtful) parts.onDoubt(request.checkpoint);
        return status === 409 ? { status, heldSize: held?.size ?? 0 } : { status };
      }
      const timeSeconds = clockOf(origin, held?.cosignedAtSeconds);
      if (!verdict.isHeld) {
        const kept = await keep(parts, known!, { request, checkpoint: verdict.checkpoint, timeSeconds });
        if (!kept) return { status: 409, heldSize: (await readHeldCheckpoint(store.reader, origin))?.size ?? 0 };
      }
      // The tree is durable. Dying here: the log asks again, is told the size that is held, and goes on from it.
      return { status: 200, cosignatures: formatCosignatures([sign(verdict.checkpoint, timeSeconds)]) };
    },

    async heldCheckpoint(origin) {
      const held = await readHeldCheckpoint(store.reader, origin);
      if (held === undefined) return undefined;
      return withCosignatures(held.checkpoint, [sign(held, clockOf(origin, held.cosignedAtSeconds))]);
    },
  };
}

/** Makes the tree the one that is held, if the one that it was weighed against still is. */
async function keep(
  { store }: WitnessParts,
  { state }: PartnerLog,
  asked: { request: AddCheckpoint; checkpoint: SignedCheckpoint; timeSeconds: number },
): Promise<boolean> {
  const { request, checkpoint, timeSeconds } = asked;
  const { origin, size, root } = checkpoint;
  const note = withoutCosignatures(request.checkpoint, checkpoint);
  try {
    await store.write(
      { event: 'witness.cosigned', body: { state, origin, size, root, checkpoint: sha256(note) } },
      {
        name: 'cosign-checkpoint',
        args: { origin, oldSize: request.oldSize, size, root, checkpoint: note, cosignedAtSeconds: timeSeconds },
      },
    );
    return true;
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'witness.moved') return false;
    throw fault;
  }
}

/**
 * The time to cosign with, which never goes back for one log: that the larger tree was seen after the smaller one is what
 * a cosignature says. Small corrections of the clock are bridged with the last time. @throws IimsError `witness.clock`
 */
function cosigningClock(clock: Clock): (origin: string, keptSeconds: number | undefined) => number {
  const latest = new Map<string, number>();
  return (origin, keptSeconds = 0) => {
    const now = Math.floor(clock.now() / 1_000);
    const last = Math.max(keptSeconds, latest.get(origin) ?? 0);
    if (now < last - CLOCK_TOLERANCE_S) {
      throw new IimsError('witness.clock', {
        message: 'The clock stands before the last cosignature of this log.',
        rule: `at most ${CLOCK_TOLERANCE_S} seconds before`,
        fix: 'Correct the clock of this machine.',
      });
    }
    const time = Math.max(now, last);
    latest.set(origin, time);
    return time;
  };
}

function parsedOrUndefined(body: Uint8Array): { request: AddCheckpoint; origin: string } | undefined {
  try {
    const request = parseAddCheckpoint(body);
    return { request, origin: claimedOrigin(request.checkpoint) };
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

/** How far clocks of a federation may differ, seconds; as for frames and documents. */
export const CLOCK_TOLERANCE_S = 300;
