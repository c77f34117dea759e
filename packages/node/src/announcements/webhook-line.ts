// SPDX-License-Identifier: Apache-2.0
// Tells one receiver what has happened, in the order of the log (spec/announcements.md, 7 to 10). The log is the queue; what is kept is
// the place up to which the receiver was told, so that a node that dies anywhere here begins again from it.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import type { WebhookConfig } from '../config.ts';
import { type AnnouncerRow, readAnnouncer } from '../store/announcers.ts';
import { countEntries } from '../store/entries.ts';
import type { Store } from '../store/store.ts';
import { type Announcement, readAnnouncements } from './announcement.ts';
import { FailureRest } from './failure-rest.ts';
import type { WebhookCall } from './post-webhook.ts';
import { signedHeaders } from './webhook-signature.ts';

export interface WebhookParts {
  readonly state: StateCode;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** The secret of a target, read at each use. Throws `webhook.secret`, `keys.*`. */
  readonly readSecret: (name: string) => Promise<Uint8Array>;
  /** Throws `webhook.*`. */
  readonly post: (call: WebhookCall) => Promise<void>;
}

export type WebhookTarget = WebhookConfig['targets'][number];

/** How a target stands: plain data for JSON. */
export interface WebhookState {
  readonly name: string;
  readonly host: string;
  readonly events: readonly string[];
  /** ISO 8601. */
  readonly reachedAt?: string;
  readonly failing?: { readonly since: string; readonly code: string };
  /** Entries of the log behind its place; most of them announce nothing. */
  readonly entriesBehind: number;
}

export class WebhookLine {
  readonly #parts: WebhookParts;
  readonly #target: WebhookTarget;
  /** How far the log was read without anything to announce. */
  #readUntil = 0;
  readonly #rest: FailureRest;

  constructor(parts: WebhookParts, target: WebhookTarget) {
    this.#parts = parts;
    this.#target = target;
    this.#rest = new FailureRest(parts);
  }

  /** Tells what there is to tell, unless the target rests after a failure. Throws only what the store throws. */
  async look(isStopped: () => boolean): Promise<void> {
    const { store } = this.#parts;
    const row = (await readAnnouncer(store.reader, this.#rowName)) ?? (await this.#begin());
    if (!this.#rest.isOver) return;
    const end = await countEntries(store.reader);
    let told = { row, calls: 0 };
    for (let at = Math.max(row.nextIndex, this.#readUntil); at < end && !isStopped(); ) {
      const to = Math.min(end, at + ENTRIES_AT_ONCE);
      const waiting = await readAnnouncements(store.reader, this.#target.events, { from: at, to });
      for (const announcement of waiting) {
        if (isStopped()) return void (await this.#keep(told));
        const fault = await this.#tell(announcement);
        if (fault !== undefined) return this.#failed(await this.#keep(told), fault, announcement);
        told = { row: this.#reached(told.row, announcement), calls: told.calls + 1 };
        if (told.calls >= CALLS_KEPT_AT_ONCE) told = { row: await this.#keep(told), calls: 0 };
      }
      at = to;
      this.#readUntil = at;
      await letOthersRun();
    }
    await this.#keep(told);
  }

  /** A call of the type `test`, under an id of its own. Throws what is wrong with the target. */
  async test(by: string): Promise<void> {
    const { state, clock, store } = this.#parts;
    const at = clock.now();
    const fault = await this.#call(`${state}-test-${at}`, { type: 'test', timestamp: iso(at), data: {} });
    const outcome = fault?.code ?? 'taken';
    await store.write({ event: 'webhook.tested', body: { name: this.#target.name, outcome, by } });
    if (fault !== undefined) throw fault;
  }

  async state(): Promise<WebhookState> {
    const { name, url, events } = this.#target;
    const { reader } = this.#parts.store;
    const row = await readAnnouncer(reader, this.#rowName);
    const end = await countEntries(reader);
    return {
      name,
      host: new URL(url).host,
      events,
      ...(row?.reachedAt === undefined ? {} : { reachedAt: iso(row.reachedAt) }),
      ...(row?.failing === undefined ? {} : { failing: { ...row.failing, since: iso(row.failing.since) } }),
      entriesBehind: row === undefined ? 0 : Math.max(0, end - Math.max(row.nextIndex, this.#readUntil)),
    };
  }

  get #rowName(): string {
    return `webhook ${this.#target.name}`;
  }

  /** What was before a target was configured is not announced to it. */
  async #begin(): Promise<AnnouncerRow> {
    const { store } = this.#parts;
    const row = { name: this.#rowName, nextIndex: await countEntries(store.reader) };
    const { name, url, events } = this.#target;
    const body = { name, host: new URL(url).host, events };
    await store.write({ event: 'webhook.started', body }, { name: 'keep-announcer', args: row });
    return row;
  }

  #tell({ index, type, atMs, data }: Announcement): Promise<IimsError | undefined> {
    return this.#call(`${this.#parts.state}-${index}`, { type, timestamp: iso(atMs), data });
  }

  async #call(id: string, said: object): Promise<IimsError | undefined> {
    const { clock, readSecret, post } = this.#parts;
    const { name, url } = this.#target;
    try {
      const secret = await readSecret(name);
      const body = JSON.stringify(said);
      const timestamp = Math.floor(clock.now() / 1_000);
      await post({ url, headers: signedHeaders(secret, { id, timestamp, body }), body });
      return undefined;
    } catch (fault) {
      if (fault instanceof IimsError) return fault;
      throw fault;
    }
  }

  #reached({ name }: AnnouncerRow, { index }: Announcement): AnnouncerRow {
    this.#rest.end();
    return { name, nextIndex: index + 1, reachedAt: this.#parts.clock.now() };
  }

  /** One entry for what was told since the last one. */
  async #keep({ row, calls }: { readonly row: AnnouncerRow; readonly calls: number }): Promise<AnnouncerRow> {
    if (calls === 0) return row;
    const body = { name: this.#target.name, calls, until: row.nextIndex - 1 };
    await this.#parts.store.write({ event: 'webhook.delivered', body }, { name: 'keep-announcer', args: row });
    return row;
  }

  async #failed(row: AnnouncerRow, { code }: IimsError, { index }: Announcement): Promise<void> {
    const { store, clock } = this.#parts;
    this.#rest.begin();
    const since = row.failing?.since ?? clock.now();
    const next = { ...row, failing: { since, code } };
    const { name } = this.#target;
    if (row.failing === undefined) {
      await store.write(
        { event: 'webhook.failed', body: { name, code, until: index - 1 } },
        { name: 'keep-announcer', args: next },
      );
    } else if (clock.now() - since >= GIVEN_UP_AFTER_MS) await this.#giveUp(next);
  }

  /** What has waited as long as the target has failed. */
  async #giveUp(row: AnnouncerRow): Promise<void> {
    const { store, clock } = this.#parts;
    const from = Math.max(row.nextIndex, this.#readUntil);
    const to = Math.min(await countEntries(store.reader), from + ENTRIES_AT_ONCE);
    const waiting = await readAnnouncements(store.reader, this.#target.events, { from, to });
    const over = waiting.filter(({ atMs }) => clock.now() - atMs >= GIVEN_UP_AFTER_MS);
    const last = over.at(-1);
    if (last === undefined) return;
    const body = { name: this.#target.name, calls: over.length, from: over[0]!.index, until: last.index };
    const next = { ...row, nextIndex: last.index + 1 };
    await store.write({ event: 'webhook.given-up', body }, { name: 'keep-announcer', args: next });
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Between two pieces: queries have their turn. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Opening an entry takes some 10 µs. */
const ENTRIES_AT_ONCE = 1_024;
/** So many are told again at most by a node that died. */
const CALLS_KEPT_AT_ONCE = 32;
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;
