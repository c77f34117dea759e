// SPDX-License-Identifier: Apache-2.0
// A real store with a few alerts, on which look-ups are watched.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import type { Question } from '@iims/wire/query';
import type { Subject } from '@iims/wire/subject';
import { systemClock, systemRandom } from '../clock.ts';
import { loadRegister } from '../registers/load-register.ts';
import { listRegisters, type RegisterRow } from '../store/alerts.ts';
import type { Reader, SqlValue } from '../store/sql.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { NO_PLATES, NOBODY, passportAlert, personAlert } from './alert.fixture.ts';
import { damageAlert } from './damage-alert.fixture.ts';
import { lookUp } from './lookup.ts';

export const NOW = Date.UTC(2026, 10, 22, 23, 59);

/** Opens it before the tests of a file, and loads it anew before each of them. */
export function openLookUps(writer: 'own-thread' | 'this-thread' = 'own-thread') {
  const folder = mkdtempSync(join(tmpdir(), 'iims-lookup-'));
  const path = join(folder, 'iims.db');
  const nothing = async (): Promise<void> => undefined;
  const lookUps = {
    store: undefined as unknown as Store,
    watched: undefined as unknown as Reader,
    /** Of the watched reader, each with the number of its rows. */
    statements: [] as string[],
    /** Runs after each statement of the watched reader. */
    meanwhile: nothing,

    async workOf(asked: string | Subject, persons = NOBODY, plates = NO_PLATES) {
      const subject: Subject = typeof asked === 'string' ? { kind: 'travel-document', number: asked } : asked;
      const registers = await readable();
      lookUps.statements = [];
      const found = await lookUp(lookUps.watched, question(subject), { registers, now: NOW, persons, plates });
      return { found, statements: lookUps.statements };
    },
    readable,
    load,
    damage: (alertId: string) => damageAlert(path, alertId),
  };

  async function readable(): Promise<readonly RegisterRow[]> {
    return (await listRegisters(lookUps.store.reader)).filter(({ id }) => id !== 'withheld');
  }

  async function load(id: string, alerts: readonly Alert[], kind = 'travel-document'): Promise<void> {
    const register = { id, kind, title: id, changedAt: 0, alerts };
    await loadRegister(lookUps.store, register, systemClock.now());
  }

  before(async () => {
    const { now } = systemClock;
    const store = await openSqliteStore({ atRest: new Uint8Array(32), path, now, random: systemRandom, writer });
    lookUps.store = store;
    lookUps.watched = {
      ...store.reader,
      async all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
        const rows = await store.reader.all<R>(sql, parameters);
        lookUps.statements.push(`${rows.length} rows of ${sql}`);
        await lookUps.meanwhile();
        return rows;
      },
    };
  });
  beforeEach(async () => {
    lookUps.meanwhile = nothing;
    await load('documents', [
      passportAlert('HIT1', 1),
      passportAlert('COVERT1', 2, { covert: true }),
      passportAlert('BOTH1', 3),
      passportAlert('BOTH1', 4, { covert: true }),
      passportAlert('OTHER1', 5),
      passportAlert('OTHER2', 6),
    ]);
    await load('persons', [personAlert(1)]);
    await load('withheld', [passportAlert('WITHHELD1', 7)]);
  });
  after(async () => {
    await lookUps.store.close();
    rmSync(folder, { recursive: true });
  });
  return lookUps;
}

export function named(surname: string, given: string, birthDate: string): Subject {
  return { kind: 'person', names: [{ form: 'mrz', surname, given }], birthDate };
}

export function question(...subjects: Subject[]): Question {
  return { subjects } as unknown as Question;
}
