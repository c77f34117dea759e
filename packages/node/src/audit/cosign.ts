// SPDX-License-Identifier: Apache-2.0
// Has the own log witnessed: brings checkpoints to the partners in rounds, gathers their cosignatures and keeps them
// (spec/witness.md, 5-8). One round at a time; a partner that is silent holds up no other for long.

import { setTimeout } from 'node:timers/promises';
import { openCheckpoint } from '@iims/tlog/checkpoint';
import { isBy, NOTE_SIGNATURES_MAX, type NoteSignature, noteKey } from '@iims/tlog/note';
import { cosignersOf, type Witness } from '@iims/tlog/policy';
import { withCosignatures, withoutCosignatures } from '@iims/tlog/witness';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { placesInRound } from '../partner/meet-in-turn.ts';
import type { OnFatal, Store } from '../store/store.ts';
import { hasNews, readWitnessed, type WitnessedCheckpoint } from '../store/witnesses.ts';
import { type AskedWitness, type AskParts, askForCosignature, askHeldSize } from './ask-witness.ts';
import { askAgainAfterMs, roundIsDue, type WitnessPace } from './cosign-schedule.ts';
import { readPublishedCheckpoint } from './own-past.ts';

export interface CosigningParts extends AskParts {
  readonly own: StateCode;
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly pace: WitnessPace;
  /** Whose cosignatures count, by State, and how many make a checkpoint witnessed. */
  readonly witnesses: () => ReadonlyMap<StateCode, Witness>;
  readonly quorum: () => number;
  /** Told of `log.rolled-back` and `log.forked` once; nothing may be signed any more. */
  readonly onFatal: OnFatal;
}

/** How one witness stands, for the administrator. */
export interface WitnessStanding {
  readonly state: StateCode;
  /** The tree that it cosigned last, and when by its clock (seconds since 1970); absent when it never did since the start. */
  readonly cosigned?: { readonly size: number; readonly atSeconds: number };
  /** Since when it has been silent (milliseconds since 1970), and the code of the last fault. */
  readonly silent?: { readonly since: number; readonly code: string };
}

/** The checkpoint that goes round, with what was gathered so far. */
interface Round {
  readonly note: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly lines: Map<StateCode, NoteSignature>;
  /** When the news that it brings were first seen, on the monotonic clock; until a quorum has cosigned. */
  newsSince: number | undefined;
  /** Whether what came is durable. A full disk refuses it, and who has cosigned is not asked again. */
  isKept: boolean;
}

interface Asked extends AskedWitness {
  witness: Witness;
  failures: number;
  /** On the monotonic clock. */
  askAt: number;
  cosigned?: { size: number; atSeconds: number };
  silent?: { since: number; code: string };
}

export class Cosigning {
  readonly #parts: CosigningParts;
  readonly #asked = new Map<StateCode, Asked>();
  readonly #stopping = new AbortController();
  #round: Round | undefined;
  #broughtAt: number | undefined;
  /** Entries below are looked through for news. */
  #scanned: number;
  #newsSince: number | undefined;
  #lastTimeToWitnessMs: number | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(parts: CosigningParts, latest: WitnessedCheckpoint | undefined) {
    this.#parts = parts;
    this.#scanned = latest?.size ?? 0;
    if (latest === undefined) return;
    const { clock } = parts;
    this.#broughtAt = clock.monotonic() - Math.max(0, clock.now() - latest.gatheredAt);
    this.#round = this.#resumed(latest);
  }

  static async open(parts: CosigningParts): Promise<Cosigning> {
    return new Cosigning(parts, await readWitnessed(parts.store.reader, 0));
  }

  /**
   * Asks all partners what they hold of the own log: before anything is signed. A silent one is asked when it is first
   * brought a checkpoint. @throws IimsError `log.rolled-back`, `log.forked`
   */
  async askAll(): Promise<void> {
    const answers = [...this.#current().values()].map(async (asked) => {
      asked.heldSize = await askHeldSize(this.#parts, asked.state).catch((fault) => {
        if (isEndOfLog(fault) || !(fault instanceof IimsError)) throw fault;
        return undefined;
      });
    });
    await Promise.all(answers);
  }

  /** Begins the rounds. `size` gives the entries of the published log. */
  start(size: () => number): void {
    void this.#run(size).catch((fault) => {
      if (!isEndOfLog(fault)) throw fault;
      this.#parts.onFatal(fault);
    });
  }

  /** No round begins any more, and nothing is written afterwards; an answer that is still awaited is lost. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    // What the store refused was told to whoever wrote it.
    await this.#writing.catch(ignoreKnownFault);
  }

  /** Entries of the log's tree that went round last, and what came of it. */
  standing(): {
    readonly broughtSize: number;
    readonly lastTimeToWitnessMs: number | undefined;
    readonly witnesses: readonly WitnessStanding[];
  } {
    const witnesses = [...this.#current().values()].map(({ state, cosigned, silent }) => ({
      state,
      ...(cosigned ? { cosigned } : {}),
      ...(silent ? { silent } : {}),
    }));
    return { broughtSize: this.#round?.size ?? 0, lastTimeToWitnessMs: this.#lastTimeToWitnessMs, witnesses };
  }

  async #run(size: () => number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#turn(size()).catch(ignoreKnownFault);
      // The only way for this pause to fail is the stop.
      await setTimeout(TURN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #turn(size: number): Promise<void> {
    const { clock, pace, store } = this.#parts;
    if (size > this.#scanned) {
      const isNews = await hasNews(store.reader, this.#scanned, size);
      if (isNews) this.#newsSince ??= clock.monotonic();
      this.#scanned = size;
    }
    const { broughtAt, newsSince } = { broughtAt: this.#broughtAt, newsSince: this.#newsSince };
    const broughtSize = this.#round?.size ?? 0;
    if (roundIsDue({ size, broughtSize, broughtAt, newsSince }, clock.monotonic(), pace)) await this.#beginRound();
    else await this.#gather();
  }

  async #beginRound(): Promise<void> {
    const published = await readPublishedCheckpoint(this.#parts);
    if (published === undefined) return;
    const { size, root } = published.checkpoint;
    this.#round = { note: published.note, size, root, lines: new Map(), newsSince: this.#newsSince, isKept: true };
    this.#broughtAt = this.#parts.clock.monotonic();
    this.#scanned = Math.max(this.#scanned, size);
    this.#newsSince = undefined;
    await this.#gather();
  }

  /** Asks everybody whose cosignature is missing and who is not left alone for a while, each at its place, and keeps what came. */
  async #gather(): Promise<void> {
    const round = this.#round;
    if (round === undefined) return;
    const now = this.#parts.clock.monotonic();
    const current = this.#current();
    const due = [...current.values()].filter(({ state, askAt }) => !round.lines.has(state) && askAt <= now);
    const places = placesInRound(this.#parts.own, [...current.keys()], 'cosigning');
    const came = await Promise.all(due.map((asked) => this.#askAt(places.get(asked.state)!, asked, round)));
    round.isKept &&= !came.includes(true);
    if (round.isKept || this.#stopping.signal.aborted) return;
    this.#dropWhoLeft(round);
    await this.#keep(round);
    round.isKept = true;
    if (round.newsSince === undefined || round.lines.size < this.#parts.quorum()) return;
    this.#lastTimeToWitnessMs = Math.round(this.#parts.clock.monotonic() - round.newsSince);
    round.newsSince = undefined;
  }

  /** At its place: on a node that all ask at once, as they all have news of the same query, a query meanwhile would wait for all of it. */
  async #askAt(place: number, asked: Asked, round: Round): Promise<boolean> {
    const { signal } = this.#stopping;
    // The only way for this pause to fail is the stop.
    await setTimeout(place * this.#parts.pace.settleMs, undefined, { signal }).catch(() => undefined);
    return signal.aborted ? false : this.#ask(asked, round);
  }

  /** Whether the witness cosigned. A witness that shows another past of the log is the end. */
  async #ask(asked: Asked, round: Round): Promise<boolean> {
    const { clock, pace } = this.#parts;
    try {
      const { line, cosignedAtSeconds } = await askForCosignature(this.#parts, asked, round);
      if (round.lines.size >= LINES_MAX) return false;
      round.lines.set(asked.state, line);
      asked.cosigned = { size: round.size, atSeconds: cosignedAtSeconds };
      asked.failures = 0;
      delete asked.silent;
      return true;
    } catch (fault) {
      if (isEndOfLog(fault) || !(fault instanceof IimsError)) throw fault;
      // It cosigned a later round that a crash made this node forget: only a new one can go on from there.
      if (fault.code === 'witness.moved') this.#newsSince ??= clock.monotonic();
      asked.failures += 1;
      asked.askAt = clock.monotonic() + askAgainAfterMs(asked.failures, pace);
      asked.silent = { since: asked.silent?.since ?? clock.now(), code: fault.code };
      return false;
    }
  }

  /** Others are asked for seconds, and silent ones again for minutes: who left the list meanwhile, or whose key did, counts no more. */
  #dropWhoLeft({ lines }: Round): void {
    const witnesses = this.#parts.witnesses();
    for (const [state, line] of lines) {
      const witness = witnesses.get(state);
      if (!witness?.keys.some((key) => isBy(line, noteKey(witness.name, key)))) lines.delete(state);
    }
  }

  async #keep({ note, size, root, lines }: Round): Promise<void> {
    const states = [...lines.keys()].sort();
    const checkpoint = withCosignatures(
      note,
      states.map((state) => lines.get(state)!),
    );
    // Dying before: the witnesses hold this tree, and the next round goes on from what they hold.
    this.#writing = this.#parts.store.write(
      { event: 'log.witnessed', body: { size, root, states } },
      { name: 'keep-witnessed', args: { size, root, checkpoint, cosigners: lines.size } },
    );
    await this.#writing;
  }

  /** The witnesses of the list in force, with what is known of each. */
  #current(): ReadonlyMap<StateCode, Asked> {
    const witnesses = this.#parts.witnesses();
    for (const state of this.#asked.keys()) if (!witnesses.has(state)) this.#asked.delete(state);
    for (const [state, witness] of witnesses) {
      const known = this.#asked.get(state);
      if (known) known.witness = witness;
      else
        this.#asked.set(state, { state, witness, heldSize: undefined, failures: 0, askAt: Number.NEGATIVE_INFINITY });
    }
    return this.#asked;
  }

  /** The last round before the start, so that whoever missed it is asked again. */
  #resumed({ checkpoint, size, root }: WitnessedCheckpoint): Round | undefined {
    try {
      const opened = openCheckpoint(checkpoint, this.#parts.log());
      const lines = new Map<StateCode, NoteSignature>();
      for (const [state, witness] of this.#parts.witnesses()) {
        const line = opened.otherSignatures.find(({ name }) => name === witness.name);
        if (line && cosignersOf({ ...opened, otherSignatures: [line] }, [witness]).length > 0) lines.set(state, line);
      }
      return { note: withoutCosignatures(checkpoint, opened), size, root, lines, newsSince: undefined, isKept: true };
    } catch (fault) {
      // Keys have changed since: the next round begins anew.
      if (fault instanceof IimsError) return undefined;
      throw fault;
    }
  }
}

/** After these nothing may be signed any more. */
export function isEndOfLog(fault: unknown): fault is IimsError {
  return fault instanceof IimsError && (fault.code === 'log.rolled-back' || fault.code === 'log.forked');
}

/** The disk may be full and partners out of reach; the next turn tries again. */
function ignoreKnownFault(fault: unknown): void {
  if (isEndOfLog(fault) || !(fault instanceof IimsError)) throw fault;
}

/** Between two looks at the log. */
const TURN_MS = 250;
/** The log's own two lines come first. */
const LINES_MAX = NOTE_SIGNATURES_MAX - 2;
