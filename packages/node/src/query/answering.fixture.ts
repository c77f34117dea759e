// SPDX-License-Identifier: Apache-2.0
// A node that answers over a real store, which is watched: what is read, and what is written and when.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import { type QueryId, type StateCode, uuidV7 } from '@iims/wire/identifiers';
import type { Question } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, readSlot } from '@iims/wire/slot';
import { systemClock, systemRandom } from '../clock.ts';
import { QueriesUnderWay } from '../queries-under-way.ts';
import { loadRegister } from '../registers/load-register.ts';
import type { SqlValue } from '../store/sql.ts';
import type { Act, ActName, EntryDraft, Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { NO_PLATES, NOBODY, passportAlert } from './alert.fixture.ts';
import { type Answering, answerFrame } from './answer.ts';

export const GEO = 'GEO' as StateCode;

interface Written {
  readonly entry: EntryDraft;
  readonly act: Act<ActName> | undefined;
}

/** Opens it before the tests of a file, with one passport under alert, HIT1, and one under a covert one, COVERT1. */
export function openAnswering() {
  const folder = mkdtempSync(join(tmpdir(), 'iims-answer-'));
  const at = {
    store: undefined as unknown as Store,
    node: undefined as unknown as Answering,
    reads: [] as string[],
    writes: [] as Written[],
    /** Every commit waits for it. */
    commits: Promise.resolve(),

    async workOf(asked: string | Question) {
      at.reads = [];
      at.writes = [];
      const content = await at.answer(typeof asked === 'string' ? question(asked) : asked);
      const { entry } = at.writes[0]!;
      return {
        content,
        reads: [...at.reads],
        acts: at.writes.map(({ act }) => act?.name),
        entryBytes: encodeCbor(entry.body).length,
        own: entry.own!,
        ownBytes: encodeCbor(entry.own).length,
        shown: JSON.stringify(entry.body),
      };
    },

    /** The content of the one slot. */
    async answer(asked: object): Promise<Uint8Array> {
      const items = [{ bytes: encodeCbor(asked), hash: systemRandom(32) }];
      const [answered] = await answerFrame(at.node, { id: newId(), asker: GEO, exercise: false, items });
      return readSlot(answered!.slot, ANSWER_SLOT_BYTES);
    },
  };

  function watched({ reader, write, ...rest }: Store): Store {
    return {
      ...rest,
      reader: {
        ...reader,
        async all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
          const rows = await reader.all<R>(sql, parameters);
          at.reads.push(`${rows.length} rows of ${sql}`);
          return rows;
        },
      },
      async write(entry: EntryDraft, act?: Act<ActName>) {
        at.writes.push({ entry, act });
        await at.commits;
        return act ? write(entry, act) : write(entry);
      },
    } as Store;
  }

  before(async () => {
    at.store = await openStoreIn(folder);
    const register = { id: 'documents', kind: 'travel-document', title: 'Travel documents', changedAt: 0 };
    const alerts = [passportAlert('HIT1', 1), passportAlert('COVERT1', 2, { covert: true })];
    await loadRegister(at.store, { ...register, alerts }, systemClock.now());
    at.node = {
      state: 'UKR' as StateCode,
      store: watched(at.store),
      persons: NOBODY,
      plates: NO_PLATES,
      clock: systemClock,
      rights: (_asker, _purpose, registers) => registers,
      issuedRights: (_asker, _purpose, registers) => registers,
      whyNoRight: (_asker, _purpose, register) => (register === 'unlisted' ? 'register-not-listed' : 'no-right'),
      whyNoNamedRight: () => 'no-right',
      quotas: { admitQuestion: () => undefined },
      queries: new QueriesUnderWay(),
    };
  });
  beforeEach(() => {
    at.reads = [];
    at.writes = [];
  });
  after(async () => {
    await at.store.close();
    rmSync(folder, { recursive: true });
  });
  return at;
}

export function question(number: string, changes: Partial<Question> = {}): Question {
  return {
    id: newId(),
    subjects: [{ kind: 'travel-document', number }],
    purpose: 'border-check',
    caseRef: 'CASE-1',
    askedAt: systemClock.now(),
    asker: { state: GEO, authority: 'Border Guard', officer: 'officer-7' },
    exercise: false,
    ...changes,
  };
}

export function named(surname: string, given: string, birthDate: string): object {
  return { kind: 'person', names: [{ form: 'mrz', surname, given }], birthDate };
}

export function newId(): QueryId {
  return uuidV7(systemClock.now(), systemRandom(10));
}
