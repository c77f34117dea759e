// SPDX-License-Identifier: Apache-2.0
// What becomes of the rows of a file: alerts, or entries of a positive register. Each is judged, and put beside what the register holds
// under its id.
import { hash } from 'node:crypto';
import type { Alert } from '@iims/wire/alert';
import { equalBytes } from '@iims/wire/bytes';
import { type RowRefusal, SUBJECT_KINDS, type SubjectKind } from '@iims/wire/code-lists';
import { alertToLoad } from '../../store/alert-to-load.ts';
import { findHeldIssued } from '../../store/issued-documents.ts';
import { digitsOf, nearTokens } from '../../store/key-tokens.ts';
import type { Reader } from '../../store/sql.ts';
import { standingByte } from '../../store/staging/stage-keys.ts';
import { VANISHED_MAX } from '../../store/vanished-entries.ts';
import { composeIssued, type IssuedKind } from '../compose-issued.ts';
import type { ReadEntry } from '../formats/draft.ts';
import { besideHeld, EntryJudging, heldUnder, type NotTaken } from '../judge-entry.ts';
import { issuedKeysOf, type Renumbered } from './find-vanished.ts';
import { IdSet } from './id-set.ts';
import type { SourceToRead } from './read-source.ts';

/** Of a row that was taken in: what goes into the store. */
export interface RowToKeep {
  readonly difference: 'added' | 'changed' | 'same';
  /** Of an alert, YYYY-MM-DD. */
  readonly reviewOn: string;
  /** Deterministic CBOR. */
  readonly content: Uint8Array;
  readonly keys: readonly { readonly key: string; readonly standing: number }[];
}

export interface TakenRow<Held> {
  readonly kind: 'taken';
  readonly id: string;
  /** 0 to 100 (spec/alert.md, 18); what the State issued has none. */
  readonly score?: number;
  beside(held: Held | undefined): RowToKeep;
}

export interface SourceRows<Held> {
  /** What the register holds; of one that is not there yet what its first row says. */
  readonly kind: SubjectKind | undefined;
  judge(entry: Exclude<ReadEntry, { kind: 'refused' }>): Promise<TakenRow<Held> | NotTaken>;
  /** What the register holds under these ids, at most HELD_IDS_MAX. */
  heldUnder(ids: readonly string[]): Promise<ReadonlyMap<string, Held>>;
  /** Of what the State issued, once all rows were kept. */
  renumbered?(): Renumbered;
  /** The types of these documents, likewise. */
  readonly types?: ReadonlySet<string>;
  /** The token under which a key stands in the index. */
  tokenOf(key: string): string;
}

/** Rows as alerts. */
export class AlertRows implements SourceRows<Alert> {
  readonly #reader: Reader;
  readonly #source: SourceToRead;
  readonly #judging: EntryJudging;
  readonly #nearToken: (key: string) => string;
  #kind: SubjectKind | undefined;

  constructor(reader: Reader, source: SourceToRead) {
    this.#reader = reader;
    this.#source = source;
    this.#judging = new EntryJudging(reader, source.register);
    this.#nearToken = nearTokens(reader);
    this.#kind = source.about.kind;
  }

  get kind(): SubjectKind | undefined {
    return this.#kind;
  }

  async judge(entry: Exclude<ReadEntry, { kind: 'refused' }>): Promise<TakenRow<Alert> | NotTaken> {
    // The first alert of a file decides what a register that is not there yet will hold.
    this.#kind ??= kindOf(entry);
    if (this.#kind === undefined) return { kind: 'refused', reason: 'field', field: 'kind' };
    const judged = await this.#judging.judge(entry, { ...this.#source.compose, kind: this.#kind });
    if (judged.kind === 'refused') return judged;
    return {
      kind: 'taken',
      id: judged.alert.id,
      score: judged.score,
      beside: (held) => {
        const { alert, difference } = besideHeld(judged, held);
        const { reviewOn, alert: content, keys } = alertToLoad(this.#source.register, alert);
        const standing = keys.map(({ key, ...said }) => ({ key, standing: standingByte(said) }));
        return { difference, reviewOn, content, keys: standing };
      },
    };
  }

  heldUnder(ids: readonly string[]): Promise<ReadonlyMap<string, Alert>> {
    return heldUnder(this.#reader, this.#source.register, ids);
  }

  tokenOf(key: string): string {
    return digitsOf(this.#nearToken(key));
  }
}

/** Rows as what the State issued. Held are the bytes of an entry. */
export class IssuedRows implements SourceRows<HeldBytes> {
  readonly kind: IssuedKind;
  readonly types = new Set<string>();
  readonly #reader: Reader;
  readonly #source: SourceToRead;
  readonly #numbers = new IdSet();
  /** Keys that entries had and have no more; what is beyond RENUMBERED_MAX is counted alone. */
  readonly #lost: string[] = [];
  #lostBeyond = 0;
  readonly #unreadable: { readonly id: string; readonly keys: readonly string[] }[] = [];

  constructor(reader: Reader, source: SourceToRead, kind: IssuedKind) {
    this.#reader = reader;
    this.#source = source;
    this.kind = kind;
  }

  async judge(entry: Exclude<ReadEntry, { kind: 'refused' }>): Promise<TakenRow<HeldBytes> | NotTaken> {
    if (entry.kind === 'person') return { kind: 'refused', reason: 'other-kind' };
    const composed = composeIssued(entry.fields, { ...this.#source.compose, kind: this.kind });
    if (composed.kind === 'refused') return composed;
    const { id, documentType, content, keys } = composed;
    // Two documents of one number would be two answers to one question. All are added, so that neither key of a refused row comes again.
    const isNew = keys.map((key) => this.#numbers.add(hash('sha256', key, 'buffer')));
    if (isNew.includes(false)) return NUMBER_TWICE;
    return {
      kind: 'taken',
      id,
      beside: (held) => {
        this.types.add(documentType);
        const difference = held === undefined ? 'added' : isSame(held, content) ? 'same' : 'changed';
        if (held !== undefined && difference === 'changed') this.#noteLost(id, held, keys);
        return {
          difference,
          reviewOn: NO_REVIEW,
          content,
          keys: keys.map((key) => ({ key, standing: MET_EXACTLY })),
        };
      },
    };
  }

  tokenOf(key: string): string {
    return this.#reader.tokenOf(key);
  }

  /** A document that has another number now had the one before, too. A plate is given back: what has another is not registered under it. */
  #noteLost(id: string, held: HeldBytes, keys: readonly string[]): void {
    if (this.kind === 'vehicle') return;
    if (held === UNREADABLE) {
      if (this.#unreadable.length < VANISHED_MAX) this.#unreadable.push({ id, keys });
      else this.#lostBeyond += 1;
      return;
    }
    for (const key of issuedKeysOf(held)) {
      if (keys.includes(key)) continue;
      if (this.#lost.length < RENUMBERED_MAX) this.#lost.push(key);
      else this.#lostBeyond += 1;
    }
  }

  /** A number that the list names under another id is not lost, wherever it stands in it. */
  renumbered(): Renumbered {
    const keys = this.#lost.filter((key) => !this.#numbers.has(hash('sha256', key, 'buffer')));
    const count = keys.length + this.#lostBeyond;
    return { count, keys: count > VANISHED_MAX ? [] : keys, unreadable: this.#unreadable };
  }

  async heldUnder(ids: readonly string[]): Promise<ReadonlyMap<string, HeldBytes>> {
    const held = await findHeldIssued(this.#reader, this.#source.register, ids);
    return new Map([...held].map(([id, content]) => [id, content ?? UNREADABLE]));
  }
}

/** An entry that is there and cannot be read had a number, too. */
const UNREADABLE = 'unreadable';
export type HeldBytes = Uint8Array | typeof UNREADABLE;

function isSame(held: HeldBytes, content: Uint8Array): boolean {
  return held !== UNREADABLE && equalBytes(held, content);
}

function kindOf(entry: Exclude<ReadEntry, { kind: 'refused' }>): SubjectKind | undefined {
  return SUBJECT_KINDS.find((kind) => kind === (entry.kind === 'person' ? 'person' : entry.fields.kind));
}

/** Some ten MiB. Who gives so many other numbers is asked about all of them. */
const RENUMBERED_MAX = 100_000;
const NUMBER_TWICE = { kind: 'refused', reason: 'number-twice' satisfies RowRefusal } as const;
/** In the place of a day: what the State issued is not reviewed. */
const NO_REVIEW = '0000-00-00';
const MET_EXACTLY = standingByte({ band: 'hit' });
