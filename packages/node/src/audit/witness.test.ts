// SPDX-License-Identifier: Apache-2.0
// A witness over a real store and the log that it cosigns, with a line between them that loses what a test tells it to.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { verifyKeyOf } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { openCheckpoint } from '@iims/tlog/checkpoint';
import { formatAddCheckpoint, parseAddCheckpoint } from '@iims/tlog/witness';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { systemRandom } from '../clock.ts';
import type { EdgeReply } from '../partner/transport.ts';
import { countEntries } from '../store/entries.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { type AskedWitness, type AskParts, askForCosignature, askHeldSize } from './ask-witness.ts';
import { appendRows, KEYS, memorySource, run, SIGNERS } from './crash.fixture.ts';
import { memoryDisk } from './memory-disk.fixture.ts';
import { readPublishedCheckpoint } from './own-past.ts';
import { createWitness, type OwnWitness } from './witness.ts';

const GEO = 'GEO' as StateCode;
const UKR = 'UKR' as StateCode;

describe('a witness and the log that it cosigns', () => {
  let directory: string;
  let store: Store;
  let witness: OwnWitness;
  let nowMs: number;
  let doubts: number;
  const clock: Clock = { now: () => nowMs, monotonic: () => nowMs };

  beforeEach(async () => {
    nowMs = 1_700_000_000_000;
    doubts = 0;
    directory = await mkdtemp(join(tmpdir(), 'iims-witness-'));
    await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  async function open(): Promise<void> {
    store = await openSqliteStore({
      path: join(directory, 'iims.db'),
      atRest: new Uint8Array(32),
      now: clock.now,
      random: systemRandom,
      reserveBytes: 65_536,
    });
    witness = witnessOver(store);
  }

  function witnessOver(kept: Pick<Store, 'reader' | 'write'>): OwnWitness {
    const onDoubt = () => {
      doubts += 1;
    };
    const signer = () => SIGNERS.mldsa44;
    return createWitness({ own: UKR, store: kept, trust: () => TRUST, signer, clock, hasForked: () => false, onDoubt });
  }

  /** The log's side; `answer` stands between the two. */
  function asking(log: Log, answer = (reply: EdgeReply): EdgeReply => reply): AskParts & { asked: AskedWitness } {
    const { name } = WITNESS;
    return {
      disk: log.disk,
      log: () => KEYS,
      clock,
      keepEvidence: async () => {},
      asked: { state: UKR, witness: { name, keys: [verifyKeyOf(SIGNERS.mldsa44)] }, heldSize: undefined },
      async call(_state, { method, body }) {
        if (method === 'GET') {
          const held = await witness.heldCheckpoint(KEYS.origin);
          return answer(held ? { status: 200, body: held } : { status: 404, body: NOTHING });
        }
        const reply = await witness.addCheckpoint(body!);
        return answer({ status: reply.status, body: reply.status === 200 ? reply.cosignatures : NOTHING });
      },
    };
  }

  async function cosigned(log: Log, parts = asking(log)): Promise<number> {
    const { note, checkpoint } = (await readPublishedCheckpoint({ disk: log.disk, log: () => KEYS }))!;
    const { line, cosignedAtSeconds } = await askForCosignature(parts, parts.asked, { note, size: checkpoint.size });
    assert.equal(line.name, WITNESS.name);
    return cosignedAtSeconds;
  }

  it('go on from tree to tree, with one entry each', async () => {
    const log = await logOf(3);
    const parts = asking(log);
    await cosigned(log, parts);
    await log.grow(300);
    await cosigned(log, parts);
    assert.equal(parts.asked.heldSize, 300);
    assert.equal(await countEntries(store.reader), 2);
    await cosigned(log, asking(log));
    assert.equal(await countEntries(store.reader), 2, 'the same tree again writes nothing');
  });

  it('recover by themselves when the witness dies between keeping and answering', async () => {
    const log = await logOf(3);
    const parts = asking(log);
    await cosigned(log, parts);
    await log.grow(5);
    const { note } = (await readPublishedCheckpoint({ disk: log.disk, log: () => KEYS }))!;
    const dying = asking(log, () => {
      throw new IimsError('partner.connection-lost', { message: 'The witness is gone.' });
    });
    dying.asked.heldSize = 3;
    await assert.rejects(askForCosignature(dying, dying.asked, { note, size: 5 }), { code: 'partner.connection-lost' });
    await store.close();
    await open();
    // The log still believes that the witness holds 3.
    await cosigned(log, parts);
    assert.equal(parts.asked.heldSize, 5);
    assert.equal(await countEntries(store.reader), 2);
  });

  it('agree on one tree when two are brought at once', async () => {
    const log = await logOf(3);
    const bodies = [log.asked(0), (await log.grow(4)).asked(0), (await log.grow(5)).asked(0)];
    const replies = await Promise.all(bodies.map((body) => witness.addCheckpoint(body)));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 409, 409]);
    const refused = replies.find((reply) => reply.status === 409)!;
    assert.ok(refused.status === 409 && [3, 4, 5].includes(refused.heldSize));
    assert.equal(await countEntries(store.reader), 1);
  });

  it('leave no cosignature where the disk of the witness is full', async () => {
    const full = witnessOver({
      reader: store.reader,
      write: () => Promise.reject(new IimsError('store.full', { message: 'full' })),
    });
    await assert.rejects(full.addCheckpoint((await logOf(3)).asked(0)), { code: 'store.full' });
    assert.equal(await witness.heldCheckpoint(KEYS.origin), undefined);
  });

  it('never let the time of a cosignature go back', async () => {
    const log = await logOf(3);
    const first = await cosigned(log);
    nowMs -= 120_000;
    await log.grow(4);
    assert.equal(await cosigned(log), first);
    nowMs -= 240_000;
    await assert.rejects(witness.addCheckpoint(log.asked(4)), { code: 'witness.clock' });
    await assert.rejects(witness.heldCheckpoint(KEYS.origin), { code: 'witness.clock' });
    await store.close();
    await open();
    await assert.rejects(witness.addCheckpoint(log.asked(4)), { code: 'witness.clock' }, 'after a restart as well');
  });

  it('do without a witness whose clock is wrong', async () => {
    const log = await logOf(3);
    const parts = asking(log);
    const late: Clock = { now: () => nowMs + 301_000, monotonic: () => 0 };
    await assert.rejects(cosigned(log, { ...parts, clock: late }), { code: 'witness.clock' });
  });

  it('end a log that is behind what the witness holds, or beside it', async () => {
    await cosigned(await logOf(9));
    const evidence: string[] = [];
    const keepEvidence = async (name: string) => void evidence.push(name);
    await assert.rejects(askHeldSize({ ...asking(await logOf(5)), keepEvidence }, UKR), { code: 'log.rolled-back' });
    const other = await logOf(9, 'other');
    await assert.rejects(cosigned(other, { ...asking(other), keepEvidence }), { code: 'log.forked' });
    assert.match(evidence.join(' '), /^rolled-back-9-\w{8}\.checkpoint forked-9-\w{8}\.checkpoint$/);
    assert.equal(doubts, 0, 'the log found out before it asked for a cosignature');
    const { status } = await witness.addCheckpoint(other.asked(9));
    assert.deepEqual([status, doubts], [409, 1]);
  });

  it('answer what is malformed, unknown or not signed with the status of tlog-witness', async () => {
    const log = await logOf(3);
    const { checkpoint } = parseAddCheckpoint(log.asked(0));
    const strange = utf8(new TextDecoder().decode(checkpoint).replace('GEO/audit/1', 'GEO/audit/2'));
    const cases = [
      [utf8('old 0\n'), 400],
      [formatAddCheckpoint({ oldSize: 4, proof: [], checkpoint }), 400],
      [formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: strange }), 404],
      [formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: checkpoint.slice(0, -3500) }), 400],
      [formatAddCheckpoint({ oldSize: 2, proof: [], checkpoint }), 409],
      [formatAddCheckpoint({ oldSize: 0, proof: [new Uint8Array(32)], checkpoint }), 422],
    ] as const;
    for (const [body, status] of cases) assert.equal((await witness.addCheckpoint(body)).status, status);
    assert.equal(await countEntries(store.reader), 0);
    assert.equal(openCheckpoint(checkpoint, KEYS).size, 3);
  });
});

type Log = Awaited<ReturnType<typeof logOf>>;

/** A published log; one with another `past` begins with another entry. */
async function logOf(size: number, past?: string) {
  const world = { disk: memoryDisk(), source: memorySource() };
  const log = {
    disk: world.disk,
    async grow(to: number) {
      appendRows(world.source, to);
      if (past !== undefined) world.source.rows[0] = { ...world.source.rows[0]!, commitment: sha256(utf8(past)) };
      await run(world);
      const { note } = (await readPublishedCheckpoint({ disk: world.disk, log: () => KEYS }))!;
      return { asked: (oldSize: number) => formatAddCheckpoint({ oldSize, proof: [], checkpoint: note }) };
    },
    asked: (oldSize: number) => {
      const checkpoint = world.disk.files().get('log/checkpoint')!;
      return formatAddCheckpoint({ oldSize, proof: [], checkpoint });
    },
  };
  await log.grow(size);
  return log;
}

const NOTHING = new Uint8Array(0);
const WITNESS = { name: 'iims/UKR/witness' };
/** Of the trust list a witness reads nothing but whose logs there are. */
const TRUST = {
  states: new Map([[GEO, { nodes: [{ state: GEO, log: KEYS, witness: [] }] }]]),
} as unknown as TrustList;
assert.equal(nodesOf(TRUST, GEO).length, 1);
