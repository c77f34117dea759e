// SPDX-License-Identifier: Apache-2.0
// A log is whole, or the verification says so and blames the right entry: every flip, cut, swap, loss and stray file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { type LogKeys, signCheckpoint } from './checkpoint.ts';
import { BUNDLE_STRIDE_BYTES } from './entry-bundle.ts';
import { formatNote, parseNote } from './note.ts';
import { filesOf, tilePath } from './tile.ts';
import { appendEntries, EMPTY_EDGE, rootOf } from './tree.ts';
import { type LogFailure, type LogReader, type LogVerdict, type PublicationUnderWay, verifyLog } from './verify-log.ts';

test('a whole log verifies at sizes around each tile', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 513, 65_537]) {
    const verdict = await verify(makeLog(size));
    assert.ok(verdict.ok && verdict.size === size, `${size}: ${JSON.stringify(verdict)}`);
  }
});

test('each flipped byte of each file is found, and an entry is blamed exactly where one is wrong', async () => {
  for (const size of [3, 258]) {
    const files = makeLog(size);
    for (const [path, bytes] of files) {
      // Long files are walked in steps that meet each position of an entry, so that the test stays quick.
      const step = bytes.length > 2000 ? 37 : 1;
      for (let position = 0; position < bytes.length; position += step) {
        const verdict = await verify(withFile(files, path, flip(bytes, position)));
        assert.ok(!verdict.ok, `${path} byte ${position} of ${size}`);
        assert.equal(verdict.index, entryAt(path, position), `${path} byte ${position} of ${size}`);
      }
    }
  }
});

test('a byte too many or too few is found in every file', async () => {
  const files = makeLog(258);
  for (const [path, bytes] of files) {
    for (const changed of [Uint8Array.of(...bytes, 0x0a), bytes.subarray(0, -1), new Uint8Array(0)]) {
      const verdict = await verify(withFile(files, path, changed));
      assert.ok(!verdict.ok, `${path} of ${changed.length} bytes`);
    }
  }
  const bundle = files.get('tile/entries/001.p/2')!;
  const truncated = await verify(withFile(files, 'tile/entries/001.p/2', bundle.subarray(0, BUNDLE_STRIDE_BYTES + 5)));
  assertFailure(truncated, 257, 'entry-malformed', 'tile/entries/001.p/2');
});

test('two entries in the wrong order: the first of them is blamed', async () => {
  const files = makeLog(300);
  const bundle = files.get('tile/entries/000')!;
  const swapped = bundle.slice();
  swapped.set(entryOf(bundle, 20), 10 * BUNDLE_STRIDE_BYTES);
  swapped.set(entryOf(bundle, 10), 20 * BUNDLE_STRIDE_BYTES);
  assertFailure(await verify(withFile(files, 'tile/entries/000', swapped)), 10, 'entry-mismatch', 'tile/0/000');
});

test('of several wrong entries the first is blamed', async () => {
  const files = makeLog(600);
  const first = withFile(files, 'tile/entries/001', flip(files.get('tile/entries/001')!, 44 * BUNDLE_STRIDE_BYTES + 9));
  const both = withFile(first, 'tile/entries/002.p/88', new Uint8Array(3));
  assertFailure(await verify(both), 300, 'entry-mismatch', 'tile/0/001');
});

test('each missing file is found', async () => {
  const files = makeLog(600);
  for (const path of files.keys()) {
    const verdict = await verify(withFile(files, path, undefined));
    const bundle = /^tile\/entries\/(\d+)/.exec(path);
    const index = bundle === null ? null : Number(bundle[1]) * 256;
    assertFailure(verdict, index, path === 'checkpoint' ? 'checkpoint-missing' : 'file-missing', path);
  }
});

test('a file that the log does not need is found', async () => {
  const files = makeLog(300);
  for (const path of [
    'notes.txt',
    'tile/0/000.p/5',
    'tile/0/002',
    'tile/entries/001.p/45',
    'tile/0/000.tmp',
    'tile/7/000',
  ]) {
    const stray = path === 'tile/0/000.p/5' ? files.get('tile/0/000')!.subarray(0, 160) : new Uint8Array(32);
    assertFailure(await verify(withFile(files, path, stray)), null, 'file-unexpected', path);
  }
});

test('a log rewritten consistently, but for its checkpoint, does not give the signed root', async () => {
  const rewritten = makeLog(300, (index) => (index === 77 ? new Uint8Array(32) : commitment(index)));
  rewritten.set('checkpoint', makeLog(300).get('checkpoint')!);
  assertFailure(await verify(rewritten), null, 'root-mismatch', 'checkpoint');
});

test('a checkpoint that is signed by others, or by others too, does not count', async () => {
  const files = makeLog(5);
  const strangers = { ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(9)), mldsa44: SIGNERS.mldsa44 };
  const root = rootOf(appendEntries(EMPTY_EDGE, commitments(5)).edge);
  const forged = signCheckpoint({ origin: KEYS.origin, size: 5, root }, strangers, 0);
  assertFailure(await verify(withFile(files, 'checkpoint', forged)), null, 'checkpoint-invalid', 'checkpoint');

  const note = parseNote(files.get('checkpoint')!);
  const stranger = { name: 'stranger', keyId: new Uint8Array(4), signature: new Uint8Array(64) };
  const decorated = formatNote({ ...note, signatures: [...note.signatures, stranger] });
  assertFailure(await verify(withFile(files, 'checkpoint', decorated)), null, 'checkpoint-invalid', 'checkpoint');
});

test('at every step of a publication the log verifies, and each byte of it still counts', async () => {
  for (const [from, to] of [
    [0, 3],
    [3, 5],
    [250, 256],
    [250, 600],
    [256, 257],
  ] as const) {
    const old = makeLog(from);
    if (from === 0) old.delete('checkpoint');
    const next = makeLog(to);
    const underWay = { fromSize: from, checkpoint: next.get('checkpoint')! };
    for (const step of publicationSteps(old, next)) {
      const verdict = await verify(step.files, { underWay, staged: step.staged });
      assert.ok(verdict.ok, `${from} to ${to}, ${step.what}: ${JSON.stringify(verdict)}`);
      for (const [path, bytes] of step.files) {
        const damaged = withFile(step.files, path, flip(bytes, bytes.length - 1));
        const found = await verify(damaged, { underWay, staged: step.staged });
        assert.ok(!found.ok, `${from} to ${to}, ${step.what}: a flip in ${path}`);
      }
    }
  }
});

test('a publication under way that the log did not sign excuses nothing', async () => {
  const files = makeLog(5);
  const next = makeLog(7);
  const ahead = withFile(files, 'tile/0/000.p/7', next.get('tile/0/000.p/7')!);
  const unsigned = { fromSize: 5, checkpoint: flip(next.get('checkpoint')!, 40) };
  assertFailure(await verify(ahead, { underWay: unsigned, staged: next }), null, 'file-unexpected', 'tile/0/000.p/7');
});

test('the visitor sees all commitments in order, and an entry that it blames is named', async () => {
  let seen = 0;
  const verdict = await verify(makeLog(600), {
    visit: async (from, batch) => {
      assert.equal(from, seen);
      seen += batch.length;
      return from === 256 ? { index: 400, reason: 'row-mismatch' } : undefined;
    },
  });
  assert.equal(seen, 600);
  assertFailure(verdict, 400, 'row-mismatch');
});

test('the lowest entry is blamed, whether the files or the visitor point to it', async () => {
  const files = makeLog(600);
  const bundle = files.get('tile/entries/001')!;
  const damaged = withFile(files, 'tile/entries/001', flip(bundle, 44 * BUNDLE_STRIDE_BYTES + 9));
  for (const [visited, expected] of [
    [400, 300],
    [290, 290],
  ] as const) {
    const visit = async (from: number) =>
      from === 256 ? { index: visited, reason: 'row-mismatch' as const } : undefined;
    const verdict = await verify(damaged, { visit });
    assert.ok(!verdict.ok && verdict.index === expected);
  }
});

interface Given {
  underWay?: PublicationUnderWay;
  staged?: Map<string, Uint8Array>;
  visit?: (from: number, batch: readonly Uint8Array[]) => Promise<{ index: number; reason: LogFailure } | undefined>;
}

function verify(files: Map<string, Uint8Array>, given: Given = {}): Promise<LogVerdict> {
  const { staged, ...options } = given;
  const reader: LogReader = {
    list: async () => files.keys(),
    read: async (path) => files.get(path) ?? (path === 'checkpoint' ? undefined : staged?.get(path)),
  };
  return verifyLog(reader, KEYS, options);
}

function assertFailure(verdict: LogVerdict, index: number | null, reason: LogFailure, file?: string): void {
  assert.deepEqual(verdict, { ok: false, index, reason, ...(file === undefined ? {} : { file }) });
}

function makeLog(size: number, leaf: (index: number) => Uint8Array = commitment): Map<string, Uint8Array> {
  const { edge, files } = appendEntries(
    EMPTY_EDGE,
    Array.from({ length: size }, (_, index) => leaf(index)),
  );
  const log = new Map(files.map((file) => [tilePath(file), file.bytes]));
  assert.deepEqual([...log.keys()].sort(), [...filesOf(size)].sort());
  return log.set('checkpoint', signCheckpoint({ origin: KEYS.origin, size, root: rootOf(edge) }, SIGNERS, 1));
}

/** The states that a publication passes: new files one by one, the checkpoint, then the old files' removal. */
function* publicationSteps(old: Map<string, Uint8Array>, next: Map<string, Uint8Array>) {
  const files = new Map(old);
  const staged = new Map(next);
  yield { what: 'all staged', files: new Map(files), staged: new Map(staged) };
  for (const path of [...next.keys()].filter((path) => path !== 'checkpoint' && !old.has(path))) {
    files.set(path, next.get(path)!);
    staged.delete(path);
    yield { what: `${path} applied`, files: new Map(files), staged: new Map(staged) };
  }
  files.set('checkpoint', next.get('checkpoint')!);
  yield { what: 'checkpoint published', files: new Map(files), staged: new Map() };
  for (const path of [...old.keys()].filter((path) => !next.has(path))) {
    files.delete(path);
    yield { what: `${path} removed`, files: new Map(files), staged: new Map() };
  }
}

/** The entry whose published commitment stands at a byte of a file: none but in bundles. */
function entryAt(path: string, position: number): number | null {
  const bundle = /^tile\/entries\/(\d+)/.exec(path);
  return bundle === null ? null : Number(bundle[1]) * 256 + Math.floor(position / BUNDLE_STRIDE_BYTES);
}

function entryOf(bundle: Uint8Array, position: number): Uint8Array {
  return bundle.subarray(position * BUNDLE_STRIDE_BYTES, (position + 1) * BUNDLE_STRIDE_BYTES);
}

function withFile(
  files: Map<string, Uint8Array>,
  path: string,
  bytes: Uint8Array | undefined,
): Map<string, Uint8Array> {
  const changed = new Map(files);
  if (bytes === undefined) changed.delete(path);
  else changed.set(path, bytes);
  return changed;
}

function flip(bytes: Uint8Array, position: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[position] = flipped[position]! ^ 0x01;
  return flipped;
}

function commitments(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, index) => commitment(index));
}

function commitment(index: number): Uint8Array {
  return sha256(Uint8Array.of(index >>> 16, index >>> 8, index));
}

const SIGNERS = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa44: signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(2)),
};
const KEYS: LogKeys = {
  origin: 'iims/GEO/audit/1',
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
};
