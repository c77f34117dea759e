// SPDX-License-Identifier: Apache-2.0
// The publishing of the log dies at every step, in every way, and afterwards is whole; and it stops where going on would fork.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signCheckpoint } from '@iims/tlog/checkpoint';
import { filesOf } from '@iims/tlog/tile';
import { IimsError } from '@iims/wire/errors';
import {
  appendRows,
  assertPublished,
  type Death,
  dyingWorld,
  KEYS,
  memorySource,
  run,
  SIGNERS,
  verify,
  type World,
  worldOf,
} from './crash.fixture.ts';
import { memoryDisk } from './memory-disk.fixture.ts';
import { openSequencer } from './sequence.ts';

test('a log dies at every step of a publication, and verifies before and after the restart', async () => {
  for (const [from, to] of GROWTHS) {
    for (const death of DEATHS) {
      await atEveryStep(from, to, death, async (world, what) => {
        await assertWholeOrUnpublished(world, what);
        await run(world);
        await assertPublished(world, what);
      });
    }
  }
});

test('power is cut at every step, and the restarted log is whole whatever the disk kept', async () => {
  for (const [from, to] of GROWTHS) {
    for (const [kept, survives] of Object.entries(POWER_CUTS)) {
      await atEveryStep(from, to, 'before', async (world, what) => {
        world.disk.cutPower(survives);
        await run(world);
        await assertPublished(world, `${what}, ${kept} kept`);
      });
    }
  }
});

test('a recovery that dies as well is recovered from', async () => {
  const draw = drawsFrom(7);
  for (let round = 0; round < 100; round++) {
    const [from, to] = GROWTHS[draw(GROWTHS.length)]!;
    const world = await worldOf(from);
    appendRows(world.source, to);
    const deaths: string[] = [];
    for (let lives = 0; lives < 4; lives++) {
      const step = draw(45);
      const death = DEATHS[draw(DEATHS.length)]!;
      deaths.push(`${death} ${step}`);
      await dies(dyingWorld(world, step, death));
      if (round % 2 === 0) await assertWholeOrUnpublished(world, `round ${round}: ${deaths.join(', ')}`);
      else if (draw(2) === 0) world.disk.cutPower(() => draw(2) === 0);
    }
    await run(world);
    await assertPublished(world, `${from} to ${to}, ${deaths.join(', ')}`);
  }
});

test('entries that come while the log was down are published after what was cut off', async () => {
  await atEveryStep(3, 5, 'after', async (world, what) => {
    appendRows(world.source, 300);
    await run(world);
    await assertPublished(world, what);
  });
});

test('a full disk at any write delays the publication and loses nothing', async () => {
  for (let step = 0; step < 12; step++) {
    const world = await worldOf(250);
    appendRows(world.source, 600);
    let steps = 0;
    const fullOnce: World['disk'] = {
      ...world.disk,
      async write(path, content) {
        if (steps++ === step) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        await world.disk.write(path, content);
      },
    };
    const sequencer = await openSequencer({ disk: fullOnce, source: world.source, ...PARTS });
    const published = await sequencer.sequence().catch(codeOf);
    if (published !== 350) {
      assert.equal(published, 'log.disk-full');
      assert.equal(sequencer.size(), 250);
      assert.ok((await verify(world)).ok, `step ${step}`);
      appendRows(world.source, 601);
      assert.equal(await sequencer.sequence(), 350);
      assert.equal(await sequencer.sequence(), 1);
    }
    await assertPublished(world, `step ${step}`);
  }
});

test('a flush that failed beside one for which the disk was full ends the publishing', async () => {
  const world = await worldOf(255);
  appendRows(world.source, 257);
  const codes = ['ENOSPC', 'EIO'];
  const failing: World['disk'] = {
    ...world.disk,
    async syncDirectory(path) {
      const code = path.startsWith('log/') ? codes.shift() : undefined;
      if (code !== undefined) throw Object.assign(new Error('a flush failed'), { code });
      await world.disk.syncDirectory(path);
    },
  };
  const sequencer = await openSequencer({ disk: failing, source: world.source, ...PARTS });
  await assert.rejects(sequencer.sequence(), faultOf('log.publish-failed'));
  assert.deepEqual(codes, []);
});

test('a publication that a full disk stopped half-way dies at every step of its second time, and verifies before the restart', async () => {
  for (const death of DEATHS) {
    for (let step = 0; ; step++) {
      const world = await worldOf(255);
      appendRows(world.source, 257);
      const dying = dyingWorld(fullAtFirstRename(world), step, death);
      const sequencer = await openSequencer({ ...dying, ...PARTS }).catch(() => undefined);
      const first = await sequencer?.sequence().catch(codeOf);
      if (first === 'log.disk-full') await sequencer?.sequence().catch(codeOf);
      const what = `${death} step ${step}`;
      if (dying.steps() <= step) break;
      await assertWholeOrUnpublished(world, what);
      await run(world);
      await assertPublished(world, what);
    }
  }
});

test('a log of several batches is published batch by batch', async () => {
  const world = await worldOf(1500);
  await assertPublished(world, '1500');
});

test('a sequencer that finds the head moved signs nothing more and touches no file', async () => {
  const world = await worldOf(5);
  const second = await openSequencer({ ...world, ...PARTS });
  appendRows(world.source, 7);
  await run(world);
  appendRows(world.source, 9);
  const before = world.disk.files();
  await assert.rejects(second.sequence(), faultOf('log.head-moved'));
  assert.deepEqual(world.disk.files(), before);
});

test('a database that is behind its published log is refused', async () => {
  const world = await worldOf(9);
  const older = (await worldOf(5)).source;
  const head = await older.head();
  for (const restored of [head, undefined]) {
    older.restore(restored);
    await assert.rejects(run({ disk: world.disk, source: older }), faultOf('log.rolled-back'));
  }
});

test('another root for a published size is refused, though the right keys signed it', async () => {
  const world = await worldOf(9);
  const fork = signCheckpoint({ origin: KEYS.origin, size: 9, root: new Uint8Array(32) }, SIGNERS, 1);
  await world.disk.write('log/checkpoint', fork);
  await assert.rejects(run(world), faultOf('log.damaged'));

  // And for an older size, while the head is ahead of the files.
  const late = await worldOf(9);
  appendRows(late.source, 12);
  const cut = dyingWorld(late, stepOfHead(late), 'after');
  await dies(cut);
  await late.disk.write('log/checkpoint', fork);
  await assert.rejects(run(late), faultOf('log.damaged'));
});

test('nothing is appended to a damaged end of the log', async () => {
  for (const size of [5, 300, 1500]) {
    const world = await worldOf(size);
    for (const path of [...filesOf(size), 'checkpoint'].filter(
      (path) => path.includes('.p/') || path === 'checkpoint',
    )) {
      const bytes = (await world.disk.read(`log/${path}`))!;
      const flipped = bytes.slice();
      flipped[flipped.length - 2]! ^= 1;
      for (const changed of [flipped, bytes.subarray(0, -1)]) {
        await world.disk.write(`log/${path}`, changed);
        await assert.rejects(run(world), faultOf('log.damaged'), path);
      }
      await world.disk.write(`log/${path}`, bytes);
    }
    await run(world);
  }
});

test('entries that were changed or taken out are refused, and the log is left as it is', async () => {
  for (const spoil of [
    (world: World) => world.source.rows.splice(299, 1),
    (world: World) => world.source.rows.splice(280, 1),
    (world: World) => world.source.rows.splice(280, 1, { ...world.source.rows[281]!, index: 280 }),
  ]) {
    const world = await worldOf(300);
    spoil(world);
    const before = world.disk.files();
    await assert.rejects(run(world), faultOf('log.entries-changed'));
    assert.deepEqual(world.disk.files(), before);
  }
});

test('a log that was moved aside is written anew from the database, and only as it was signed', async () => {
  const world = await worldOf(1500);
  const anew = { disk: memoryDisk(), source: world.source };
  await run(anew);
  assert.deepEqual(anew.disk.files(), world.disk.files());

  world.source.rows.splice(3, 1, { ...world.source.rows[4]!, index: 3 });
  await assert.rejects(run({ disk: memoryDisk(), source: world.source }), faultOf('log.entries-changed'));
});

test('an empty database publishes nothing', async () => {
  const world = { disk: memoryDisk(), source: memorySource() };
  await run(world);
  assert.equal(world.disk.files().size, 0);
});

test('a failure of the disk names itself, with its cause', async () => {
  const world = await worldOf(3);
  appendRows(world.source, 4);
  const fault = await run(dyingWorld(world, 4, 'before')).then(
    () => undefined,
    (error) => error,
  );
  assert.ok(fault instanceof IimsError && fault.cause !== undefined);
  assert.equal(fault.code, 'log.publish-failed');
});

/** The same world, whose disk has no room for the first name in the log: what is staged has its marker then. */
function fullAtFirstRename(world: World): World {
  let wasFull = false;
  const disk: World['disk'] = {
    ...world.disk,
    async rename(from, to) {
      if (!wasFull && to.startsWith('log/')) {
        wasFull = true;
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      }
      await world.disk.rename(from, to);
    },
  };
  return { ...world, disk };
}

/** Runs the growth once for each of its steps, dying there, and hands over what is left. */
async function atEveryStep(
  from: number,
  to: number,
  death: Death,
  check: (world: World, what: string) => Promise<void>,
): Promise<void> {
  for (let step = 0; ; step++) {
    const world = await worldOf(from);
    appendRows(world.source, to);
    const dying = dyingWorld(world, step, death);
    await dies(dying);
    if (dying.steps() <= step) return;
    await check(world, `${from} to ${to}, ${death} step ${step}`);
  }
}

async function dies(world: World): Promise<void> {
  try {
    await run(world);
  } catch (fault) {
    assert.ok(codeOf(fault) === 'log.publish-failed' || codeOf(fault) === undefined, String(fault));
  }
}

/** A log verifies even before the restart, once there was a first checkpoint. */
async function assertWholeOrUnpublished(world: World, what: string): Promise<void> {
  const verdict = await verify(world);
  const isUnpublished = !verdict.ok && verdict.reason === 'checkpoint-missing';
  assert.ok(
    verdict.ok || (isUnpublished && !world.disk.files().has('log/checkpoint')),
    `${what}: ${JSON.stringify(verdict)}`,
  );
}

/** The step at which the head advances: those before it make directories. */
function stepOfHead(world: World): number {
  assert.ok(world.disk.files().size > 0);
  return 3;
}

function codeOf(fault: unknown): string | undefined {
  return fault instanceof IimsError ? fault.code : undefined;
}

function faultOf(code: string): (fault: unknown) => boolean {
  return (fault) => codeOf(fault) === code;
}

/** Numbers from a seed (mulberry32), so that a failing round can be repeated. */
function drawsFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PARTS = { signers: () => SIGNERS, keys: () => KEYS, now: () => 0 };
const DEATHS: readonly Death[] = ['before', 'after', 'torn'];
const GROWTHS = [
  [0, 1],
  [3, 5],
  [255, 257],
] as const;
const someNames = drawsFrom(11);
const POWER_CUTS: Record<string, (path: string) => boolean> = {
  nothing: () => false,
  everything: () => true,
  'some names': () => someNames(2) === 0,
};
