// SPDX-License-Identifier: Apache-2.0
// A bureau's inbox of a million: how long its list, its news, the board of overdue requests, the report of a shift and searches take.
// `node bench/message-search.ts [MESSAGES]`. Rows are written by the acts and the index that the node uses; envelopes are empty, since
// none of this opens one. Each time is the worst of nine calls, the first of them with nothing in the process's caches.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessageSearch, searchMessages } from '@iims/node/archive/search-messages';
import { termsOfMessage } from '@iims/node/archive/terms-of-message';
import { systemRandom } from '@iims/node/clock';
import { composeHandover } from '@iims/node/messages/handover';
import { listOpenRequests } from '@iims/node/messages/open-requests';
import { newsOfMessages, shownMessages } from '@iims/node/messages/shown-message';
import { messageTerm } from '@iims/node/store/message-terms';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import type { MessageToIndex } from '@iims/node/store/staging/index-messages';
import type { Store } from '@iims/node/store/store';
import type { StateCode } from '@iims/wire/identifiers';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Message } from '@iims/wire/message';

const MESSAGES = Number(process.argv[2] ?? 1_000_000);
const AT_ONCE = 512;
const DAY_MS = 86_400_000;
const DAYS = 1_000;
const BEGAN = Date.UTC(2024, 0);
/** One in so many is a request that nobody has answered. */
const OPEN_EVERY = 500;
const VOCABULARY = 20_000;
const WORDS = 25;
const OWN = 'GEO' as StateCode;
const STATES = ['UKR', 'AZE', 'MDA', 'POL', 'ROU'] as StateCode[];
const SYLLABLES = 'ba be bi bo bu da de di do du ga ge gi go gu ka ke ki ko ku la le li lo lu za ze zi zo zu'.split(
  ' ',
);
const sequences = new Map<StateCode, number>();
const SIGNER = { keyId: new Uint8Array(32), ed25519: new Uint8Array(32), mldsa65: new Uint8Array(1_952) };

const directory = mkdtempSync(join(tmpdir(), 'iims-message-search-'));
const path = join(directory, 'iims.db');
let now = BEGAN;
const store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: () => now, random: systemRandom });
try {
  const began = performance.now();
  for (let from = 0; from < MESSAGES; from += AT_ONCE) await write(store, from, Math.min(MESSAGES, from + AT_ONCE));
  const seconds = (performance.now() - began) / 1_000;
  say(`${MESSAGES} messages written and indexed in ${seconds.toFixed(0)} s, ${gigabytes(path)} GB`);
  await measureAll(store);
} finally {
  await store.close();
  rmSync(directory, { recursive: true });
}

async function write({ write, stage, reader }: Store, from: number, to: number): Promise<void> {
  const places = Array.from({ length: to - from }, (_, at) => from + at);
  const said = places.map((place) => messageAt(place));
  const written = await Promise.all(
    said.map(({ message, direction }, at) => keep(write, message, direction, places[at]!)),
  );
  const messages: MessageToIndex[] = [];
  for (const [at, no] of written.entries()) {
    const { message, direction } = said[at]!;
    const { terms, isCut } = await termsOfMessage(message, direction);
    messages.push({
      no,
      at: message.sentAt,
      isCut,
      terms: [...new Set(terms.map((term) => messageTerm(reader, term)))],
    });
  }
  const [{ next }] = (await reader.all('select next_no as next from message_term_mark')) as [{ next: number }];
  await stage({ name: 'index-messages', args: { from: next, to: written.at(-1)! + 1, messages } });
}

async function keep(write: Store['write'], message: Message, direction: 'in' | 'out', place: number): Promise<number> {
  const id = uuidToBytes(message.id);
  const { fields: _fields, attachments: _attachments, ...shown } = message;
  const expiresAt = message.sentAt + 28 * DAY_MS;
  const common = { id, message: shown, expiresAt, exercise: false, signer: SIGNER, envelope: new Uint8Array(64) };
  const keys = { envelopeHash: new Uint8Array(32), messageKey: new Uint8Array(32) };
  const clocks = place % OPEN_EVERY === 0 ? { starts: 'information-request' as const } : {};
  if (direction === 'out') {
    const kept = { ...common, ...keys, direction, state: OWN, status: 'stored' as const };
    const args = { kept, to: [message.to[0]!.state], raiseAt: expiresAt, clocks };
    return (await write({ event: 'message.stored', body: {} }, { name: 'send-message', args })).index;
  }
  const receipt = new Uint8Array(1_024);
  const state = message.from.state;
  const kept = {
    ...common,
    ...keys,
    direction,
    state,
    status: 'received' as const,
    sequence: nextSequence(state),
    receipt,
  };
  return (await write({ event: 'message.received', body: {} }, { name: 'receive-message', args: { kept, clocks } }))
    .index;
}

function nextSequence(state: StateCode): number {
  const next = (sequences.get(state) ?? 0) + 1;
  sequences.set(state, next);
  return next;
}

function messageAt(place: number): { readonly message: Message; readonly direction: 'in' | 'out' } {
  now = BEGAN + Math.floor((place * DAYS * DAY_MS) / MESSAGES);
  const direction = place % 2 === 0 ? 'in' : 'out';
  const other = STATES[Math.floor(place / 2) % STATES.length]!;
  const isRequest = place % 5 === 0;
  const text = Array.from({ length: WORDS }, (_, at) => wordAt(place * WORDS + at)).join(' ');
  const persons = [{ name: `${wordAt(place)} ${wordAt(place * 3)}`, birthDate: birthDateAt(place) }];
  const message = {
    version: 1,
    id: uuidV7(now, systemRandom(10)),
    kind: isRequest ? 'information-request' : 'free-message',
    from: { state: direction === 'in' ? other : OWN },
    to: [{ state: direction === 'in' ? OWN : other }],
    caseRef: `CASE-${Math.floor(place / 4)}`,
    urgency: 'routine',
    sentAt: now,
    author: 'o-1',
    handling: { code: 'H0' },
    fields: isRequest ? { facts: `про ${text}`, persons } : { subject: `про ${wordAt(place)}`, text },
    attachments: [],
  } as const satisfies Message;
  return { message, direction };
}

/** The lower its number, the more frequent, as words are. */
function wordAt(seed: number): string {
  const uniform = ((Math.imul(seed + 1, 0x9e3779b1) >>> 0) + 1) / 2 ** 32;
  let rest = Math.floor(VOCABULARY ** uniform);
  let word = '';
  do {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  } while (rest > 0);
  return `${word}n`;
}

function birthDateAt(place: number): string {
  return new Date(Date.UTC(1950, 0, 1 + ((Math.imul(place, 0x9e3779b1) >>> 0) % 18_000))).toISOString().slice(0, 10);
}

async function measureAll({ reader }: Store): Promise<void> {
  const lastDay = new Date(now - DAY_MS).toISOString().slice(0, 10);
  const page = { limit: 50 };
  const search = (conditions: MessageSearch) => () => searchMessages(reader, conditions, { now, ...page });
  const place = Math.floor(MESSAGES / 10) * 5;
  const person = { name: `${wordAt(place)} ${wordAt(place * 3)}`, birthDate: birthDateAt(place) };
  await measure('list, first page', () => shownMessages(reader, page));
  await measure('list, a page from its middle', () => shownMessages(reader, { ...page, before: MESSAGES / 2 }));
  await measure('news', () => newsOfMessages(reader));
  await measure('overdue', () => listOpenRequests(reader, now, { limit: 100, overdueOnly: true }));
  await measure('handover', () => composeHandover(reader, now));
  await measure('search: a word that all have', search({ words: 'про' }));
  await measure('search: a common word', search({ words: wordAt(1) }));
  await measure('search: a rare word', search({ words: 'zuzazon' }));
  await measure('search: no such word', search({ words: 'nobodyhasthis' }));
  await measure('search: three common words', search({ words: [1, 2, 5].map(wordAt).join(' ') }));
  await measure(
    'search: a word, State, kind',
    search({ words: wordAt(7), state: STATES[1]!, kind: 'information-request' }),
  );
  await measure('search: a person and birth date', search({ person }));
  await measure('search: a person by year', search({ person: { ...person, birthDate: person.birthDate.slice(0, 4) } }));
  await measure('search: a case', search({ caseRef: `CASE-${Math.floor(MESSAGES / 8)}` }));
  await measure('search: one day, a word', search({ words: wordAt(3), from: lastDay, to: lastDay }));
  await measure('search: an old day', search({ from: '2024-02-02', to: '2024-02-02' }));
  await measure('search: overdue of a State', search({ clock: 'overdue', state: STATES[0]! }));
  await measure('search: answered (none)', search({ clock: 'answered' }));
}

async function measure(what: string, call: () => Promise<object>): Promise<void> {
  const times: number[] = [];
  let found: object = {};
  for (let round = 0; round < 9; round += 1) {
    const began = performance.now();
    found = await call();
    times.push(performance.now() - began);
  }
  const worst = Math.max(...times).toFixed(1);
  const median = times.sort((one, other) => one - other)[4]!.toFixed(1);
  const { messages, requests, next } = found as { messages?: object[]; requests?: object[]; next?: number };
  const count = (messages ?? requests)?.length;
  say(
    `${what.padEnd(36)} ${median.padStart(8)} ms  worst ${worst.padStart(8)} ms  ${count ?? ''}${next === undefined ? '' : '+'}`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function gigabytes(file: string): string {
  return (statSync(file).size / 1e9).toFixed(2);
}
