// SPDX-License-Identifier: Apache-2.0
// The link to one partner: questions that come together share a frame, which is sealed, sent and its answers verified.
import { type OpenedFrame, openFrame, type SealedFrame, sealFrame } from '@iims/crypto/envelope';
import type { KemPrivateKey, KemPublicKey, VerifyKey } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { type CoalesceEffect, Coalescer, type Frame } from '@iims/exchange/coalesce';
import type { FailureReason } from '@iims/exchange/failure';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { type Answer, parseAnswer } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, readSlot } from '@iims/wire/slot';
import type { Clock, Random } from '../clock.ts';
import { answerProver, type ProvenAnswer } from './answer-proofs.ts';
import type { FrameSigning } from './frame-signing.ts';
import type { StreamCall, StreamEnd } from './streamed-answer.ts';
import type { EdgeCall, EdgeReply, PartnerTransport } from './transport.ts';

/** A question on its way to one partner. */
export interface OutgoingQuestion {
  readonly queryId: QueryId;
  /** The same bytes for every partner and every attempt. */
  readonly bytes: Uint8Array;
  /** Called once for each attempt, also after the budget. */
  readonly settle: (reply: PartnerReply) => void;
}

export type PartnerReply =
  | {
      readonly kind: 'answer';
      readonly answer: Answer;
      readonly answerDigest: Uint8Array;
      /** What shows later that the partner said it. */
      readonly proof: ProvenAnswer;
    }
  | { readonly kind: 'failure'; readonly reason: FailureReason };

/** What a link needs of the trust list at the moment it seals or opens; undefined while the partner is not to be trusted. */
export interface PartnerKeys {
  readonly trustListVersion: number;
  readonly recipient: KemPublicKey;
  /** The partner's key under this id, if its document in force holds it. */
  verifyKey(keyId: Uint8Array): VerifyKey | undefined;
}

export interface LinkOptions {
  readonly state: StateCode;
  readonly exercise: boolean;
  /** With what frames are signed and sealed at the moment of the call. */
  readonly signing: () => FrameSigning;
  readonly ownKemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  readonly partnerKeys: () => PartnerKeys | undefined;
  readonly transport: PartnerTransport;
  readonly clock: Clock;
  readonly random: Random;
  /** Told when an answer or a whole frame fails its checks, so that an entry is written. */
  readonly onRejected: (state: StateCode, code: string, questions: number) => void;
  /** Told of each frame as it is signed, so that it gets its batch signature. */
  readonly onSigned: (frame: SealedFrame) => void;
}

export class PartnerLink {
  readonly #options: LinkOptions;
  readonly #coalescer = new Coalescer<OutgoingQuestion>();
  #releaseScheduled = false;
  #holding: NodeJS.Timeout | undefined;
  #givenUp: FailureReason | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Puts a question on its way. `expiresAt` is on the monotonic clock: after it nobody waits. */
  ask(question: OutgoingQuestion, expiresAt: number): void {
    this.#perform(this.#coalescer.enqueue(question, expiresAt, this.#options.clock.monotonic()));
    this.#scheduleRelease();
  }

  /** What the partner holds of the trust list. */
  fetchTrust(): Promise<Uint8Array> {
    return this.#options.transport.fetchTrust();
  }

  /** Brings the partner what this node holds of the trust list. */
  bringTrust(bundle: Uint8Array): Promise<void> {
    return this.#options.transport.bringTrust(bundle);
  }

  /** Any other exchange of the partners' edge. */
  call(call: EdgeCall): Promise<EdgeReply> {
    return this.#options.transport.call(call);
  }

  /** An answer that is taken as it comes. */
  stream(call: StreamCall): Promise<StreamEnd> {
    return this.#options.transport.stream(call);
  }

  /**
   * Gives the link up: what waits on it and what is under way fails with `reason`, soon and not within this call, since whoever
   * asked may ask again. No question may follow.
   */
  async close(reason: FailureReason): Promise<void> {
    this.#givenUp = reason;
    clearTimeout(this.#holding);
    for (const { settle } of this.#coalescer.abandon()) setImmediate(() => settle({ kind: 'failure', reason }));
    await this.#options.transport.close();
  }

  /** Once a turn of the event loop: what arrives in the same turn shares a frame. */
  #scheduleRelease(): void {
    if (this.#releaseScheduled) return;
    this.#releaseScheduled = true;
    setImmediate(() => {
      this.#releaseScheduled = false;
      this.#release();
    });
  }

  /** What is held back so that its frame is fuller comes again by itself, however quiet it is meanwhile. */
  #release(): void {
    const { clock } = this.#options;
    this.#perform(this.#coalescer.release(clock.monotonic()));
    clearTimeout(this.#holding);
    const until = this.#coalescer.heldUntil;
    if (until !== undefined)
      this.#holding = setTimeout(() => this.#release(), Math.max(0, Math.ceil(until - clock.monotonic())));
  }

  #perform(effects: readonly CoalesceEffect<OutgoingQuestion>[]): void {
    for (const effect of effects) {
      if (effect.kind === 'send-frame') void this.#send(effect.frame);
      // An expired question needs no word: its query has closed by itself.
      if (effect.kind === 'refused') effect.question.settle({ kind: 'failure', reason: 'busy' });
    }
  }

  /** One frame, from sealing to the verified answers. The frame's place is free again when it ends or expires. */
  async #send(frame: Frame<OutgoingQuestion>): Promise<void> {
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      this.#coalescer.frameEnded(frame.number, this.#options.clock.monotonic());
      this.#scheduleRelease();
    };
    const expiry = setTimeout(end, Math.max(0, frame.expiresAt - this.#options.clock.monotonic()));
    const replies = await this.#exchange(frame.questions).catch((fault): PartnerReply[] => {
      const reason = this.#givenUp ?? this.#reasonOf(fault, frame.questions.length);
      return frame.questions.map(() => ({ kind: 'failure', reason }));
    });
    clearTimeout(expiry);
    end();
    for (const [i, question] of frame.questions.entries()) question.settle(replies[i]!);
  }

  async #exchange(questions: readonly OutgoingQuestion[]): Promise<PartnerReply[]> {
    const { clock, random, transport, exercise } = this.#options;
    const { signer, channels } = this.#options.signing();
    const keys = this.#partnerKeys();
    const now = clock.now();
    const frameId = uuidToBytes(uuidV7(now, random(10)));
    const sealed = sealFrame({
      header: {
        id: frameId,
        createdAt: now,
        expiresAt: now + FRAME_LIFE_MS,
        exercise,
        trustListVersion: keys.trustListVersion,
      },
      about: { kind: 'query-frame' },
      items: questions.map((question) => question.bytes),
      signer,
      channel: channels.sending.to(keys.recipient, now),
      random,
    });
    this.#options.onSigned(sealed);
    const bytes = await transport.post(sealed.bytes);
    // By the list that is in force when the answer is here: a key that was revoked on the way signs nothing any more.
    const { verifyKey } = this.#partnerKeys();
    const opened = openFrame(bytes, {
      kemKey: this.#options.ownKemKey,
      verifyKey,
      channels: channels.receiving,
      now: clock.now(),
    });
    this.#checkReply(opened, frameId, questions.length);
    const prove = answerProver(sealed, opened);
    return questions.map((question, i) =>
      this.#readAnswer(opened, i, { question, hash: sealed.itemHashes[i]! }, prove),
    );
  }

  #partnerKeys(): PartnerKeys {
    const keys = this.#options.partnerKeys();
    if (keys) return keys;
    throw new IimsError('frame.trust-list', { message: 'The trust list names no current keys for the partner.' });
  }

  #checkReply(opened: OpenedFrame, frameId: Uint8Array, count: number): void {
    const { inReplyTo, exercise } = opened.header;
    const fits =
      opened.about.kind === 'answer-frame' &&
      inReplyTo !== undefined &&
      equalBytes(inReplyTo, frameId) &&
      exercise === this.#options.exercise &&
      opened.items.length === count;
    if (!fits) throw rejected('the answer frame replies to the frame that was sent, item by item');
  }

  /** An answer that does not fit its question fails alone; its neighbours stand. */
  #readAnswer(
    opened: OpenedFrame,
    i: number,
    asked: { readonly question: OutgoingQuestion; readonly hash: Uint8Array },
    prove: ReturnType<typeof answerProver>,
  ): PartnerReply {
    try {
      const content = readSlot(opened.items[i]!.bytes, ANSWER_SLOT_BYTES);
      const answer = parseAnswer(decodeCbor(content));
      checkAges(answer, opened.header.createdAt);
      if (!equalBytes(answer.questionHash, asked.hash) || answer.queryId !== asked.question.queryId) {
        this.#options.onRejected(this.#options.state, 'wrong-question', 1);
        return { kind: 'failure', reason: 'wrong-question' };
      }
      if (answer.outcome === 'refused' && FAULTS_OF_QUESTION.has(answer.reason ?? '')) {
        this.#options.onRejected(this.#options.state, 'question-refused', 1);
        return { kind: 'failure', reason: 'question-refused' };
      }
      return { kind: 'answer', answer, answerDigest: sha256(content), proof: prove(i, content) };
    } catch (fault) {
      this.#options.onRejected(this.#options.state, codeOf(fault), 1);
      return { kind: 'failure', reason: 'answer-unreadable' };
    }
  }

  #reasonOf(fault: unknown, questions: number): FailureReason {
    const code = codeOf(fault);
    const reason = REASONS[code] ?? 'answer-unreadable';
    // What the partner sent and we refuse is its fault and our entry; a line that is down is neither.
    if (REJECTED_REASONS.has(reason)) this.#options.onRejected(this.#options.state, code, questions);
    return reason;
  }
}

/** What is outside the catalogue is a mistake of this program. A partner found the way to it, so it costs that partner's answer alone. */
function codeOf(fault: unknown): string {
  return fault instanceof IimsError ? fault.code : 'node.fault';
}

function rejected(rule: string): IimsError {
  return new IimsError('partner.answer-rejected', { message: "The partner's answer frame does not fit.", rule });
}

/** Nothing was compared with its source after the answer that says so (spec/query.md, 7), but for a clock that was set meanwhile. */
function checkAges({ asOf, issued = [] }: Answer, answeredAt: number): void {
  const latest = Math.max(asOf, ...issued.map((one) => one.asOf));
  if (latest > answeredAt + CLOCK_DIFFERENCE_MAX_MS)
    throw rejected('the data behind an answer are not of a later time');
}

/** How long a frame may be answered, ms: the window in which its questions are accepted. */
const FRAME_LIFE_MS = 5 * 60_000;

/** Grounds that say nothing of rights: a clock is wrong or a question was damaged, so the State's part stays unknown. */
const FAULTS_OF_QUESTION: ReadonlySet<string> = new Set([
  'question-unreadable',
  'frame-differs',
  'replay',
  'outside-window',
]);

const REASONS: Readonly<Record<string, FailureReason>> = {
  'partner.unreachable': 'connection-refused',
  'partner.connection-lost': 'connection-lost',
  'partner.not-trusted': 'not-trusted',
  // The partner's document lists an opening key to which nothing can be sealed.
  'key.malformed': 'not-trusted',
  'partner.busy': 'partner-busy',
  'partner.refused': 'frame-refused',
  'partner.answer-rejected': 'wrong-question',
  'frame.trust-list': 'trust-list-expired',
  'keys.token-gone': 'keys-away',
  'keys.token-replaced': 'keys-away',
  'keys.pin-wrong': 'keys-away',
  'keys.pin-locked': 'keys-away',
  'envelope.signature': 'bad-signature',
  'envelope.unknown-sender': 'bad-signature',
};
const REJECTED_REASONS: ReadonlySet<FailureReason> = new Set(['bad-signature', 'wrong-question', 'answer-unreadable']);
