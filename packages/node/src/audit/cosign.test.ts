// SPDX-License-Identifier: Apache-2.0
// A round of a log's checkpoint among three witnesses, over a real store: who is asked when, and whose cosignature counts.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type SigningKey, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { parseCheckpointText } from '@iims/tlog/checkpoint';
import { cosign } from '@iims/tlog/cosignature';
import { parseNote } from '@iims/tlog/note';
import type { Witness } from '@iims/tlog/policy';
import { formatCosignatures, parseAddCheckpoint } from '@iims/tlog/witness';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { systemClock } from '../clock.ts';
import { placesInRound } from '../partner/meet-in-turn.ts';
import type { EdgeReply } from '../partner/transport.ts';
import type { Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { readWitnessed } from '../store/witnesses.ts';
import { AZE, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { Cosigning } from './cosign.ts';
import { USUAL_PACE } from './cosign-schedule.ts';
import { appendRows, KEYS, memorySource, run } from './crash.fixture.ts';
import { memoryDisk } from './memory-disk.fixture.ts';

const SIZE = 3;
const ROUND_MS = 200;

describe('a round of cosignatures', () => {
  let directory: string;
  let store: Store;
  let cosigning: Cosigning;
  let witnesses: Map<StateCode, Witness>;
  let signers: Map<StateCode, SigningKey>;
  /** Resolves when what a round brought is kept. */
  let kept: Promise<void>;
  let answering: (state: StateCode) => Promise<void>;
  /** Told of each write that a full disk refuses; while it is undefined there is room. */
  let refusing: (() => void) | undefined;
  const world = { disk: memoryDisk(), source: memorySource() };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'iims-cosign-'));
    store = await openStoreIn(directory);
    signers = new Map([AZE, MDA, UKR].map((state, i) => [state, keyOf(20 + i)]));
    witnesses = new Map([...signers].map(([state, key]) => [state, witnessOf(state, key)]));
    answering = async () => undefined;
    appendRows(world.source, SIZE);
    await run(world);
    let isKept = (): void => undefined;
    kept = new Promise((resolve) => (isKept = resolve));
    refusing = undefined;
    const write = (async (entry: never, act: never) => {
      if (refusing !== undefined) {
        refusing();
        throw new IimsError('store.full', { message: 'The disk is full; nothing was written.' });
      }
      const written = await store.write(entry, act);
      isKept();
      return written;
    }) as Store['write'];
    cosigning = await Cosigning.open({
      own: GEO,
      disk: world.disk,
      log: () => KEYS,
      clock: systemClock,
      keepEvidence: async () => {},
      store: { reader: store.reader, write },
      call,
      pace: { ...USUAL_PACE, settleMs: ROUND_MS },
      witnesses: () => witnesses,
      quorum: () => 2,
      onFatal: (fault) => assert.fail(String(fault)),
    });
  });
  afterEach(async () => {
    await cosigning.stop();
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** A partner that holds nothing of the log yet, and cosigns. */
  async function call(state: StateCode, { method, body }: { method: string; body?: Uint8Array }): Promise<EdgeReply> {
    if (method === 'GET') {
      await answering(state);
      return { status: 404, body: new Uint8Array(0) };
    }
    const { text } = parseNote(parseAddCheckpoint(body!).checkpoint);
    const tree = parseCheckpointText(text);
    const line = cosign(tree, nameOf(state), signers.get(state)!, Math.floor(systemClock.now() / 1_000));
    return { status: 200, body: formatCosignatures([line]) };
  }

  it('asks each in its place', async () => {
    const asked: StateCode[] = [];
    answering = async (state) => void asked.push(state);
    cosigning.start(() => SIZE);
    await kept;
    const places = placesInRound(GEO, [...witnesses.keys()], 'cosigning');
    const inOrder = [...places].sort(([, a], [, b]) => a - b).map(([state]) => state);
    // Timers that are set in one turn are due in the order of their times, however late that is.
    assert.deepEqual(asked, inOrder);
    assert.notDeepEqual(asked, [...witnesses.keys()]);
  });

  it('counts no State that left the list while others were still asked, and none whose key was taken back', async () => {
    let azerbaijanAsked = (): void => undefined;
    const azerbaijan = new Promise<void>((resolve) => (azerbaijanAsked = resolve));
    answering = async (state) => {
      if (state === AZE) azerbaijanAsked();
      if (state !== MDA) return;
      await azerbaijan;
      while (!cosigning.standing().witnesses.find((one) => one.state === AZE)?.cosigned) await setImmediate();
      witnesses.delete(AZE);
      while (!cosigning.standing().witnesses.find((one) => one.state === UKR)?.cosigned) await setImmediate();
      witnesses.set(UKR, witnessOf(UKR, keyOf(99)));
    };
    cosigning.start(() => SIZE);
    await kept;
    const witnessed = (await readWitnessed(store.reader, 0))!;
    assert.deepEqual(
      [witnessed.cosigners, parseNote(witnessed.checkpoint).signatures.map(({ name }) => name)],
      [1, [KEYS.origin, KEYS.origin, nameOf(MDA)]],
    );
  });

  it('is kept when there is room again, though nobody has more to say', async () => {
    let refused = 0;
    const all = new Promise<void>((resolve) => {
      refusing = () => {
        refused += 1;
        const { witnesses: asked } = cosigning.standing();
        if (refused > 1 && asked.every(({ cosigned }) => cosigned)) resolve();
      };
    });
    cosigning.start(() => SIZE);
    await all;
    refusing = undefined;
    await kept;
    assert.equal((await readWitnessed(store.reader, 0))!.cosigners, 3);
  });

  it('that a full disk refused last stops in peace', async () => {
    const refused = new Promise<void>((resolve) => (refusing = resolve));
    cosigning.start(() => SIZE);
    await refused;
    await cosigning.stop();
  });
});

function keyOf(seed: number): SigningKey {
  return signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(seed));
}

function witnessOf(state: StateCode, key: SigningKey): Witness {
  return { name: nameOf(state), keys: [verifyKeyOf(key)] };
}

function nameOf(state: StateCode): string {
  return `iims/${state}/witness`;
}
