// SPDX-License-Identifier: Apache-2.0
// What travels between simulated nodes: the shape of the real frames, with a flag where the real ones carry a signature.
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { AnswerOutcome } from '@iims/wire/verdict';

export interface SimulatedQuestion {
  readonly id: string;
  readonly subject: number;
  /** The asking State's wall clock. */
  readonly askedAt: number;
  /** Stands for the question's exact bytes. */
  readonly bytes: string;
  /** Stands for their SHA-256: the bytes themselves, padded, so that different bytes never share one. */
  readonly digest: Uint8Array;
}

export interface SimulatedAnswer {
  readonly outcome: AnswerOutcome;
  readonly band: 'hit' | 'compare' | undefined;
  /** The answering State's wall clock at look-up: two look-ups of one question give different bytes. */
  readonly asOf: number;
}

export interface QuestionFrame {
  readonly from: StateCode;
  /** Whether the signature is that of `from`. Nodes look at it through their part `verifies` only. */
  readonly isGenuine: boolean;
  readonly questions: readonly SimulatedQuestion[];
}

export type AnswerItem =
  | {
      readonly kind: 'answer';
      readonly id: string;
      /** Stands for the question's hash, to which the answer is bound. */
      readonly boundTo: string;
      readonly answer: SimulatedAnswer;
      readonly isRepeated: boolean;
    }
  | { readonly kind: 'refusal'; readonly id: string; readonly boundTo: string };

export interface AnswerFrame {
  readonly from: StateCode;
  readonly to: StateCode;
  readonly isGenuine: boolean;
  readonly items: readonly AnswerItem[];
}

export function simulatedQuestion(id: string, subject: number, askedAt: number): SimulatedQuestion {
  const bytes = `${id} ${subject} ${askedAt}`;
  assert(bytes.length <= DIGEST_BYTES, 'the bytes of a simulated question fit its digest');
  const digest = new Uint8Array(DIGEST_BYTES);
  for (let i = 0; i < bytes.length; i++) digest[i] = bytes.charCodeAt(i);
  return { id, subject, askedAt, bytes, digest };
}

export function sameSimulatedAnswer(first: SimulatedAnswer, second: SimulatedAnswer): boolean {
  return first.outcome === second.outcome && first.band === second.band && first.asOf === second.asOf;
}

const DIGEST_BYTES = 32;
