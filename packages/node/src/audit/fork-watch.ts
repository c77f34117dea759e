// SPDX-License-Identifier: Apache-2.0
// Watches the logs of partners for a second past: each checkpoint that a log signed, whoever shows it, is compared with
// what is held and with what the log itself serves. What is proven is kept and passed on (spec/witness.md, 9 and 10).

import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import { openCheckpoint, type SignedCheckpoint } from '@iims/tlog/checkpoint';
import { encodeForkProof, type ForkProof, forkAtOneSize, parseForkProof, verifyForkProof } from '@iims/tlog/fork';
import { claimedOrigin } from '@iims/tlog/policy';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import type { Store } from '../store/store.ts';
import { readForks, readHeldCheckpoint, readHeldCheckpoints } from '../store/witnesses.ts';
import { encodeGossip, type Gossip } from './gossip.ts';
import { type CallPartner, compareWithServed, readServedLog } from './remote-log.ts';
import { type PartnerLog, partnerLogs } from './witness-keys.ts';

export interface ForkWatchParts {
  readonly own: StateCode;
  readonly ownOrigin: () => string;
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly trust: () => TrustList;
  readonly call: CallPartner;
  readonly clock: Clock;
  /** Waited for before a checkpoint is verified. */
  readonly queries: Pick<QueriesUnderWay, 'pause'>;
  /** Told of a checkpoint of the own log that somebody shows. Must not throw. */
  readonly onOwnCheckpoint: (checkpoint: Uint8Array) => void;
}

/** A log that serves a smaller tree than one that it has signed. */
export interface LogBehind {
  readonly signedSize: number;
  readonly servedSize: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export class ForkWatch {
  readonly #parts: ForkWatchParts;
  readonly #forked: Set<string>;
  /** Checkpoints that were compared and found consistent, so that they are not compared at each round. */
  readonly #compared = new Set<string>();
  /** Checkpoints that could not be compared yet: the log is behind, or cannot be reached. Keys begin with the origin. */
  readonly #waiting = new Map<string, Uint8Array>();
  readonly #behind = new Map<string, LogBehind>();
  /** By the partner that shows something, or by the log where nobody does; those in which nothing waits are not here. */
  readonly #lines = new Map<string, Line>();
  #stopped = false;

  private constructor(parts: ForkWatchParts, forked: Iterable<string>) {
    this.#parts = parts;
    this.#forked = new Set(forked);
  }

  static async open(parts: ForkWatchParts): Promise<ForkWatch> {
    return new ForkWatch(
      parts,
      (await readForks(parts.store.reader)).map(({ origin }) => origin),
    );
  }

  /** Whether the log is proven to have forked. */
  hasForked(origin: string): boolean {
    return this.#forked.has(origin);
  }

  /** Logs that serve less than they signed, by origin. */
  behind(): ReadonlyMap<string, LogBehind> {
    return this.#behind;
  }

  /** Takes a checkpoint of a partner's log into the watch; it is compared when its turn comes. Beyond TURNS_OF_ONE_MAX it is left out: it comes again. */
  consider(checkpoint: Uint8Array): void {
    this.#inTurn(`log ${claimedOrigin(checkpoint)}`, () => this.#compare(checkpoint));
  }

  /** What this node tells its partners. */
  async gossip(): Promise<Uint8Array> {
    const { reader } = this.#parts.store;
    const held = await readHeldCheckpoints(reader);
    const forks = await readForks(reader);
    return encodeGossip({ checkpoints: held.map((log) => log.checkpoint), forks: forks.map((fork) => fork.proof) });
  }

  /** Takes what a partner tells, all of it or nothing. @throws IimsError `partner.busy`: it is to be told again */
  receive({ checkpoints, forks }: Gossip, by: StateCode): void {
    const waiting = this.#lines.get(by)?.waiting ?? 0;
    if (waiting + checkpoints.length + forks.length > TURNS_OF_ONE_MAX) throw tooMuchShown();
    for (const proof of forks) this.#inTurn(by, () => this.#receiveFork(proof));
    for (const checkpoint of checkpoints) this.#inTurn(by, () => this.#compare(checkpoint));
  }

  /** Compares again what had to wait. Called once a round. */
  lookAgain(): void {
    for (const checkpoint of [...this.#waiting.values()]) this.consider(checkpoint);
  }

  /** Resolves when everything that was taken in so far has had its turn. */
  async settled(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ turn }) => turn));
  }

  /** Resolves when what is under way has ended; nothing is written afterwards. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.settled();
  }

  /**
   * One comparison of a line at a time. No line waits for another: whoever shows much, or serves his log drop by drop, would keep from the
   * watch what others know of him.
   */
  #inTurn(name: string, act: () => Promise<void>): void {
    const line = this.#lines.get(name) ?? { turn: Promise.resolve(), waiting: 0 };
    if (this.#stopped || line.waiting >= TURNS_OF_ONE_MAX) return;
    this.#lines.set(name, line);
    line.waiting += 1;
    line.turn = line.turn
      .then(() => (this.#stopped ? undefined : act()))
      .catch(ignoreKnownFault)
      .finally(() => {
        line.waiting -= 1;
        if (line.waiting === 0) this.#lines.delete(name);
      });
  }

  async #compare(note: Uint8Array): Promise<void> {
    const { own, ownOrigin, trust, store, call, queries } = this.#parts;
    const origin = claimedOrigin(note);
    if (origin === ownOrigin()) return this.#parts.onOwnCheckpoint(note);
    const known = partnerLogs(trust(), own).get(origin);
    if (known === undefined || this.#forked.has(origin)) return;
    const held = await readHeldCheckpoint(store.reader, origin);
    // Most of what partners show is what is held, whose signature was verified then.
    if (held !== undefined && equalBytes(held.checkpoint, note)) return;
    await queries.pause();
    const checkpoint = openCheckpoint(note, known.log);
    const key = `${origin} ${checkpoint.size} ${toHex(checkpoint.root)}`;
    if (this.#compared.has(key)) return;

    if (held?.size === checkpoint.size) {
      if (equalBytes(held.root, checkpoint.root)) return;
      return this.#keep(known, forkAtOneSize(held.checkpoint, note, checkpoint.root));
    }
    this.#remember(origin, key, note);
    // What is held stands for this node's own view: the log must serve a tree in which both are true.
    const views = [{ note, checkpoint }];
    if (held) views.push({ note: held.checkpoint, checkpoint: openCheckpoint(held.checkpoint, known.log) });
    const served = await readServedLog(call, known);
    for (const view of views) {
      const found = await compareWithServed(view, served);
      if (found.kind === 'fork') return this.#keep(known, found.proof);
      if (found.kind === 'behind') return this.#noteBehind(origin, view.checkpoint, found.servedSize);
    }
    this.#behind.delete(origin);
    this.#waiting.delete(key);
    if (this.#compared.size >= COMPARED_MAX) this.#compared.clear();
    this.#compared.add(key);
  }

  async #receiveFork(bytes: Uint8Array): Promise<void> {
    const { own, ownOrigin, trust, onOwnCheckpoint } = this.#parts;
    const proof = parseForkProof(bytes);
    const origin = claimedOrigin(proof.smaller);
    if (origin === ownOrigin()) {
      // Two trees under this node's name: at least one of the two is not its own.
      for (const note of [proof.smaller, proof.larger]) onOwnCheckpoint(note);
      return;
    }
    const known = partnerLogs(trust(), own).get(origin);
    if (known !== undefined && !this.#forked.has(origin)) await this.#keep(known, proof);
  }

  /** Verifies once more and keeps: what stands in the database convinces whoever reads it. */
  async #keep({ state, log }: PartnerLog, proof: ForkProof): Promise<void> {
    const { smaller, larger } = verifyForkProof(proof, log);
    const bytes = encodeForkProof(proof);
    const sizes = { smallerSize: smaller.size, largerSize: larger.size };
    await this.#parts.store.write(
      { event: 'witness.fork-detected', body: { state, origin: log.origin, ...sizes, proof: sha256(bytes) } },
      { name: 'keep-fork', args: { origin: log.origin, proof: bytes } },
    );
    this.#forked.add(log.origin);
    for (const key of this.#waiting.keys()) if (key.startsWith(`${log.origin} `)) this.#waiting.delete(key);
  }

  /** Of each log the first few that wait and the newest: a log that stays out of reach fills nothing. */
  #remember(origin: string, key: string, note: Uint8Array): void {
    if (this.#waiting.has(key)) return;
    const ofLog = [...this.#waiting.keys()].filter((waiting) => waiting.startsWith(`${origin} `));
    if (ofLog.length >= WAITING_PER_LOG_MAX) this.#waiting.delete(ofLog.at(-1)!);
    this.#waiting.set(key, note);
  }

  #noteBehind(origin: string, { size }: SignedCheckpoint, servedSize: number): void {
    const since = this.#behind.get(origin)?.since ?? this.#parts.clock.now();
    this.#behind.set(origin, { signedSize: size, servedSize, since });
  }
}

interface Line {
  turn: Promise<unknown>;
  waiting: number;
}

function tooMuchShown(): IimsError {
  return new IimsError('partner.busy', { message: 'What this partner showed before is still being compared.' });
}

/** What partners show may be wrong in every way, and they may be out of reach; it is looked at again when it comes again. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

/** All that a partner may tell at once, and as much again. */
const TURNS_OF_ONE_MAX = 256;
const COMPARED_MAX = 4_096;
const WAITING_PER_LOG_MAX = 4;
