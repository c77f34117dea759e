// SPDX-License-Identifier: Apache-2.0
// Puts a source's changes in force, page by page: each piece is one transaction with its entry and the position that it reached.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Alert } from '@iims/wire/alert';
import { assert } from '@iims/wire/assert';
import type { RowRefusal } from '@iims/wire/code-lists';
import { type AlertToLoad, alertToLoad } from '../../store/alert-to-load.ts';
import { HELD_IDS_MAX } from '../../store/held-alerts.ts';
import type { Store } from '../../store/store.ts';
import { removalsMax } from '../import/check-vanishing.ts';
import type { Counts } from '../import/import-about.ts';
import { besideHeld, heldUnder } from '../judge-entry.ts';
import type { ConnectorPlan } from './connector-file.ts';
import { type ConnectorMemory, removedOf, removedWith } from './connector-memory.ts';
import { type NodeNames, RowJudging } from './row-judging.ts';
import { type OpenSource, PAGES_MAX, REFRESH_MS_MAX, type SourcePage, tooLarge, tooSlow } from './sources/source.ts';

export interface ChangesToTake {
  readonly store: Store;
  readonly plan: ConnectorPlan;
  readonly memory: ConnectorMemory;
  readonly names: NodeNames;
  /** When the refresh began, ms since 1970. */
  readonly atMs: number;
  /** Alerts that the register holds. */
  readonly held: number;
  /** Milliseconds from any moment on, never backwards. */
  readonly monotonic: () => number;
}

export interface ChangesTaken {
  readonly memory: ConnectorMemory;
  readonly counts: Counts;
  /** More would go than may go without a person: the rest waits for a whole reading. */
  readonly isTooMuch: boolean;
}

/** What a refused row changes is left as it was. Throws `connector.*`, `store.*`; the pages before stay in force. */
export async function takeChanges(open: OpenSource, taking: ChangesToTake): Promise<ChangesTaken> {
  const changes = new Changes(taking);
  const endsAt = taking.monotonic() + REFRESH_MS_MAX;
  let pages = 0;
  for await (const page of open.pages({ what: 'changes', position: taking.memory.position })) {
    pages += 1;
    if (pages > PAGES_MAX) throw tooLarge(`a refresh has at most ${PAGES_MAX} pages`);
    if (taking.monotonic() > endsAt) throw tooSlow(`a refresh takes at most ${REFRESH_MS_MAX / 60_000} min`);
    if (!(await changes.take(page))) return { ...changes.soFar(), isTooMuch: true };
    await nextTurn();
  }
  return { ...changes.soFar(), isTooMuch: false };
}

interface Judgement {
  readonly alerts: readonly Alert[];
  readonly gone: readonly string[];
}

class Changes {
  readonly #taking: ChangesToTake;
  readonly #judging: RowJudging;
  readonly #reasons = new Map<RowRefusal, number>();
  /** Ids of the page's alerts that tell since when. */
  readonly #saysSince = new Set<string>();
  #memory: ConnectorMemory;
  #read = 0;
  #refused = 0;

  constructor(taking: ChangesToTake) {
    this.#taking = taking;
    this.#memory = taking.memory;
    this.#judging = new RowJudging(taking.store.reader, taking.plan, taking);
  }

  soFar(): { readonly memory: ConnectorMemory; readonly counts: Counts } {
    return {
      memory: this.#memory,
      counts: {
        read: this.#read,
        accepted: this.#read - this.#refused,
        refused: this.#refused,
        reasons: Object.fromEntries(this.#reasons),
      },
    };
  }

  /** False where too many alerts would go; then nothing of the page is in force. */
  async take(page: SourcePage): Promise<boolean> {
    const { plan, held } = this.#taking;
    const { alerts, gone } = await this.#beside(await this.#judge(page));
    const removed = removedWith(this.#memory, gone.length, this.#taking.atMs);
    if (removed.removedSince > removalsMax(held, plan.removalsPercent)) return false;
    const reached = { ...this.#memory, ...removed, ...(page.position !== undefined && { position: page.position }) };
    if (alerts.length === 0 && gone.length === 0) {
      // Written with the end of the refresh.
      this.#memory = reached;
      return true;
    }
    await this.#write(alerts, gone, reached);
    return true;
  }

  /** Of two rows with one id the later one counts: the source gives them in the order of their changes. */
  async #judge({ rows }: SourcePage): Promise<Judgement> {
    const alerts = new Map<string, Alert>();
    const gone = new Set<string>();
    this.#saysSince.clear();
    for (const row of rows) {
      this.#read += 1;
      const judged = await this.#judging.judge(row, this.#read);
      if (judged.kind === 'refused') {
        this.#refused += 1;
        this.#reasons.set(judged.reason, (this.#reasons.get(judged.reason) ?? 0) + 1);
      } else if (judged.kind === 'gone') {
        alerts.delete(judged.alertId);
        gone.add(judged.alertId);
      } else {
        assert(judged.kind === 'taken', 'a positive register is read whole');
        gone.delete(judged.alert.id);
        alerts.set(judged.alert.id, judged.alert);
        if (judged.saysSince) this.#saysSince.add(judged.alert.id);
      }
    }
    return { alerts: [...alerts.values()], gone: [...gone] };
  }

  async #beside({ alerts, gone }: Judgement): Promise<{ alerts: AlertToLoad[]; gone: string[] }> {
    const { store, plan } = this.#taking;
    const held = new Map<string, Alert>();
    const ids = [...alerts.map(({ id }) => id), ...gone];
    for (let from = 0; from < ids.length; from += HELD_IDS_MAX) {
      const found = await heldUnder(store.reader, plan.register, ids.slice(from, from + HELD_IDS_MAX));
      for (const [id, alert] of found) held.set(id, alert);
    }
    const put = alerts.flatMap((read) => {
      const saysSince = this.#saysSince.has(read.id);
      const { alert, difference } = besideHeld({ alert: read, saysSince }, held.get(read.id));
      return difference === 'same' ? [] : [alertToLoad(plan.register, alert)];
    });
    return { alerts: put, gone: gone.filter((id) => held.has(id)) };
  }

  /** The position moves with the last piece alone: dying between two pieces reads the page again, and finds less to do. */
  async #write(alerts: readonly AlertToLoad[], gone: readonly string[], reached: ConnectorMemory): Promise<void> {
    const { store, plan } = this.#taking;
    const { name, register, kind } = plan;
    const pieces = Math.ceil(Math.max(alerts.length, gone.length) / ALERTS_PER_PIECE);
    for (let piece = 0; piece < pieces; piece += 1) {
      const from = piece * ALERTS_PER_PIECE;
      const put = alerts.slice(from, from + ALERTS_PER_PIECE);
      const removed = gone.slice(from, from + ALERTS_PER_PIECE);
      const about = piece === pieces - 1 ? reached : { ...this.#memory, ...removedOf(reached) };
      await store.write(
        { event: 'connector.changed', body: { connector: name, register, put: put.length, removed: removed.length } },
        {
          name: 'keep-connector',
          args: { name, register, standing: 'started', about, changes: { kind, alerts: put, removed } },
        },
      );
      this.#memory = about;
      await nextTurn();
    }
  }
}

/** A transaction of some ten milliseconds. */
const ALERTS_PER_PIECE = 100;
