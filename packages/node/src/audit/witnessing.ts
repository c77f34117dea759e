// SPDX-License-Identifier: Apache-2.0
// Puts a node's witnessing together: what it does for its partners' logs, what they do for its own, and what all tell each
// other (spec/witness.md).

import { join } from 'node:path';
import type { SigningKey } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import type { LogKeys } from '@iims/tlog/checkpoint';
import type { Tile } from '@iims/tlog/tile';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { EVIDENCE_FOLDER } from '../data-directory.ts';
import { replaceFile } from '../durable-file.ts';
import { GOSSIP_PATH } from '../partner/edge-paths.ts';
import { partnersOf } from '../partner/links.ts';
import { meetInTurn } from '../partner/meet-in-turn.ts';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import { stopProcess } from '../store/stop-process.ts';
import type { OnFatal, Store } from '../store/store.ts';
import {
  readForks,
  readHeldCheckpoints,
  readWitnessed,
  readWitnessedCovering,
  type WitnessedCheckpoint,
} from '../store/witnesses.ts';
import { Cosigning, isEndOfLog } from './cosign.ts';
import { USUAL_PACE, type WitnessPace } from './cosign-schedule.ts';
import { diskAt } from './disk.ts';
import { ForkWatch } from './fork-watch.ts';
import { parseGossip } from './gossip.ts';
import { CHECKPOINT_PATH } from './log-files.ts';
import { checkOwnPast, type OwnPast } from './own-past.ts';
import { readPublishedTile } from './read-tile.ts';
import type { CallPartner } from './remote-log.ts';
import { createWitness, type OwnWitness } from './witness.ts';
import { partnerLogs, partnerWitnesses } from './witness-keys.ts';

export interface WitnessingParts {
  /** The node's data directory. */
  readonly directory: string;
  readonly own: StateCode;
  /** Origin and keys of the own log, as the document in force gives them. */
  readonly log: () => LogKeys;
  /** The witness key in use. */
  readonly signer: () => SigningKey;
  readonly trust: () => TrustList;
  readonly store: Store;
  readonly call: CallPartner;
  readonly clock: Clock;
  /** Waited for before what partners show is verified. */
  readonly queries: Pick<QueriesUnderWay, 'pause'>;
  readonly pace?: WitnessPace | undefined;
  /** Told when the log may not go on; default: print the code and stop the process. */
  readonly onFatal?: OnFatal | undefined;
}

/** Plain data for JSON (spec/officer-edge.md). */
export type WitnessingState = Awaited<ReturnType<Witnessing['state']>>;

export class Witnessing {
  readonly #parts: WitnessingParts;
  readonly #past: OwnPast;
  readonly #witness: OwnWitness;
  readonly #cosigning: Cosigning;
  readonly #watch: ForkWatch;
  readonly #toldBefore = new Map<StateCode, string>();
  #looking: NodeJS.Timeout | undefined;
  #telling: { stop(): void } | undefined;

  private constructor(
    parts: WitnessingParts,
    { past, cosigning, watch }: { past: OwnPast; cosigning: Cosigning; watch: ForkWatch },
  ) {
    const { own, store, trust, signer, clock } = parts;
    this.#parts = parts;
    this.#past = past;
    this.#cosigning = cosigning;
    this.#watch = watch;
    this.#witness = createWitness({
      own,
      store,
      trust,
      signer,
      clock,
      hasForked: (origin) => watch.hasForked(origin),
      onDoubt: (checkpoint) => watch.consider(checkpoint),
    });
  }

  /** Nothing is asked and nothing runs yet. */
  static async open(parts: WitnessingParts): Promise<Witnessing> {
    const { directory, own, log, trust, store, call, clock, queries, onFatal = stopProcess } = parts;
    const past: OwnPast = {
      disk: diskAt(directory),
      log,
      keepEvidence: inTurn((name, content) => replaceFile(join(directory, EVIDENCE_FOLDER, name), content)),
    };
    const cosigning = await Cosigning.open({
      ...past,
      own,
      store,
      call,
      clock,
      pace: parts.pace ?? USUAL_PACE,
      witnesses: () => partnerWitnesses(trust(), own),
      quorum: () => trust().root.witnessQuorum,
      onFatal,
    });
    /** The last that was looked at: every partner shows the same, and of a log that runs the past does not change. */
    let last = new Uint8Array(0);
    const onOwnCheckpoint = (checkpoint: Uint8Array): void => {
      if (equalBytes(checkpoint, last)) return;
      last = checkpoint.slice();
      checkOwnPast(past, checkpoint).catch((fault) => {
        last = new Uint8Array(0);
        if (isEndOfLog(fault)) onFatal(fault);
        else ignoreKnownFault(fault);
      });
    };
    const ownOrigin = () => log().origin;
    const watch = await ForkWatch.open({ own, ownOrigin, store, trust, call, clock, queries, onOwnCheckpoint });
    return new Witnessing(parts, { past, cosigning, watch });
  }

  /** To be called with the log recovered and before anything is signed. @throws IimsError `log.rolled-back`, `log.forked` */
  askWitnesses(): Promise<void> {
    return this.#cosigning.askAll();
  }

  /** Begins rounds and gossip. `size` gives the entries of the published log. */
  start(size: () => number): void {
    this.#cosigning.start(size);
    const { own, trust, clock, pace } = this.#parts;
    const { gossipEveryMs } = pace ?? USUAL_PACE;
    this.#looking = setInterval(() => this.#watch.lookAgain(), gossipEveryMs);
    this.#telling = meetInTurn({
      own,
      partners: () => partnersOf(trust(), own),
      exchanged: 'gossip',
      everyMs: gossipEveryMs,
      monotonic: clock.monotonic,
      meet: (partner) => this.#tell(partner).catch(ignoreKnownFault),
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#looking);
    this.#telling?.stop();
    await Promise.all([this.#cosigning.stop(), this.#watch.stop()]);
  }

  // What partners ask for; `api/monitor` says how it is asked.

  addCheckpoint(body: Uint8Array) {
    return this.#witness.addCheckpoint(body);
  }

  heldCheckpoint(origin: string): Promise<Uint8Array | undefined> {
    return this.#witness.heldCheckpoint(origin);
  }

  /** @throws IimsError `witness.malformed`, `partner.busy` */
  receiveGossip(body: Uint8Array, by: StateCode): void {
    this.#watch.receive(parseGossip(body), by);
  }

  publishedCheckpoint(): Promise<Uint8Array | undefined> {
    return this.#past.disk.read(CHECKPOINT_PATH);
  }

  publishedTile(tile: Tile): Promise<Uint8Array | undefined> {
    return readPublishedTile(this.#past.disk, tile);
  }

  // What receipts are made of.

  /** The newest checkpoint of the own log that a quorum of partners has cosigned. */
  witnessedCheckpoint(): Promise<WitnessedCheckpoint | undefined> {
    return readWitnessed(this.#parts.store.reader, this.#quorum());
  }

  /** The oldest one that is kept and covers the entry: the earliest time that partners can attest. */
  witnessedCheckpointCovering(index: number): Promise<WitnessedCheckpoint | undefined> {
    return readWitnessedCovering(this.#parts.store.reader, index, this.#quorum());
  }

  /** How it stands, for the administrator: plain data for JSON. */
  async state(logSize: number) {
    const { reader } = this.#parts.store;
    const witnessed = await this.witnessedCheckpoint();
    const { broughtSize, lastTimeToWitnessMs, witnesses } = this.#cosigning.standing();
    const held = new Map((await readHeldCheckpoints(reader)).map((log) => [log.origin, log]));
    const forks = new Map((await readForks(reader)).map((fork) => [fork.origin, fork]));
    const behind = this.#watch.behind();
    return {
      own: {
        witnessedSize: witnessed?.size ?? 0,
        ...(witnessed ? { witnessedAt: iso(witnessed.gatheredAt), cosigners: witnessed.cosigners } : {}),
        quorum: this.#quorum(),
        broughtSize,
        lag: logSize - (witnessed?.size ?? 0),
        ...(lastTimeToWitnessMs === undefined ? {} : { lastTimeToWitnessMs }),
        witnesses: witnesses.map(({ state, cosigned, silent }) => ({
          state,
          ...(cosigned ? { size: cosigned.size, at: iso(cosigned.atSeconds * 1_000) } : {}),
          ...(silent ? { silentSince: iso(silent.since), code: silent.code } : {}),
        })),
        evidence: (await this.#past.disk.list(EVIDENCE_FOLDER)).sort(),
      },
      partnerLogs: [...partnerLogs(this.#parts.trust(), this.#parts.own)].map(([origin, { state }]) => {
        const log = held.get(origin);
        const fork = forks.get(origin);
        const lag = behind.get(origin);
        return {
          state,
          origin,
          ...(log ? { size: log.size, at: iso(log.cosignedAtSeconds * 1_000) } : {}),
          ...(fork ? { forkFoundAt: iso(fork.foundAt), forkProofSha256: toHex(sha256(fork.proof)) } : {}),
          ...(lag ? { behind: { ...lag, since: iso(lag.since) } } : {}),
        };
      }),
    };
  }

  #quorum(): number {
    return this.#parts.trust().root.witnessQuorum;
  }

  /** A partner that has been told this very thing is not told again. */
  async #tell(partner: StateCode): Promise<void> {
    const body = await this.#watch.gossip();
    const digest = toHex(sha256(body));
    if (this.#toldBefore.get(partner) === digest) return;
    const telling = { method: 'POST', path: GOSSIP_PATH, body, bytesMax: ANSWER_BYTES_MAX } as const;
    const { status } = await this.#parts.call(partner, telling);
    if (status === 200) this.#toldBefore.set(partner, digest);
  }
}

/** One call after another: several partners may show the same checkpoint at once. */
function inTurn(keep: OwnPast['keepEvidence']): OwnPast['keepEvidence'] {
  let turn: Promise<void> = Promise.resolve();
  return (name, content) => {
    const kept = turn.then(() => keep(name, content));
    turn = kept.catch(() => undefined);
    return kept;
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

const ANSWER_BYTES_MAX = 4_096;
