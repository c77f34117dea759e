// SPDX-License-Identifier: Apache-2.0
// Tells every partner who was shown an alert that it has ended, once, and takes the partner's signed answer (spec/alert-deletion.md, 7 to
// 11). All of it follows from what is durable: whoever dies here goes on at the next start.
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { isOfKind } from '@iims/wire/message';
import type { Clock, Random } from '../clock.ts';
import { unopenedDeletionAnswers } from '../store/deletion-receipts.ts';
import { messagesOfCase, openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { hasUnanswered, listNoticed, statesToNotify, unsentNotices } from '../store/told-alerts.ts';
import type { NodeVoice } from './node-voice.ts';

export interface DeletionNoticesParts {
  readonly store: Store;
  readonly voice: NodeVoice;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** Told which partner confirmed the end of alerts. */
  readonly onConfirmed: (by: StateCode) => void;
}

export class DeletionNotices {
  readonly #parts: DeletionNoticesParts;
  /** Answers whose content is gone or damaged: nothing comes of them. */
  readonly #unreadable = new Set<string>();

  constructor(parts: DeletionNoticesParts) {
    this.#parts = parts;
  }

  async look(isStopped: () => boolean): Promise<void> {
    await this.#sayAgain();
    await this.#tell(isStopped);
    await this.#takeAnswers(isStopped);
  }

  /** A notice that expired while its State was away is said anew. */
  async #sayAgain(): Promise<void> {
    const { store, clock } = this.#parts;
    const sentBefore = clock.now() - NOTICE_LIFE_MS;
    if (!(await hasUnanswered(store.reader, sentBefore))) return;
    await store.stage({ name: 'note-notice', args: { kind: 'expired', sentBefore } });
  }

  async #tell(isStopped: () => boolean): Promise<void> {
    const { store, clock, random } = this.#parts;
    const unreachable = new Set<StateCode>();
    for (const notice of await unsentNotices(store.reader)) {
      if (!(await this.#send(notice))) unreachable.add(notice.state);
    }
    for (const state of await statesToNotify(store.reader)) {
      for (let sent = 0; sent < NOTICES_PER_LOOK && !unreachable.has(state) && !isStopped(); sent += 1) {
        const ref = `alert-deletion ${uuidV7(clock.now(), random(10))}`;
        if ((await store.stage({ name: 'plan-notice', args: { state, ref } })) === 0) break;
        if (!(await this.#send({ state, ref }))) unreachable.add(state);
      }
    }
  }

  /** Whether the notice is stored: now, or before somebody died who had no time to note it. */
  async #send({ state, ref }: { readonly state: StateCode; readonly ref: string }): Promise<boolean> {
    const { store, voice, clock } = this.#parts;
    const sent = await messagesOfCase(store.reader, ref, SAID_ONCE);
    const told = sent.length > 0 ? [] : await listNoticed(store.reader, ref);
    const alerts = told.flatMap(({ register, alertId, ended }) =>
      ended === undefined ? [] : [{ register, alertId, endedBy: ended.by, endedAt: ended.at }],
    );
    try {
      if (alerts.length > 0) await voice.say({ kind: 'alert-deletion', to: state, caseRef: ref, fields: { alerts } });
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      return false;
    }
    await store.stage({ name: 'note-notice', args: { kind: 'stored', ref, sentAt: clock.now() } });
    return true;
  }

  async #takeAnswers(isStopped: () => boolean): Promise<void> {
    const { store, onConfirmed } = this.#parts;
    for (const { no, id, state } of await unopenedDeletionAnswers(store.reader)) {
      if (isStopped() || this.#unreadable.has(id)) continue;
      const answer = await openContent(store.reader, id).catch(() => undefined);
      if (answer === undefined || !isOfKind(answer, 'alert-deleted')) {
        this.#unreadable.add(id);
        continue;
      }
      const { caseRef: ref, fields } = answer;
      const alerts = fields.alerts.map(({ register, alertId }) => ({ register, alertId }));
      const { result } = await store.write(
        { event: 'alert.deletion-confirmed', body: { state, messageId: id, notice: ref, alerts: alerts.length } },
        { name: 'confirm-deletion', args: { no, id, state, ref, alerts } },
      );
      if (result > 0) onConfirmed(state);
    }
  }
}

/** As long as a message lives. */
const NOTICE_LIFE_MS = 28 * 86_400_000;
/** To one State; what is left waits a second. */
const NOTICES_PER_LOOK = 16;
/** One notice has a reference; its answers have it too. */
const SAID_ONCE = 1;
