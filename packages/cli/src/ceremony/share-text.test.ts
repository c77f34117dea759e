// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@iims/node/clock';
import { holderSigner } from '@iims/node/keys/seed-files';
import { IimsError } from '@iims/wire/errors';
import { readShareSheets, SHARE_BYTES, type Share, shareLines } from './share-text.ts';
import { combineShares, splitSeeds } from './shares.ts';

async function makeSet() {
  const seeds = { holder: 'GEO', ed25519: systemRandom(32), mldsa65: systemRandom(32) };
  const signer = holderSigner(seeds);
  const keys = { holder: 'GEO', ed25519: signer.ed25519.publicKey, mldsa65: signer.mldsa65.publicKey };
  const shares = await splitSeeds(seeds, { needed: 2, of: 3 }, systemRandom);
  return { seeds, keys, shares };
}

const isFault = (code: string, field?: string) => (fault: unknown) => {
  assert.ok(fault instanceof IimsError);
  assert.equal(fault.code, code);
  if (field !== undefined) assert.equal(fault.field, field);
  return true;
};

test('any two of three sheets, typed in any order and in small letters, give the seeds', async () => {
  const { seeds, keys, shares } = await makeSet();
  for (const pair of [
    [0, 1],
    [2, 0],
    [1, 2],
  ] as const) {
    const text = pair.map((index) => typed(shares[index]!).toLowerCase()).join('\n\n');
    const combined = await combineShares(readShareSheets(text), keys, shares[0]!.set);
    assert.deepEqual(combined, seeds);
  }
});

test('lines may begin with their number, and O, I and L are taken as meant', async () => {
  const { shares } = await makeSet();
  const numbered = shareLines(shares[0]!).map(
    (line, index) => `${index + 1}. ${line.replaceAll('0', 'O').replaceAll('1', 'l')}`,
  );
  assert.deepEqual(readShareSheets(`# sheet\n\n${numbered.join('\n')}\n`), [shares[0]]);
});

test('each wrong character is found in its line, on its sheet', () => {
  // Fixed bytes: of random ones one error in a million would fit its check group.
  const shares = [1, 2].map((number) => ({
    needed: 2,
    of: 3,
    number,
    set: '00112233445566',
    share: fixedBytes(number),
  }));
  const good = shareLines(shares[1]!);
  for (const [index, line] of good.entries()) {
    for (let at = 0; at < line.length; at++) {
      if (line[at] === ' ') continue;
      const wrong = line.slice(0, at) + (line[at] === '7' ? '8' : '7') + line.slice(at + 1);
      const text = [...shareLines(shares[0]!), ...good.with(index, wrong)].join('\n');
      assert.throws(() => readShareSheets(text), isFault('ceremony.share', `sheet 2, line ${index + 1}`));
    }
  }
});

test('two lines in the wrong order, a line of another sheet, and a line left out are named', async () => {
  const { shares } = await makeSet();
  const [first, second] = [shareLines(shares[0]!), shareLines(shares[1]!)];
  const swapped = first.with(3, first[4]!).with(4, first[3]!);
  assert.throws(() => readShareSheets(swapped.join('\n')), isFault('ceremony.share', 'sheet 1, line 4'));
  assert.throws(
    () => readShareSheets(first.with(5, second[5]!).join('\n')),
    isFault('ceremony.share', 'sheet 1, line 6'),
  );
  assert.throws(() => readShareSheets(first.slice(0, 7).join('\n')), isFault('ceremony.share', 'sheet 1, line 8'));
});

test('one sheet alone, one sheet twice, and a sheet of another set give nothing', async () => {
  const [one, other] = [await makeSet(), await makeSet()];
  const [a, b] = one.shares as [Share, Share];
  await assert.rejects(combineShares([a], one.keys, a.set), isFault('ceremony.shares'));
  await assert.rejects(combineShares([a, { ...a }], one.keys, a.set), isFault('ceremony.shares'));
  await assert.rejects(combineShares([a, other.shares[1]!], one.keys, a.set), isFault('ceremony.shares'));
  await assert.rejects(combineShares(other.shares.slice(0, 2), one.keys, null), isFault('ceremony.shares'));
  await assert.rejects(combineShares([a, b], one.keys, other.shares[0]!.set), isFault('ceremony.shares'));
  // A sheet that lies about its set still has to give the public keys.
  await assert.rejects(
    combineShares([a, { ...other.shares[1]!, set: a.set }], one.keys, a.set),
    isFault('ceremony.shares'),
  );
});

function typed(share: Share): string {
  return shareLines(share).join('\n');
}

function fixedBytes(label: number): Uint8Array {
  return Uint8Array.from({ length: SHARE_BYTES }, (_, index) => (index * 37 + label * 11) & 0xff);
}
