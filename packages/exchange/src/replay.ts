// SPDX-License-Identifier: Apache-2.0
// The answerer's rule of idempotence: answer again, refuse, or look up (spec/fan-out.md, 14-17).
// Pure: the shell hands in its wall clock and what its store holds under (asking State, query id).
import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';

/** How far a question's time may lie from the answerer's clock, either way, in milliseconds. */
export const WINDOW_MS = 5 * 60 * 1000;

/** What the store holds of the question that first came under an id. */
export interface Answered<Answer> {
  /** SHA-256 of that question's bytes. */
  readonly questionDigest: Uint8Array;
  readonly answer: Answer;
}

/** A question as it arrived, and what is held under its id. */
export interface ArrivedQuestion<Answer> {
  /** The question's own `askedAt`, in milliseconds since 1970. */
  readonly askedAt: number;
  /** The answerer's wall clock, in milliseconds since 1970. */
  readonly now: number;
  /** SHA-256 of the question's bytes as they arrived. */
  readonly questionDigest: Uint8Array;
  /**
   * What is held under (asking State, query id), read in the transaction that will insert the answer:
   * of two copies that arrive together, the second must see the first.
   */
  readonly answered: Answered<Answer> | undefined;
}

/** What the answerer does with a question. */
export type Judgement<Answer> =
  /** Never seen: look up, write the entry, answer. */
  | { readonly kind: 'first' }
  /** Seen: give this answer again, marked `repeated`, once its entry is durable. */
  | { readonly kind: 'repeated'; readonly answer: Answer }
  /** Other bytes came under this id: refuse. */
  | { readonly kind: 'replay' }
  /** Too old, or from the future: refuse. `skewMs` is the answerer's clock minus the question's time. */
  | { readonly kind: 'outside-window'; readonly skewMs: number };

/**
 * What to do with a question that arrived.
 * The window comes first: a recording that is played back later gets no answer, not even the one it had.
 */
export function judgeQuestion<Answer>(question: ArrivedQuestion<Answer>): Judgement<Answer> {
  const { askedAt, now, questionDigest, answered } = question;
  assert(Number.isFinite(askedAt) && Number.isFinite(now), 'times are numbers');
  assert(questionDigest.length === DIGEST_BYTES, 'a question is known by its SHA-256');
  const skewMs = now - askedAt;
  if (Math.abs(skewMs) > WINDOW_MS) return { kind: 'outside-window', skewMs };
  if (!answered) return FIRST;
  assert(answered.questionDigest.length === DIGEST_BYTES, 'the store holds a SHA-256');
  if (!equalBytes(answered.questionDigest, questionDigest)) return REPLAY;
  return { kind: 'repeated', answer: answered.answer };
}

const DIGEST_BYTES = 32;
const FIRST = { kind: 'first' } as const;
const REPLAY = { kind: 'replay' } as const;
