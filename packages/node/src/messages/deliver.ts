// SPDX-License-Identifier: Apache-2.0
// Carries what waits in the outbox to the partners: one pump for each, awake when something was sent, when a rest ends, and when a
// delivery's time has come (spec/message.md). Which messages leave when decides exchange/delivery.ts; what is true stands in the
// store alone, so a node that dies anywhere here begins again from it.

import { LastBatch } from '@iims/crypto/batch-signature';
import { splitEnvelope } from '@iims/crypto/envelope-header';
import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import { signingPairOf } from '@iims/crypto/trust-lookup';
import { DeliveryLine, fillRequest, MESSAGE_FIRST_REST_MS, restMs } from '@iims/exchange/delivery';
import { equalBytes } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import { MESSAGES_ANSWER_BYTES_MAX, MESSAGES_PATH } from '../partner/edge-paths.ts';
import type { EdgeCall, EdgeReply } from '../partner/transport.ts';
import { envelopeOf } from '../store/messages.ts';
import {
  dueDeliveries,
  nextDeliveryTime,
  type WaitingDelivery,
  waitingDeliveries,
  waitingStates,
} from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import {
  type CarriedMessage,
  type CarriedResult,
  decodeAnswer,
  encodeMessages,
  isForLater,
  type MessagesAnswer,
} from './exchange-form.ts';
import { badReceipt, type MessageReceipt, verifyMessageReceipt } from './receipt.ts';

export interface DeliveryParts {
  readonly own: StateCode;
  readonly store: Store;
  readonly trust: () => TrustList;
  readonly isSuspended: (state: StateCode) => boolean;
  /** One exchange with a partner's edge. Throws `partner.*` when no answer comes. */
  readonly call: (state: StateCode, call: EdgeCall) => Promise<EdgeReply>;
  /** Told whose receipt is kept. */
  readonly onReceipted: (by: StateCode) => void;
  readonly clock: Clock;
  readonly random: Random;
}

/** By their numbers, the messages whose outcome is being written. */
interface Settling {
  readonly sequences: ReadonlySet<number>;
  /** Never throws. */
  readonly done: Promise<void>;
}

/** With its bytes. */
type LeavingMessage = WaitingDelivery & Pick<CarriedMessage, 'envelope'>;

/** The pumps to all partners. */
export class MessageDelivery {
  readonly #parts: DeliveryParts;
  readonly #pumps = new Map<StateCode, PartnerPump>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Takes up what waits since before the node stopped, also for a State that is no partner any more: it is given up in time. */
  async start(): Promise<void> {
    this.wake(await waitingStates(this.#parts.store.reader));
  }

  /** Something waits for these States. */
  wake(states: readonly StateCode[]): void {
    for (const state of states) {
      const pump = this.#pumps.get(state) ?? new PartnerPump(this.#parts, state);
      this.#pumps.set(state, pump);
      pump.wake();
    }
  }

  /** A partner was heard of: what rests because it was away may go at once. */
  heard(state: StateCode): void {
    this.#pumps.get(state)?.heard();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#pumps.values()].map((pump) => pump.stop()));
  }
}

class PartnerPump {
  readonly #parts: DeliveryParts;
  readonly #state: StateCode;
  readonly #line = new DeliveryLine();
  /** Keys may be revoked between two receipts of one batch: those are asked for each. */
  readonly #lastBatch = new LastBatch();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** A node that was restored has started since, so that once is enough, and no partner can ask for it without end. */
  #isRenumbered = false;
  /** What came of the last request, while it is made durable and the next one is already under way. */
  #settling: Settling | undefined;
  /** Why that could not be. */
  #fault: unknown;
  #isWoken = false;
  #isStopped = false;

  constructor(parts: DeliveryParts, state: StateCode) {
    this.#parts = parts;
    this.#state = state;
  }

  wake(): void {
    this.#isWoken = true;
    if (this.#isStopped || this.#running !== undefined) return;
    clearTimeout(this.#timer);
    this.#running = this.#run();
  }

  heard(): void {
    if (this.#line.heard(this.#parts.clock.monotonic())) this.wake();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#settling?.done;
  }

  /** Until nothing can be done before another time. */
  async #run(): Promise<void> {
    let againAt: number | undefined;
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false;
      againAt = await this.#turn().catch((fault) => this.#laterAfter(fault));
    }
    this.#running = undefined;
    if (this.#isStopped) return;
    // Woken between the last look and here.
    if (this.#isWoken) this.wake();
    else if (againAt !== undefined) {
      const waitMs = Math.max(1, againAt - this.#parts.clock.now());
      this.#timer = setTimeout(() => this.wake(), Math.min(waitMs, TIMER_MS_MAX));
    }
  }

  /** Raises what is due and hands over what may leave, once; gives the time of the next turn, unless it is at once. */
  async #turn(): Promise<number | undefined> {
    const { store, clock } = this.#parts;
    if (this.#fault !== undefined) throw this.#takeFault();
    await this.#raiseDue();
    const restsMs = this.#line.restsUntil - clock.monotonic();
    const places = this.#line.places(clock.monotonic());
    const waiting = places === 0 ? [] : await this.#waiting(places);
    if (waiting.length > 0) {
      await this.#handOver(fillRequest(waiting));
      this.#isWoken = true;
      return undefined;
    }
    // When it is durable the pump is woken, and knows what comes next.
    if (this.#settling !== undefined) return undefined;
    const now = clock.now();
    const next = await nextDeliveryTime(store.reader, this.#state, now);
    if (next === undefined || places > 0) return next;
    return Math.min(next, now + Math.max(0, restsMs));
  }

  /** To a suspended partner nothing goes; whoever ends the suspension wakes the pump. */
  async #waiting(limit: number): Promise<WaitingDelivery[]> {
    const { store, clock, isSuspended } = this.#parts;
    if (isSuspended(this.#state)) return [];
    const settling = this.#settling?.sequences ?? NONE;
    const bounds = { now: clock.now(), limit: limit + settling.size };
    const waiting = await waitingDeliveries(store.reader, this.#state, bounds);
    return waiting.filter(({ sequence }) => !settling.has(sequence)).slice(0, limit);
  }

  async #handOver(waiting: readonly WaitingDelivery[]): Promise<void> {
    const { store, clock } = this.#parts;
    const read = async (one: WaitingDelivery) => ({ ...one, envelope: await envelopeOf(store.reader, one.no) });
    const messages = await Promise.all(waiting.map(read));
    this.#line.left(messages.length, clock.monotonic());
    let answer: MessagesAnswer;
    try {
      answer = await this.#exchange(messages);
    } catch (fault) {
      this.#line.failed(clock.monotonic(), this.#jitter());
      if (!(fault instanceof IimsError)) throw fault;
      if (!NEVER_THERE.has(fault.code)) await this.#noteSent(messages);
      return;
    }
    const { credit, highest, results } = answer;
    const isFull = results.every((result) => 'refused' in result && WHOLE_LINE.has(result.refused));
    this.#line.answered(isFull ? 0 : credit, clock.monotonic());
    const isReused = ({ sequence }: WaitingDelivery, place: number) => {
      const result = results[place]!;
      return 'refused' in result && result.refused === 'message.replayed' && sequence <= highest;
    };
    const settled = messages.flatMap((message, place) =>
      !this.#isRenumbered && isReused(message, place) ? [] : [{ message, result: results[place]! }],
    );
    await this.#settling?.done;
    this.#settle(settled);
    if (settled.length === messages.length) return;
    await this.#settling?.done;
    // What the partner has keeps its number, so its receipt must be here before the others get new ones.
    if (this.#fault === undefined) await this.#renumber(highest);
  }

  /**
   * Makes durable what became of a request. The next one need not wait for it: what is handed over once more, because this node died
   * before, gets the same receipt again.
   */
  #settle(settled: readonly { readonly message: LeavingMessage; readonly result: CarriedResult }[]): void {
    const over = () => {
      this.#settling = undefined;
      this.wake();
    };
    const done = Promise.all(settled.map(({ message, result }) => this.#take(message, result))).then(over, (fault) => {
      this.#fault = fault;
      over();
    });
    this.#settling = { sequences: new Set(settled.map(({ message }) => message.sequence)), done };
  }

  #takeFault(): unknown {
    const fault = this.#fault;
    this.#fault = undefined;
    return fault;
  }

  /** The partner has had other messages under these numbers: this node is back from a backup that did not know of them. */
  async #renumber(highest: number): Promise<void> {
    this.#isRenumbered = true;
    await this.#parts.store.write(
      { event: 'message.renumbered', body: { state: this.#state, beyond: highest } },
      { name: 'renumber-deliveries', args: { state: this.#state, beyond: highest } },
    );
  }

  async #exchange(messages: readonly LeavingMessage[]): Promise<MessagesAnswer> {
    const { status, body } = await this.#parts.call(this.#state, {
      method: 'POST',
      path: MESSAGES_PATH,
      body: encodeMessages(messages),
      bytesMax: MESSAGES_ANSWER_BYTES_MAX,
    });
    if (status === 200) return decodeAnswer(body, messages.length);
    if (status === 503) throw new IimsError('partner.busy', { message: 'The partner takes no more at the moment.' });
    throw new IimsError('partner.refused', {
      message: 'The partner refused what was sent.',
      rule: `HTTP status ${status}`,
    });
  }

  /** What became of one message, durable before anything else of it is done. */
  async #take(sent: LeavingMessage, result: CarriedResult): Promise<void> {
    if ('receipt' in result) {
      const receipt = this.#verified(sent, result.receipt);
      if (receipt !== undefined) return this.#keepReceipt(sent, result.receipt, receipt);
    }
    const code = 'receipt' in result ? 'message.receipt' : result.refused;
    if (WHOLE_LINE.has(code)) return;
    const isLater = code === 'message.receipt' || isForLater(code);
    await this.#noteRefused(sent, code, isLater);
  }

  #verified(sent: LeavingMessage, bytes: Uint8Array): MessageReceipt | undefined {
    try {
      const keysOf = (recipient: StateCode, signer: Uint8Array) =>
        recipient === this.#state ? signingPairOf(this.#parts.trust(), recipient, signer) : undefined;
      const receipt = verifyMessageReceipt(bytes, keysOf, this.#lastBatch);
      checkReceipt(receipt, sent, this.#parts.own);
      return receipt;
    } catch (fault) {
      if (fault instanceof IimsError) return undefined;
      throw fault;
    }
  }

  async #keepReceipt(sent: WaitingDelivery, receipt: Uint8Array, { receivedAt }: MessageReceipt): Promise<void> {
    const { messageId, sequence } = sent;
    const state = this.#state;
    const body = { state, messageId: uuidFromBytes(messageId), sequence, receipt: sha256(receipt) };
    await this.#parts.store.write(
      { event: 'message.receipted', body },
      { name: 'take-message-receipt', args: { messageId, state, receivedAt, receipt } },
    );
    this.#parts.onReceipted(state);
  }

  async #noteRefused(sent: WaitingDelivery, code: ErrorCode, isLater: boolean): Promise<void> {
    const { messageId, sequence, attempts } = sent;
    const state = this.#state;
    const now = this.#parts.clock.now();
    const againAt = isLater ? { againAt: now + restMs(MESSAGE_FIRST_REST_MS, attempts + 1, this.#jitter()) } : {};
    await this.#parts.store.write(
      { event: 'message.refused', body: { state, messageId: uuidFromBytes(messageId), sequence, code, ...againAt } },
      { name: 'refuse-delivery', args: { messageId, state, code, ...againAt } },
    );
  }

  /** The partner may have them or not: the next attempt will tell. Noted once for each message. */
  async #noteSent(messages: readonly WaitingDelivery[]): Promise<void> {
    const unnoted = messages.filter(({ status }) => status === 'stored').map(({ messageId }) => messageId);
    if (unnoted.length === 0) return;
    await this.#parts.store.write(
      { event: 'message.sent', body: { state: this.#state, messages: unnoted.map(uuidFromBytes) } },
      { name: 'mark-messages-sent', args: { state: this.#state, messageIds: unnoted } },
    );
  }

  /** Shows in time what has not arrived, and gives up what nobody may open any more. */
  async #raiseDue(): Promise<void> {
    const { store, clock } = this.#parts;
    const found = await dueDeliveries(store.reader, this.#state, clock.now(), RAISED_AT_ONCE_MAX);
    if (found.length === RAISED_AT_ONCE_MAX) this.#isWoken = true;
    const settling = this.#settling?.sequences ?? NONE;
    const due = found.filter(({ sequence }) => !settling.has(sequence));
    const raise = ({ messageId, sequence, raised }: (typeof due)[number]) =>
      store.write(
        {
          event: 'message.undeliverable',
          body: { state: this.#state, messageId: uuidFromBytes(messageId), sequence, isOver: raised },
        },
        { name: 'raise-undeliverable', args: { messageId, state: this.#state, isOver: raised } },
      );
    await Promise.all(due.map(raise));
  }

  /** A full or busy store: what was received has been received, and its receipt comes again. */
  #laterAfter(fault: unknown): number {
    if (!(fault instanceof IimsError)) throw fault;
    return this.#parts.clock.now() + STORE_REST_MS;
  }

  #jitter(): number {
    const [first = 0, second = 0] = this.#parts.random(2);
    return (first * 256 + second) / 65_536;
  }
}

/** Whatever else a partner signs: it is about this message, these bytes, and this number. @throws IimsError `message.receipt` */
function checkReceipt(receipt: MessageReceipt, sent: LeavingMessage, own: StateCode): void {
  const fits =
    receipt.sender === own &&
    receipt.sequence === sent.sequence &&
    equalBytes(receipt.messageId, sent.messageId) &&
    equalBytes(receipt.envelope, sent.envelopeHash) &&
    equalBytes(receipt.header, sha256(splitEnvelope(sent.envelope).headerBytes));
  if (!fits) throw badReceipt('of the message that was sent');
}

const NONE: ReadonlySet<number> = new Set();
/** Nothing was handed over. */
const NEVER_THERE: ReadonlySet<string> = new Set(['partner.unreachable', 'partner.not-trusted', 'partner.suspended']);
/** Refusals that are about the partner's node and not about the message. */
const WHOLE_LINE: ReadonlySet<string> = new Set(['partner.busy', 'store.busy', 'store.full']);
const RAISED_AT_ONCE_MAX = 64;
const STORE_REST_MS = 1_000;
/** A timer takes no more than 2^31 ms; looking again earlier costs nothing. */
const TIMER_MS_MAX = 3_600_000;
