// SPDX-License-Identifier: Apache-2.0
// Verifies a whole log from its files: everything is derived again from the entries upwards and compared byte for byte
// with what is published, up to the two signatures of the checkpoint. A log is whole or it is not; there is no "mostly".

import { HASH_BYTES } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { BUNDLE_STRIDE_BYTES, commitmentAt } from './entry-bundle.ts';
import { filesOf, partialTiles, TILE_WIDTH, type Tile, tileAt, tilePath } from './tile.ts';
import { appendEntries, EMPTY_EDGE, rootOf, type TileFile, type TreeEdge } from './tree.ts';

/** One state of a log's files. The reader may be slow; what it gives must not change while it is read. */
export interface LogReader {
  /** The path of everything under the log's directory that is not a directory, relative to it. */
  list(): Promise<Iterable<string>>;
  /** The bytes of a file, or `undefined` when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/**
 * A publication that had begun when the files were read, or that a crash cut off. Its files stand in the log or are ready
 * beside it, and `LogReader.read` gives them; `list` may give them already. They are verified like all others.
 */
export interface PublicationUnderWay {
  /** Size of the tree from which it started; partial tiles of that tree may still be there. */
  readonly fromSize: number;
  /** The checkpoint that it will publish. */
  readonly checkpoint: Uint8Array;
}

/** What a verification may be given beside the files. */
export interface VerifyLogOptions {
  readonly underWay?: PublicationUnderWay | undefined;
  /** Is given all commitments in order, up to 256 at a time, until one cannot be read. An index that it returns is one that it blames. */
  readonly visit?: (from: number, commitments: readonly Uint8Array[]) => Promise<BlamedEntry | undefined>;
}

/** An entry that is at fault, and how. */
export interface BlamedEntry {
  readonly index: number;
  readonly reason: LogFailure;
}

/** What can be wrong with a log; spec/log.md says what each means. */
export type LogFailure =
  | 'checkpoint-missing'
  | 'checkpoint-invalid'
  | 'file-missing'
  | 'file-unexpected'
  | 'entry-malformed'
  | 'entry-mismatch'
  | 'bundle-mismatch'
  | 'tile-mismatch'
  | 'root-mismatch'
  | 'row-missing'
  | 'row-mismatch'
  | 'back-dated'
  | 'witness-mismatch';

/** Whole, or the first thing that is wrong. */
export type LogVerdict =
  | { readonly ok: true; readonly size: number; readonly root: Uint8Array; readonly signedAtSeconds: number }
  | {
      readonly ok: false;
      /** The first entry that is to blame, or `null` where none can be named. */
      readonly index: number | null;
      readonly reason: LogFailure;
      /** The file in which it shows, relative to the log's directory. */
      readonly file?: string;
    };

/** Verifies the log. Every byte of every file counts, and a file that the log does not need is a failure too. */
export async function verifyLog(reader: LogReader, keys: LogKeys, options: VerifyLogOptions = {}): Promise<LogVerdict> {
  const published = await readCheckpoint(reader, keys);
  const next = openUnderWay(options.underWay, keys);
  // The first publication may be cut off before there is any checkpoint; in all other cases a log has one.
  if (published === 'checkpoint-invalid' || (published === 'checkpoint-missing' && next === undefined)) {
    return { ok: false, index: null, reason: published, file: CHECKPOINT_FILE };
  }
  const current = published === 'checkpoint-missing' ? next! : published;
  const target = next !== undefined && next.size > current.size ? next : current;
  const olderSizes = [current.size, options.underWay?.fromSize ?? 0].filter((size) => size < target.size);

  const listed = new Set(await reader.list());
  const derived = await deriveFromEntries(reader, target.size, {
    olderSizes,
    olderPartials: partialsByPlace(olderSizes, listed),
    visit: options.visit,
  });
  const findings = derived.findings;
  if (derived.complete) {
    const rootsFit = [current, target].every(({ size, root }) => equalBytes(derived.roots.get(size)!, root));
    if (rootsFit) excuseEntries(findings);
    else findings.push({ index: null, reason: 'root-mismatch', file: CHECKPOINT_FILE });
    findings.push(...unexpectedFiles(listed, olderSizes, target.size));
  }
  const first = firstToBlame(findings);
  if (first !== undefined) return { ok: false, ...first };
  return { ok: true, size: current.size, root: current.root, signedAtSeconds: current.signedAtSeconds };
}

interface Finding {
  readonly index: number | null;
  readonly reason: LogFailure;
  readonly file?: string;
}

async function readCheckpoint(
  reader: LogReader,
  keys: LogKeys,
): Promise<SignedCheckpoint | 'checkpoint-missing' | 'checkpoint-invalid'> {
  const bytes = await reader.read(CHECKPOINT_FILE);
  if (bytes === undefined) return 'checkpoint-missing';
  const checkpoint = openWhole(bytes, keys);
  return checkpoint ?? 'checkpoint-invalid';
}

/** What is under way counts only if the log itself signed it; anything else beside the log says nothing about the log. */
function openUnderWay(underWay: PublicationUnderWay | undefined, keys: LogKeys): SignedCheckpoint | undefined {
  return underWay === undefined ? undefined : openWhole(underWay.checkpoint, keys);
}

/** Opens a checkpoint file. A signature line that nobody can verify would be bytes that do not count, so there is none. */
function openWhole(bytes: Uint8Array, keys: LogKeys): SignedCheckpoint | undefined {
  try {
    const checkpoint = openCheckpoint(bytes, keys);
    return checkpoint.otherSignatures.length === 0 ? checkpoint : undefined;
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

interface Derivation {
  readonly findings: Finding[];
  /** Root at the size of the tree and at each older size. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  /** Whether every entry could be read; without that there are no roots. */
  readonly complete: boolean;
}

interface DerivationOptions {
  readonly olderSizes: readonly number[];
  readonly olderPartials: ReadonlyMap<string, readonly Tile[]>;
  readonly visit: VerifyLogOptions['visit'];
}

/** Walks the bundles in order, builds the tree anew, and compares each tile the moment it is settled. */
async function deriveFromEntries(reader: LogReader, size: number, options: DerivationOptions): Promise<Derivation> {
  const findings: Finding[] = [];
  const roots = new Map<number, Uint8Array>();
  let edge: TreeEdge = EMPTY_EDGE;
  while (edge.size < size) {
    const from = edge.size;
    const { commitments, finding } = await readBundle(reader, size, from / TILE_WIDTH);
    const blamed = await options.visit?.(from, commitments);
    if (blamed !== undefined) findings.push(blamed);
    if (finding !== undefined) findings.push(finding);
    if (finding !== undefined && finding.index !== null) return { findings, roots, complete: false };

    const growth = appendEntries(edge, commitments);
    for (const older of options.olderSizes) {
      if (older <= from || older > growth.edge.size) continue;
      roots.set(older, rootOf(appendEntries(edge, commitments.slice(0, older - from)).edge));
    }
    for (const file of growth.files) {
      // A tile below its final width is only a stage of this walk.
      if (file.width !== tileAt(size, file.level, file.index)?.width) continue;
      if (file.level !== 'entries') findings.push(...(await compare(reader, file)));
      for (const partial of options.olderPartials.get(placeOf(file)) ?? []) {
        findings.push(...(await compare(reader, narrowed(file, partial.width))));
      }
    }
    edge = growth.edge;
  }
  roots.set(size, rootOf(edge));
  roots.set(0, rootOf(EMPTY_EDGE));
  assert(edge.size === size, 'the walk ends at the size of the tree');
  return { findings, roots, complete: true };
}

/** The commitments of a bundle up to the first that cannot be read, which is the one to blame. Bytes after the last blame nobody. */
async function readBundle(
  reader: LogReader,
  size: number,
  index: number,
): Promise<{ commitments: Uint8Array[]; finding?: Finding }> {
  const tile = tileAt(size, 'entries', index);
  assert(tile !== undefined, 'a bundle is read only within the tree');
  const file = tilePath(tile);
  const commitments: Uint8Array[] = [];
  const bytes = await reader.read(file);
  if (bytes === undefined) {
    return { commitments, finding: { index: index * TILE_WIDTH, reason: 'file-missing', file } };
  }
  for (let position = 0; position < tile.width; position++) {
    const commitment = commitmentAt(bytes, position);
    if (commitment === undefined) {
      return { commitments, finding: { index: index * TILE_WIDTH + position, reason: 'entry-malformed', file } };
    }
    commitments.push(commitment);
  }
  if (bytes.length === tile.width * BUNDLE_STRIDE_BYTES) return { commitments };
  return { commitments, finding: { index: null, reason: 'bundle-mismatch', file } };
}

/** Compares one published file with what it should be. */
async function compare(reader: LogReader, derived: TileFile): Promise<Finding[]> {
  const file = tilePath(derived);
  const bytes = await reader.read(file);
  if (bytes === undefined) return [{ index: null, reason: 'file-missing', file }];
  if (equalBytes(bytes, derived.bytes)) return [];
  if (derived.level === 'entries') return [{ index: null, reason: 'bundle-mismatch', file }];
  if (derived.level > 0 || bytes.length !== derived.bytes.length)
    return [{ index: null, reason: 'tile-mismatch', file }];
  // Entry and leaf hash disagree. Which of the two is wrong shows when the roots are known.
  const offset = bytes.findIndex((byte, position) => byte !== derived.bytes[position]);
  const index = derived.index * TILE_WIDTH + Math.floor(offset / HASH_BYTES);
  return [{ index, reason: 'entry-mismatch', file }];
}

/** The entries give the signed root, so a leaf hash that differs from them is a damaged tile and no entry's fault. */
function excuseEntries(findings: Finding[]): void {
  for (const [position, finding] of findings.entries()) {
    if (finding.reason === 'entry-mismatch') findings[position] = { ...finding, index: null, reason: 'tile-mismatch' };
  }
}

function unexpectedFiles(listed: ReadonlySet<string>, olderSizes: readonly number[], size: number): Finding[] {
  const unexpected = new Set(listed);
  unexpected.delete(CHECKPOINT_FILE);
  for (const path of filesOf(size)) unexpected.delete(path);
  for (const older of olderSizes) for (const tile of partialTiles(older)) unexpected.delete(tilePath(tile));
  return [...unexpected].sort().map((file) => ({ index: null, reason: 'file-unexpected', file }));
}

/** The partial tiles of older trees that are still there, by their place. */
function partialsByPlace(olderSizes: readonly number[], listed: ReadonlySet<string>): Map<string, Tile[]> {
  const places = new Map<string, Tile[]>();
  for (const tile of olderSizes.flatMap(partialTiles)) {
    if (!listed.has(tilePath(tile))) continue;
    places.set(placeOf(tile), [...(places.get(placeOf(tile)) ?? []), tile]);
  }
  return places;
}

function placeOf(tile: Tile): string {
  return `${tile.level}/${tile.index}`;
}

function narrowed(file: TileFile, width: number): TileFile {
  const itemBytes = file.level === 'entries' ? BUNDLE_STRIDE_BYTES : HASH_BYTES;
  return { ...file, width, bytes: file.bytes.subarray(0, width * itemBytes) };
}

/** The lowest entry that is to blame; where none is, the first thing that was found. */
function firstToBlame(findings: readonly Finding[]): Finding | undefined {
  const blaming = findings.filter((finding) => finding.index !== null);
  return blaming.sort((a, b) => a.index! - b.index!)[0] ?? findings[0];
}

/** The checkpoint's path in a log. */
export const CHECKPOINT_FILE = 'checkpoint';
