// SPDX-License-Identifier: Apache-2.0
// A receipt from four nodes to a court: exported from the data directory, and verified by another process that has nothing but
// the file and the root of trust.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemRandom } from '@iims/node/clock';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { stolenPassport } from '@iims/testbed/federation/stolen-passport';
import { AZE, GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import type { StateCode } from '@iims/wire/identifiers';
import { runIims } from './run-iims.fixture.ts';

const MDA = 'MDA' as StateCode;
const PACE = {
  settleMs: 50,
  roundEveryMs: 300,
  quietRoundEveryMs: 86_400_000,
  againFirstMs: 100,
  againMaxMs: 1_000,
  gossipEveryMs: 60_000,
};

describe('iims receipt', { timeout: 180_000 }, () => {
  let federation: TestFederation;
  let court: string;
  let queryId: string;
  const at = (name: string) => join(court, name);
  const receipt = () => at(`receipt-UKR-${queryId}.json`);
  const verify = async (...words: string[]) => {
    const { status, lines } = await runIims(['receipt', 'verify', ...words, '--json']);
    return { status, said: JSON.parse(lines[0]!) as Record<string, unknown> };
  };

  before(async () => {
    court = mkdtempSync(join(tmpdir(), 'iims-court-'));
    federation = await TestFederation.found({
      states: [GEO, UKR, AZE, MDA],
      alerts: { UKR: [stolenPassport('REC123456')] },
      witnessing: { pace: PACE },
    });
    await federation.start(GEO, UKR, AZE, MDA);
    ({ queryId } = await federation.ask(GEO, 'UTO REC123456'));
    const desk = await federation.officerOf(GEO);
    for (let tries = 0; tries < 60; tries += 1) {
      const { receipts = [] } = await desk.receipts(queryId);
      if (receipts.length === 3 && receipts.every(({ standing }) => standing === 'witnessed')) break;
      await setTimeout(200);
    }
    writeFileSync(at('root'), federation.founded.rootFile);
  });
  after(async () => {
    await federation.close();
    rmSync(court, { recursive: true });
  });

  it('export writes a file for each partner, and none over another', async () => {
    const dir = federation.directoryOf(GEO);
    const { status, lines } = await runIims([
      'receipt',
      'export',
      '--dir',
      dir,
      '--query',
      queryId,
      '--out',
      at('all'),
      '--json',
    ]);
    assert.equal(status, 0);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [AZE, MDA, UKR].map((state) => ({
        state,
        standing: 'witnessed',
        file: at(`all/receipt-${state}-${queryId}.json`),
      })),
    );
    copyFileSync(at(`all/receipt-UKR-${queryId}.json`), receipt());
    const again = await runIims([
      'receipt',
      'export',
      '--dir',
      dir,
      '--query',
      queryId,
      '--state',
      'UKR',
      '--out',
      court,
      '--json',
    ]);
    assert.equal(again.status, 2);
    assert.match(again.stdout, /"input.invalid".*"field":"out"/);
  });

  it('export of a query that was never asked, or of no id, says so', async () => {
    const dir = federation.directoryOf(GEO);
    const unknown = await runIims([
      'receipt',
      'export',
      '--dir',
      dir,
      '--query',
      '01890000-0000-7000-8000-000000000000',
      '--json',
    ]);
    assert.deepEqual([unknown.status, /"receipt.not-found"/.test(unknown.stdout)], [1, true]);
    const none = await runIims(['receipt', 'export', '--dir', dir, '--query', 'x', '--json']);
    assert.deepEqual([none.status, /"field":"query"/.test(none.stdout)], [2, true]);
  });

  it('verify says yes with nothing but the root of trust', async () => {
    const { status, said } = await verify(receipt(), '--trust', at('root'));
    assert.equal(status, 0);
    const { ok, state, askedBy, outcome, standing, queryId: id, holds } = said;
    assert.deepEqual(
      { ok, state, askedBy, outcome, standing, id },
      { ok: true, state: UKR, askedBy: GEO, outcome: 'hit', standing: 'witnessed', id: queryId },
    );
    assert.deepEqual(holds, { question: true, answer: true, entry: true, batch: true, questionBatch: true });
    assert.ok(Number.isInteger(said.logIndex) && (said.witnesses as string[]).length >= 2);
    assert.doesNotMatch(JSON.stringify(said), /REC123456/);
    const { status: spoken, stdout } = await runIims(['receipt', 'verify', receipt(), '--trust', at('root')]);
    assert.deepEqual([spoken, /^YES\. GEO asked UKR/.test(stdout)], [0, true]);
  });

  it('verify says no with a code, and 2 where the call is wrong', async () => {
    const json = JSON.parse(readFileSync(receipt(), 'utf8')) as Record<string, unknown>;
    const other = JSON.parse(readFileSync(at(`all/receipt-AZE-${queryId}.json`), 'utf8')) as Record<string, unknown>;
    const forged: [Record<string, unknown>, string][] = [
      [{ answer: other.answer }, 'receipt.binding'],
      [{ entry: other.entry }, 'receipt.entry'],
      [{ proof: other.proof }, 'receipt.log'],
      [{ batch: other.batch }, 'receipt.batch'],
      [{ documents: (json.documents as { state: string }[]).filter(({ state }) => state !== UKR) }, 'receipt.answer'],
      [{ extra: 1 }, 'receipt.malformed'],
    ];
    for (const [change, reason] of forged) {
      writeFileSync(at('forged'), `${JSON.stringify({ ...json, ...change }, undefined, 2)}\n`);
      const { status, said } = await verify(at('forged'), '--trust', at('root'));
      assert.deepEqual([status, said.ok, said.reason], [1, false, reason]);
    }
    assert.equal((await verify(receipt(), '--trust', receipt())).status, 2);
    assert.equal((await verify(at('nowhere'), '--trust', at('root'))).status, 2);
  });

  it('verify says since when a key is revoked that signed before', async () => {
    const endpoint = { host: '127.0.0.1', port: 1 };
    const { documentEntry } = makeNodeIdentity({
      state: UKR,
      nodeId: 'ukr-1',
      endpoint,
      now: Date.now(),
      random: systemRandom,
    });
    const revoked = federation.withNode(UKR, { signing: documentEntry.signing });
    writeFileSync(at('newer'), revoked.states.get(UKR)!.document.file);
    const { status, said } = await verify(receipt(), '--trust', at('root'), '--documents', at('newer'));
    assert.deepEqual(
      [status, said.ok, said.revokedSince],
      [0, true, new Date(revoked.states.get(UKR)!.createdAt).toISOString()],
    );
  });
});
