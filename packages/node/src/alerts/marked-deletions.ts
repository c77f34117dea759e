// SPDX-License-Identifier: Apache-2.0
// When a partner tells that its alerts have ended: marks it in the history of every officer who was shown them, and answers with what
// was marked, under the State's signatures (spec/alert-deletion.md, 12 to 14).
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { isOfKind, type MessageOf } from '@iims/wire/message';
import { MARKED_MAX } from '@iims/wire/message-kinds/alert-deleted';
import type { Clock } from '../clock.ts';
import { unansweredDeletions } from '../store/deletion-receipts.ts';
import { openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { NodeVoice } from './node-voice.ts';

export interface MarkedDeletionsParts {
  readonly store: Store;
  readonly voice: NodeVoice;
  readonly clock: Pick<Clock, 'now'>;
  /** Notes what the log says was shown, up to now. */
  readonly shown: { catchUp(): Promise<void> };
}

export class MarkedDeletions {
  readonly #parts: MarkedDeletionsParts;
  /** Not before these times, by id of the notice. */
  readonly #later = new Map<string, number>();

  constructor(parts: MarkedDeletionsParts) {
    this.#parts = parts;
  }

  async look(isStopped: () => boolean): Promise<void> {
    const { store, clock, shown } = this.#parts;
    const now = clock.now();
    const due = (await unansweredDeletions(store.reader)).filter(
      ({ id, at }) => now - at >= QUERIES_CLOSED_MS && now >= (this.#later.get(id) ?? 0),
    );
    if (due.length === 0) return;
    await shown.catchUp();
    for (const { id, state } of due) {
      if (isStopped()) return;
      if (!(await this.#answer(id, state))) this.#later.set(id, now + AGAIN_AFTER_MS);
      else this.#later.delete(id);
    }
  }

  /** False where nothing can be said at the moment. */
  async #answer(id: string, state: StateCode): Promise<boolean> {
    const { store, voice, clock } = this.#parts;
    const notice = await openContent(store.reader, id).catch(() => undefined);
    if (notice === undefined || !isOfKind(notice, 'alert-deletion')) return false;
    const marked = await this.#mark(notice, state);
    const alerts = notice.fields.alerts.map(({ register, alertId }, at) => ({
      register,
      alertId,
      marked: Math.min(marked[at]!, MARKED_MAX),
    }));
    const fields = { alerts, markedAt: clock.now() };
    try {
      await voice.say({ kind: 'alert-deleted', to: state, caseRef: notice.caseRef, inReplyTo: id, fields });
      return true;
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      return false;
    }
  }

  async #mark({ id, fields }: MessageOf<'alert-deletion'>, state: StateCode): Promise<readonly number[]> {
    const { result } = await this.#parts.store.write(
      { event: 'alert.deletion-marked', body: { state, messageId: id, alerts: fields.alerts.length } },
      { name: 'mark-deletion', args: { state, alerts: fields.alerts } },
    );
    return result;
  }
}

/** A query that was asked before the alert ended closes within this time. */
const QUERIES_CLOSED_MS = 2_000;
/** A partner that cannot be answered, since it is suspended or its document is out of date. */
const AGAIN_AFTER_MS = 10 * 60_000;
