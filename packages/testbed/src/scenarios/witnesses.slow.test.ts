// SPDX-License-Identifier: Apache-2.0
// What partners find out about each other's logs: an old copy, a clone, and a log with two pasts. Real nodes, real data directories.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { EVIDENCE_FOLDER } from '@iims/node/data-directory';
import { openCheckpoint } from '@iims/tlog/checkpoint';
import type { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { HandPlayedLog } from '../federation/hand-played-log.ts';
import { HURRIED_PACE } from '../federation/hurried-pace.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MDA = 'MDA' as StateCode;

describe('the partners of a node', { timeout: 600_000 }, () => {
  const faults: IimsError[] = [];
  let federation: TestFederation;

  before(async () => {
    federation = await TestFederation.found({
      witnessing: { pace: HURRIED_PACE, onFatal: (fault) => faults.push(fault) },
    });
    await federation.start(GEO, UKR, AZE);
    await witnessAnother(federation, GEO);
  });
  beforeEach(() => faults.splice(0));
  after(() => federation.close());

  it('cosign what happens, and then all come to rest', async () => {
    await witnessAnother(federation, GEO);
    await until(async () => {
      const before = await counts(federation);
      await setTimeout(4 * HURRIED_PACE.roundEveryMs);
      return isDeepStrictEqual(await counts(federation), before);
    }, 'nothing is cosigned any more');
    assert.deepEqual(faults, []);
  });

  it('stop an old copy that was restored, before it signs anything', async () => {
    const directory = federation.directoryOf(GEO);
    await federation.stop(GEO);
    copy(directory, `${directory}-old`);
    await federation.start(GEO);
    await witnessAnother(federation, GEO);
    await federation.stop(GEO);
    renameSync(directory, `${directory}-newest`);
    renameSync(`${directory}-old`, directory);
    const signed = readFileSync(join(directory, 'log/checkpoint'));

    await assert.rejects(federation.start(GEO), { code: 'log.rolled-back' });
    assert.deepEqual(readFileSync(join(directory, 'log/checkpoint')), signed);
    const [file] = readdirSync(join(directory, EVIDENCE_FOLDER));
    const shown = openCheckpoint(readFileSync(join(directory, EVIDENCE_FOLDER, file!)), federation.logOf(GEO));
    assert.equal(shown.otherSignatures.length, 1, 'whoever shows it cosigned it');

    rmSync(directory, { recursive: true });
    renameSync(`${directory}-newest`, directory);
    await federation.start(GEO);
  });

  it('stop an old copy that found nobody when it started, when they are there again', async () => {
    const directory = federation.directoryOf(GEO);
    await federation.stop(GEO);
    copy(directory, `${directory}-old`);
    await federation.start(GEO);
    await witnessAnother(federation, GEO);
    await federation.stop(GEO);
    await Promise.all([federation.stop(UKR), federation.stop(AZE)]);
    renameSync(directory, `${directory}-newest`);
    renameSync(`${directory}-old`, directory);

    await federation.start(GEO);
    await federation.start(UKR, AZE);
    await until(() => faults.length > 0, 'it stops');
    assert.match(faults[0]!.code, /^log\.(rolled-back|forked)$/);

    await federation.stop(GEO);
    rmSync(directory, { recursive: true });
    renameSync(`${directory}-newest`, directory);
    await federation.start(GEO);
  });

  it('stop a clone that runs beside its original', async () => {
    const directory = federation.directoryOf(GEO);
    const clone = `${directory}-clone`;
    await witnessAnother(federation, GEO);
    await federation.stop(GEO);
    copy(directory, clone);
    await federation.start(GEO);
    await witnessAnother(federation, GEO);
    await assert.rejects(federation.startClone(GEO, clone), { code: 'log.rolled-back' });

    // Both started from the same moment: whoever comes second learns that there is another.
    await federation.stop(GEO);
    rmSync(clone, { recursive: true });
    copy(directory, clone);
    const [running] = await Promise.all([federation.startClone(GEO, clone), federation.start(GEO)]);
    await until(() => faults.length > 0, 'it stops');
    assert.match(faults[0]!.code, /^log\.(rolled-back|forked)$/);
    await running.stop();
  });
});

describe('a log that shows two pasts', { timeout: 600_000 }, () => {
  let federation: TestFederation;
  let served: HandPlayedLog;
  let georgia: ReturnType<TestFederation['play']>;

  beforeEach(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE, MDA], witnessing: { pace: HURRIED_PACE } });
    georgia = federation.play(GEO);
    served = new HandPlayedLog(federation.logOf(GEO).origin, georgia.founded.keys.log[0]!);
    served.append('common', 20);
    const serveLog = (path: string, response: ServerResponse): void => {
      const bytes = served.file(path);
      response.writeHead(bytes ? 200 : 404).end(bytes);
    };
    await georgia.serve(
      () => undefined,
      (message, response) => {
        if (message.url!.startsWith('/v1/log/')) return serveLog(message.url!.slice('/v1/log/'.length), response);
        response.writeHead(message.url === '/v1/trust' ? 503 : 404).end();
      },
    );
    await federation.start(UKR, AZE, MDA);
  });
  afterEach(() => federation.close());

  async function bring(to: StateCode, log: HandPlayedLog, oldSize: number): Promise<number> {
    return (await georgia.post(to, '/v1/witness/add-checkpoint', log.asked(oldSize))).status;
  }

  async function allKnow(): Promise<boolean> {
    const found = await Promise.all([UKR, AZE, MDA].map((state) => federation.entries(state, 'witness.fork-detected')));
    return found.every((entries) => entries.length === 1);
  }

  it('of one size is found by partners who talk, and every partner has the proof', async () => {
    const other = served.branch();
    served.append('one', 5);
    other.append('other', 5);
    assert.equal(await bring(UKR, served, 0), 200);
    assert.equal(await bring(AZE, other, 0), 200);
    await until(allKnow, 'all know');
    assert.equal(await bring(UKR, served, 25), 403, 'a forked log is cosigned no more');
  });

  it('of different sizes is found with what the log itself serves', async () => {
    const other = served.branch();
    other.append('other', 3);
    assert.equal(await bring(AZE, other, 0), 200);
    served.append('one', 9);
    assert.equal(await bring(UKR, served, 0), 200);
    await until(allKnow, 'all know');
  });

  it('is found by its own witness when the second past is brought to the same one', async () => {
    const other = served.branch();
    served.append('one', 5);
    other.append('other', 9);
    assert.equal(await bring(UKR, served, 0), 200);
    assert.equal(await bring(UKR, other, 25), 422);
    // What the log serves decides which of the two it shows to the world; either way both are signed.
    served = other;
    await until(allKnow, 'all know');
  });

  it('is not believed of a log that only grew, whatever proof somebody sends', async () => {
    assert.equal(await bring(UKR, served, 0), 200);
    served.append('more', 7);
    const azerbaijan = federation.founded.states.get(AZE)!;
    const slander = served.asked(20).map((byte, at) => (at === 10 ? byte ^ 1 : byte));
    const reply = await georgia.post(UKR, '/v1/witness/add-checkpoint', slander, azerbaijan.keys.tls[0]!);
    assert.ok([400, 422].includes(reply.status));
    await setTimeout(2 * HURRIED_PACE.gossipEveryMs);
    assert.deepEqual(await federation.entries(UKR, 'witness.fork-detected'), []);
    assert.equal(await bring(UKR, served, 20), 200);
  });
});

function counts(federation: TestFederation): Promise<number[]> {
  return Promise.all([GEO, UKR, AZE].map(async (state) => (await federation.entries(state)).length));
}

/** With the modes of files and folders, as a backup has them. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** Has something happen in a State, and waits until it is witnessed. */
async function witnessAnother(federation: TestFederation, state: StateCode): Promise<void> {
  await federation.ask(state, 'P0000001');
  const { index } = (await federation.entries(state, 'query.closed')).at(-1)!;
  await until(
    async () => (await federation.entries(state, 'log.witnessed')).some(({ body }) => Number(body.size) > index),
    'it is witnessed',
  );
}
