// SPDX-License-Identifier: Apache-2.0
// Processor time of an import's own steps in one process without a network: receiving, reading, applying; for a list that is there for the
// first time, and for one that changes every row. `node bench/import-parts.ts --rows 100000`.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '@iims/node/clock';
import { type ApplyPiece, applyPieces } from '@iims/node/registers/import/apply-pieces';
import { composeSettings } from '@iims/node/registers/import/compose-settings';
import type { ImportAbout, Preview } from '@iims/node/registers/import/import-about';
import { readSource } from '@iims/node/registers/import/read-source';
import { SpoolWriter } from '@iims/node/registers/import/sealed-spool';
import { type SpoolFolder, spoolPlace } from '@iims/node/registers/import/spool-folder';
import { ALERT_BODY } from '@iims/node/store/alerts';
import { openReadingDatabase } from '@iims/node/store/open-reading';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import type { Store } from '@iims/node/store/store';
import { utf8 } from '@iims/wire/bytes';
import { uuidV7 } from '@iims/wire/identifiers';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const ROWS = Number(values.rows);
const REGISTER = 'bench';
const PART_CHARACTERS = 200_000;
const NODE = { state: 'GEO', authority: 'Border Guard' };

const directory = mkdtempSync(join(tmpdir(), 'iims-bench-'));
try {
  const sources = { atRest: systemRandom(32), now: () => systemClock.now(), random: systemRandom };
  const path = join(directory, 'bench.db');
  const store = await openSqliteStore({ path, ...sources, writer: 'this-thread' });
  for (const version of ['first', 'every row changed'])
    await importList(store, version, openReadingDatabase({ path, atRest: sources.atRest }));
  await store.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function importList(
  store: Store,
  version: string,
  database: ReturnType<typeof openReadingDatabase>,
): Promise<void> {
  const importId = uuidV7(Date.now(), systemRandom(10));
  const spools = { folder: join(directory, importId), key: systemRandom(32) };
  mkdirSync(spools.folder);
  const about = await measured(`${version}: receive`, async () => receive(spools, version));
  const entry = { event: 'import.begun', body: { import: importId } } as const;
  const place = { importId, register: REGISTER };
  await store.write(entry, { name: 'begin-import', args: { ...place, fileKey: spools.key, about } });
  const preview = await measured(`${version}: read`, () =>
    readSource(store.reader, {
      spools,
      register: REGISTER,
      about,
      compose: composeSettings(NODE, { begunAt: Date.now(), about }),
    }),
  );
  await store.write(entry, { name: 'advance-import', args: { importId, from: ['receiving'], to: 'previewed' } });
  const approval = { name: 'approve-import', args: { ...place, basis: preview.basis } } as const;
  const { result: generation } = await store.write(entry, approval);
  const pieces: Record<ApplyPiece['what'], number[]> = { alerts: [], keys: [] };
  await measured(`${version}: apply`, async () => {
    const toApply = { spools, staged: { alerts: 0, keys: 0 }, register: REGISTER, holds: 'alerts' } as const;
    const seal = await database.newestSealing(ALERT_BODY);
    for (const piece of applyPieces(toApply, { seal, giveWay: () => undefined })) {
      const startedAt = performance.now();
      await stage(store, { ...place, generation }, piece);
      pieces[piece.what].push(performance.now() - startedAt);
    }
  });
  for (const [what, times] of Object.entries(pieces)) printPieces(what, times);
  await show(store, entry, { importId, generation, preview });
  database.close();
}

/** The file as the officer's edge leaves it: sealed, and its digest known. */
function receive(spools: SpoolFolder, version: string): ImportAbout {
  const writer = new SpoolWriter(spoolPlace(spools, 'source'));
  const sha = createHash('sha256');
  for (const part of listParts(version)) {
    sha.update(part);
    writer.write(part);
  }
  const { bytes } = writer;
  writer.finish();
  return {
    by: 'bench',
    format: 'csv',
    files: [{ name: 'list', bytes }],
    sha256: sha.digest('hex'),
    kind: 'travel-document',
    idCode: 'BENCH',
  };
}

async function stage(
  store: Store,
  { importId, register, generation }: { importId: string; register: string; generation: number },
  { what, after, packed }: ApplyPiece,
): Promise<void> {
  if (what === 'alerts')
    await store.stage({ name: 'stage-alerts', args: { importId, register, generation, after, packed } });
  else await store.stage({ name: 'stage-keys', args: { importId, generation, after, packed } });
}

async function show(
  store: Store,
  entry: { readonly event: 'import.begun'; readonly body: { readonly import: string } },
  { importId, generation, preview }: { importId: string; generation: number; preview: Preview },
): Promise<void> {
  const { accepted: alerts, keys, basis, kind } = preview;
  const register = { id: REGISTER, kind, title: REGISTER, changedAt: Date.now(), checkedAt: Date.now() };
  await store.write(entry, { name: 'show-import', args: { importId, generation, alerts, keys, basis, register } });
}

/** Lost passports that nobody has. */
function* listParts(version: string): Generator<Uint8Array> {
  let text = 'id,category,legalBasis,action,handling,number,issuingState,documentType,facts\n';
  for (let i = 1; i <= ROWS; i += 1) {
    text += `${i},lost,"Passport act, 12",keep-document,H1,X${String(i).padStart(8, '0')},UTO,passport,"[{""label"":""description"",""value"":""${version}""}]"\n`;
    if (text.length < PART_CHARACTERS && i < ROWS) continue;
    yield utf8(text);
    text = '';
  }
}

async function measured<R>(what: string, step: () => Promise<R>): Promise<R> {
  const [before, startedAt] = [process.cpuUsage(), performance.now()];
  const result = await step();
  const { user, system } = process.cpuUsage(before);
  const cpu = ((user + system) / ROWS).toFixed(1);
  const took = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${what.padEnd(28)} ${cpu.padStart(6)} µs of processor time a row   ${took} s on the clock\n`);
  return result;
}

function printPieces(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((one, other) => one - other);
  const [least, p50, p99] = [0, 0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)]!.toFixed(2));
  process.stdout.write(`  ${sorted.length} pieces of ${what}: least ${least} ms, p50 ${p50}, p99 ${p99}\n`);
}
