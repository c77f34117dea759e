// SPDX-License-Identifier: Apache-2.0
// What a partner may show or bring, and what a node makes of it: proven, consistent, behind, or nothing at all.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import type { TrustList } from '@iims/crypto/trust-list';
import { type Checkpoint, openCheckpoint, type SignedCheckpoint, signCheckpoint } from '@iims/tlog/checkpoint';
import { encodeForkProof, forkAtOneSize } from '@iims/tlog/fork';
import { parseTilePath } from '@iims/tlog/tile';
import { appendEntries, EMPTY_EDGE, rootOf } from '@iims/tlog/tree';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { systemClock } from '../clock.ts';
import { LOG_PATH } from '../partner/edge-paths.ts';
import { readEntries } from '../store/entries.ts';
import type { Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { KEYS, SIGNERS } from './crash.fixture.ts';
import { ForkWatch } from './fork-watch.ts';
import { parseGossip } from './gossip.ts';
import { type CallPartner, compareWithServed, readServedLog } from './remote-log.ts';

const GEO = 'GEO' as StateCode;
const UKR = 'UKR' as StateCode;
const AZE = 'AZE' as StateCode;

describe('a node that watches the log of a partner', () => {
  let directory: string;
  let store: Store;
  let watch: ForkWatch;
  let served: PlayedLog | undefined;
  let calls: number;
  let pause: () => Promise<void>;
  let answering: Promise<void>;
  const ofOwn: Uint8Array[] = [];

  beforeEach(async () => {
    served = logOf('one', 9);
    calls = 0;
    pause = async () => undefined;
    answering = Promise.resolve();
    directory = await mkdtemp(join(tmpdir(), 'iims-fork-'));
    store = await openStoreIn(directory);
    watch = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const call: CallPartner = async (_state, { path }) => {
    calls += 1;
    await answering;
    if (served === undefined) throw new IimsError('partner.unreachable', { message: 'nobody' });
    const body = served.file(path.slice(LOG_PATH.length + 1));
    return { status: body ? 200 : 404, body: body ?? new Uint8Array(0) };
  };

  function open(): Promise<ForkWatch> {
    const onOwnCheckpoint = (note: Uint8Array) => void ofOwn.push(note);
    const ownOrigin = () => 'iims/UKR/audit/1';
    return ForkWatch.open({
      own: UKR,
      ownOrigin,
      store,
      trust: () => TRUST,
      call,
      clock: systemClock,
      queries: { pause: () => pause() },
      onOwnCheckpoint,
    });
  }

  /** The forks in the log after these checkpoints were shown. */
  async function show(...checkpoints: Uint8Array[]): Promise<number> {
    watch.receive({ checkpoints, forks: [] }, AZE);
    return forks();
  }

  async function forks(): Promise<number> {
    await watch.settled();
    watch = await open();
    const entries = await readEntries(store.reader, { limit: 100 });
    return entries.filter(({ event }) => event === 'witness.fork-detected').length;
  }

  async function hold(log: PlayedLog): Promise<void> {
    const { size, root } = log.tree;
    await store.write(
      { event: 'witness.cosigned', body: {} },
      {
        name: 'cosign-checkpoint',
        args: { origin: KEYS.origin, oldSize: 0, size, root, checkpoint: log.checkpoint, cosignedAtSeconds: 1 },
      },
    );
  }

  it('believes what fits into what the log serves', async () => {
    await hold(logOf('one', 5));
    assert.equal(await show(logOf('one', 5).checkpoint, logOf('one', 7).checkpoint, logOf('one', 9).checkpoint), 0);
  });

  it('finds another past at the size that it holds without asking anybody', async () => {
    await hold(logOf('one', 5));
    assert.equal(await show(logOf('other', 5).checkpoint), 1);
    assert.equal(calls, 0);
    assert.ok(watch.hasForked(KEYS.origin));
    assert.equal(await show(logOf('third', 5).checkpoint), 1, 'one log, one entry');
  });

  it('verifies nothing beside a query, and waits for none where it holds what is shown', async () => {
    const waits = Promise.withResolvers<void>();
    const queriesEnd = Promise.withResolvers<void>();
    pause = () => {
      waits.resolve();
      return queriesEnd.promise;
    };
    await hold(logOf('one', 5));
    watch.receive({ checkpoints: [logOf('one', 5).checkpoint], forks: [] }, AZE);
    await watch.settled();
    watch.receive({ checkpoints: [logOf('other', 6).checkpoint], forks: [] }, AZE);
    await Promise.race([waits.promise, watch.settled()]);
    assert.equal(calls, 0);
    queriesEnd.resolve();
    assert.equal(await forks(), 1);
  });

  it('hears of it what others know, whatever the log shows itself and however slowly it serves', async () => {
    const answers = Promise.withResolvers<void>();
    answering = answers.promise;
    await hold(logOf('one', 5));
    const flood = { checkpoints: Array.from({ length: 64 }, () => logOf('one', 6).checkpoint), forks: [] };
    for (let times = 0; times < 4; times += 1) watch.receive(flood, GEO);
    assert.throws(() => watch.receive(flood, GEO), { code: 'partner.busy' });
    watch.receive({ checkpoints: [logOf('other', 5).checkpoint], forks: [] }, AZE);
    while (!watch.hasForked(KEYS.origin)) await setTimeout(LOOK_AGAIN_MS);
    answers.resolve();
    assert.equal(await forks(), 1);
  });

  it('finds another past at any size with the tiles of the log itself', async () => {
    assert.equal(await show(logOf('other', 6).checkpoint), 1);
    const { forks: told } = parseGossip(await watch.gossip());
    assert.equal(told.length, 1);
  });

  it('finds that what it holds itself is not of the log that is served', async () => {
    await hold(logOf('other', 4));
    assert.equal(await show(logOf('one', 8).checkpoint), 1);
  });

  it('waits for a log that is behind what it signed, and says so', async () => {
    served = logOf('one', 3);
    watch.consider(logOf('other', 6).checkpoint);
    watch.lookAgain();
    await watch.settled();
    assert.equal(watch.behind().get(KEYS.origin)?.servedSize, 3);
    served = logOf('one', 9);
    watch.lookAgain();
    assert.equal(await forks(), 1);
  });

  it('accuses nobody for a log that cannot be reached, for wrong tiles, or for what the log did not sign', async () => {
    const good = logOf('one', 6);
    served = undefined;
    assert.equal(await show(good.checkpoint), 0);
    served = {
      ...logOf('one', 9),
      file: (path) => (path === 'checkpoint' ? logOf('one', 9).checkpoint : new Uint8Array(288)),
    };
    assert.equal(await show(good.checkpoint), 0);
    const strangers = { ...SIGNERS, ed25519: { ...SIGNERS.ed25519, sign: () => new Uint8Array(64) } };
    const forged = signCheckpoint({ ...good.tree, root: new Uint8Array(32) }, strangers, 1);
    assert.equal(await show(forged, utf8('no note'), new Uint8Array(0)), 0);
  });

  it('does not take for consistent what tiles show that lead nowhere', async () => {
    const [note, tiles, other] = [logOf('one', 6), logOf('one', 9), logOf('other', 9)];
    served = { ...other, file: (path) => (path === 'checkpoint' ? other : tiles).file(path) };
    const log = await readServedLog(call, { state: GEO, log: KEYS });
    await assert.rejects(compareWithServed({ note: note.checkpoint, checkpoint: opened(note) }, log), {
      code: 'partner.refused',
    });
  });

  it('takes the proof of a partner only when it proves', async () => {
    const proof = forkAtOneSize(logOf('one', 5).checkpoint, logOf('other', 5).checkpoint, logOf('other', 5).tree.root);
    const none = forkAtOneSize(logOf('one', 5).checkpoint, logOf('one', 5).checkpoint, logOf('one', 5).tree.root);
    watch.receive({ checkpoints: [], forks: [encodeForkProof(none), new Uint8Array(3)] }, AZE);
    assert.equal(await forks(), 0);
    watch.receive({ checkpoints: [], forks: [encodeForkProof(proof), encodeForkProof(proof)] }, AZE);
    assert.equal(await forks(), 1);
  });

  it('hands on what is said of its own log', async () => {
    const own = signCheckpoint({ origin: 'iims/UKR/audit/1', size: 1, root: new Uint8Array(32) }, SIGNERS, 1);
    await show(own);
    assert.deepEqual(ofOwn, [own]);
  });
});

interface PlayedLog {
  readonly tree: Checkpoint;
  readonly checkpoint: Uint8Array;
  file(path: string): Uint8Array | undefined;
}

/** A log of so many entries; pasts differ from the third entry on. */
function logOf(past: string, size: number): PlayedLog {
  const key = `${past} ${size}`;
  const known = LOGS.get(key);
  if (known) return known;
  const commitments = Array.from({ length: size }, (_, i) => sha256(utf8(i < 2 ? `${i}` : `${past} ${i}`)));
  const { edge } = appendEntries(EMPTY_EDGE, commitments);
  const tree = { origin: KEYS.origin, size, root: rootOf(edge) };
  const checkpoint = signCheckpoint(tree, SIGNERS, 1_700_000_000);
  const log: PlayedLog = {
    tree,
    checkpoint,
    file(path) {
      if (path === 'checkpoint') return checkpoint;
      const tile = parseTilePath(path);
      return tile?.level === 0 ? concatBytes(...edge.levels[0]!.slice(0, tile.width)) : undefined;
    },
  };
  LOGS.set(key, log);
  return log;
}

function opened(log: PlayedLog): SignedCheckpoint {
  return openCheckpoint(log.checkpoint, KEYS);
}

const LOGS = new Map<string, PlayedLog>();
const TRUST = {
  states: new Map([[GEO, { nodes: [{ state: GEO, log: KEYS, witness: [] }] }]]),
} as unknown as TrustList;
const LOOK_AGAIN_MS = 5;
