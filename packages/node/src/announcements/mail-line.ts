// SPDX-License-Identifier: Apache-2.0
// Tells the bureau's mailboxes that messages wait: a digest, so often and no more (spec/announcements.md, 16 to 18). It follows the log, so
// that no receipt waits for a relay.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import type { MailConfig } from '../config.ts';
import { type AnnouncerRow, readAnnouncer } from '../store/announcers.ts';
import { countEntries } from '../store/entries.ts';
import { unopenedMessages } from '../store/message-handover.ts';
import { messageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { readAnnouncements } from './announcement.ts';
import { FailureRest } from './failure-rest.ts';
import { composeMail, type WaitingMessages } from './mail-text.ts';
import type { MailToSubmit } from './submit-mail.ts';

export interface MailParts {
  readonly state: StateCode;
  readonly exercise: boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws `mail.*`, `keys.*`. */
  readonly submit: (mail: MailToSubmit) => Promise<void>;
}

/** How the announcing of mail stands: plain data for JSON. */
export interface MailState {
  readonly mailboxes: number;
  /** ISO 8601. */
  readonly announcedAt?: string;
  readonly failing?: { readonly since: string; readonly code: string };
}

export class MailLine {
  readonly #parts: MailParts;
  readonly #config: MailConfig;
  readonly #rest: FailureRest;
  /** How far the log was read, what has come since the last mail, and whether any of it is urgent. */
  #readUntil = 0;
  #hasCome = false;
  #isUrgent = false;

  constructor(parts: MailParts, config: MailConfig) {
    this.#parts = parts;
    this.#config = config;
    this.#rest = new FailureRest(parts);
  }

  /** Sends one mail where one is due. Throws only what the store throws. */
  async look(isStopped: () => boolean): Promise<void> {
    const { store, clock } = this.#parts;
    const row = (await readAnnouncer(store.reader, ROW_NAME)) ?? (await this.#begin());
    await this.#readOn(row, isStopped);
    if (isStopped() || !this.#hasCome || !this.#rest.isOver) return;
    const everyMs = this.#isUrgent ? URGENT_EVERY_MS : this.#config.everyMinutes * 60_000;
    // A clock that was set back does not keep what waits from anybody.
    const sinceMs = Math.abs(clock.now() - (row.reachedAt ?? 0));
    if (sinceMs < everyMs) return;
    const waiting = await waitingMessages(store.reader, this.#config.caseReferences);
    if (waiting.unopened === 0) return this.#forget();
    const until = this.#readUntil;
    const fault = await this.#submit(waiting, `${this.#parts.state}-${until}-${clock.now()}`);
    if (fault !== undefined) return this.#failed(row, fault);
    this.#rest.end();
    const { unopened, urgent } = waiting;
    await store.write(
      { event: 'mail.announced', body: { mailboxes: this.#config.to.length, unopened, urgent } },
      { name: 'keep-announcer', args: { name: ROW_NAME, nextIndex: until, reachedAt: clock.now() } },
    );
    this.#forget();
  }

  /** A mail with the numbers of the moment, whatever they are. Throws what is wrong with the relay. */
  async test(by: string): Promise<void> {
    const { state, store, clock } = this.#parts;
    const waiting = await waitingMessages(store.reader, false);
    const fault = await this.#submit(waiting, `${state}-test-${clock.now()}`);
    await store.write({ event: 'mail.tested', body: { outcome: fault?.code ?? 'taken', by } });
    if (fault !== undefined) throw fault;
  }

  async state(): Promise<MailState> {
    const row = await readAnnouncer(this.#parts.store.reader, ROW_NAME);
    const { reachedAt, failing } = row ?? {};
    return {
      mailboxes: this.#config.to.length,
      ...(reachedAt === undefined ? {} : { announcedAt: iso(reachedAt) }),
      ...(failing === undefined ? {} : { failing: { ...failing, since: iso(failing.since) } }),
    };
  }

  /** What waits already is in the first mail, once something comes. */
  async #begin(): Promise<AnnouncerRow> {
    const { store } = this.#parts;
    const row = { name: ROW_NAME, nextIndex: await countEntries(store.reader) };
    const body = { mailboxes: this.#config.to.length };
    await store.write({ event: 'mail.started', body }, { name: 'keep-announcer', args: row });
    return row;
  }

  async #readOn({ nextIndex }: AnnouncerRow, isStopped: () => boolean): Promise<void> {
    const { reader } = this.#parts.store;
    const end = await countEntries(reader);
    for (let at = Math.max(nextIndex, this.#readUntil); at < end && !isStopped(); at = this.#readUntil) {
      const to = Math.min(end, at + ENTRIES_AT_ONCE);
      const come = await readAnnouncements(reader, ['message.received', 'clock.overdue'], { from: at, to });
      const own = come.filter(({ type, data }) => type === 'message.received' || data.direction === 'in');
      this.#hasCome ||= own.length > 0;
      this.#isUrgent ||= own.some(({ data }) => data.urgency === 'urgent');
      this.#readUntil = to;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #submit(waiting: WaitingMessages, id: string): Promise<IimsError | undefined> {
    const { exercise, clock, submit } = this.#parts;
    const { from, to, language } = this.#config;
    try {
      const text = composeMail({ from, to, language, exercise, id, at: clock.now() }, waiting);
      await submit({ from, to, text });
      return undefined;
    } catch (fault) {
      if (fault instanceof IimsError) return fault;
      throw fault;
    }
  }

  async #failed(row: AnnouncerRow, { code }: IimsError): Promise<void> {
    this.#rest.begin();
    if (row.failing !== undefined) return;
    const failing = { since: this.#parts.clock.now(), code };
    await this.#parts.store.write(
      { event: 'mail.failed', body: { code } },
      { name: 'keep-announcer', args: { ...row, failing } },
    );
  }

  #forget(): void {
    this.#hasCome = false;
    this.#isUrgent = false;
  }
}

async function waitingMessages(reader: Reader, withCases: boolean): Promise<WaitingMessages> {
  const ids = await unopenedMessages(reader, COUNTED_MAX);
  const rows = await Promise.all(ids.map((id) => messageRow(reader, id)));
  const cases = new Set(rows.flatMap(({ summary }) => (summary === undefined ? [] : [summary.caseRef])));
  return {
    unopened: rows.length,
    isMore: rows.length === COUNTED_MAX,
    urgent: rows.filter(({ urgency }) => urgency === 'urgent').length,
    caseReferences: withCases ? [...cases].slice(0, CASES_MAX) : [],
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

const ROW_NAME = 'mail';
const COUNTED_MAX = 500;
const CASES_MAX = 20;
const URGENT_EVERY_MS = 60_000;
const ENTRIES_AT_ONCE = 1_024;
