// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ManifestPlace, ManifestPlaces } from './manifest-places.ts';

/** Takes a place without waiting for it; `has` is filled when it comes. */
function taker(places: ManifestPlaces) {
  const taken: { has?: ManifestPlace } = {};
  void places.take().then((place) => {
    taken.has = place;
  });
  return taken;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('one list for an account, and no more than the node allows', () => {
  const places = new ManifestPlaces(() => 0, {
    listsMax: 2,
    placesFirst: 1,
    placesMin: 1,
    placesMax: 1,
    underWayMax: 1,
  });
  const end = places.begin('a');
  assert.throws(() => places.begin('a'), { code: 'manifest.busy' });
  places.begin('b');
  assert.throws(() => places.begin('c'), { code: 'manifest.busy' });
  end();
  places.begin('c');
});

test('whoever came first gets the place that is free', async () => {
  const places = new ManifestPlaces(() => 0, {
    listsMax: 2,
    placesFirst: 1,
    placesMin: 1,
    placesMax: 1,
    underWayMax: 9,
  });
  const [first, second, third] = [taker(places), taker(places), taker(places)];
  const have = () => [first, second, third].filter(({ has }) => has !== undefined).length;
  await settled();
  assert.equal(have(), 1);
  first.has?.leave();
  first.has?.leave();
  await settled();
  assert.equal(have(), 2, 'leaving twice frees one place');
  second.has?.yield();
  await settled();
  assert.equal(have(), 3);
});

test('a place that is given up counts as under way until its query has closed', async () => {
  const places = new ManifestPlaces(() => 0, {
    listsMax: 1,
    placesFirst: 1,
    placesMin: 1,
    placesMax: 1,
    underWayMax: 2,
  });
  const [first, second, third] = [taker(places), taker(places), taker(places)];
  await settled();
  first.has?.yield();
  first.has?.yield();
  await settled();
  second.has?.yield();
  await settled();
  assert.ok(second.has && !third.has, 'two are under way');
  first.has?.leave();
  await settled();
  assert.ok(third.has);
});

test('there are fewer places while answers are slow, and more again when they are quick', async () => {
  let now = 0;
  const bounds = { listsMax: 1, placesFirst: 4, placesMin: 1, placesMax: 5, underWayMax: 100 };
  const places = new ManifestPlaces(() => now, bounds);
  const takers = Array.from({ length: 9 }, () => taker(places));
  const granted = async (): Promise<ManifestPlace[]> => {
    await settled();
    return takers.flatMap(({ has }) => has ?? []);
  };
  const first = await granted();
  assert.equal(first.length, 4);
  now += 600;
  // The others of the same moment were as slow, and take nothing more away.
  for (const place of first) {
    place.heard();
    place.leave();
  }
  const second = await granted();
  assert.equal(second.length, 6, 'two instead of four');
  now += 100;
  second[4]!.heard();
  second[4]!.leave();
  assert.equal((await granted()).length, 8, 'three instead of two');
});
