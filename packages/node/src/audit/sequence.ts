// SPDX-License-Identifier: Apache-2.0
// The sequencer: takes durable entries in order into the tree, signs each new tree once, and has its files published.
// The head in the database decides; memory and files only follow it.

import { setImmediate } from 'node:timers/promises';
import { HASH_BYTES, leafHash } from '@iims/crypto/merkle-tree';
import {
  type LogKeys,
  type LogSigners,
  openCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from '@iims/tlog/checkpoint';
import { hashesAtLevel, TILE_WIDTH, tileAt, tilePath } from '@iims/tlog/tile';
import {
  appendEntries,
  EMPTY_EDGE,
  edgeFiles,
  type Growth,
  hashesOf,
  rootOf,
  type TileFile,
  type TreeEdge,
} from '@iims/tlog/tree';
import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { LogHead } from '../store/log-head.ts';
import type { Disk } from './disk.ts';
import type { EntrySource } from './entry-source.ts';
import { CHECKPOINT_PATH, MARKER_PATH, parseMarker, publishedPath } from './log-files.ts';
import { discardStaged, makeLogDirectories, type Publication, publish } from './publish.ts';

export interface SequencerParts {
  readonly disk: Disk;
  readonly source: EntrySource;
  /** The keys in use, asked for each checkpoint. */
  readonly signers: () => LogSigners;
  /** Every key that speaks for the log, and its origin. */
  readonly keys: () => LogKeys;
  /** Wall-clock time in milliseconds. */
  readonly now: () => number;
}

/** There is one for each log, in one process. */
export interface Sequencer {
  /** Entries in the published log. */
  size(): number;
  /**
   * Takes what is durable, at most about BATCH_ENTRIES_MAX, into the log, and resolves with how many entries when they are
   * published. Never called twice at once.
   * @throws IimsError `store.busy` and `log.disk-full`, after which it may be called again; any other fault is the end.
   */
  sequence(): Promise<number>;
}

/**
 * Opens the log: finishes a publication that a crash cut off and checks that database and files tell one story.
 * @throws IimsError `log.rolled-back`, `log.damaged`, `log.entries-changed`, `log.publish-failed`, and what the source throws
 */
export async function openSequencer(parts: SequencerParts): Promise<Sequencer> {
  await makeLogDirectories(parts.disk);
  let edge = await recover(parts);
  await discardStaged(parts.disk);
  let signed: Publication | undefined;
  return {
    size: () => signed?.fromSize ?? edge.size,
    async sequence() {
      if (signed === undefined) {
        const grown = await takeFresh(parts.source, edge);
        if (grown.edge.size === edge.size) return 0;
        signed = await sign(parts, edge.size, grown);
        edge = grown.edge;
      }
      const { fromSize } = signed;
      // Dying here: the head is ahead of the files, and recovery publishes it with these very bytes.
      const publication = signed;
      signed = { ...publication, isAgain: true };
      await publish(parts.disk, publication);
      signed = undefined;
      return edge.size - fromSize;
    },
  };
}

/** Takes what is durable beyond the edge into the tree, with pauses in which the node answers queries. */
async function takeFresh(source: EntrySource, edge: TreeEdge): Promise<Growth> {
  let grown = edge;
  const files: TileFile[] = [];
  while (grown.size - edge.size < BATCH_ENTRIES_MAX) {
    const fresh = await readCommitments(source, grown.size, ENTRIES_AT_ONCE);
    const growth = appendEntries(grown, fresh);
    files.push(...growth.files);
    grown = growth.edge;
    if (fresh.length < ENTRIES_AT_ONCE) break;
    await setImmediate();
  }
  return { edge: grown, files: files.filter((file) => isOfTree(file, grown.size)) };
}

/** Signs the grown tree and makes it the head: from here on it is the only tree of its size. */
async function sign(parts: SequencerParts, fromSize: number, growth: Growth): Promise<Publication> {
  const { size } = growth.edge;
  const root = rootOf(growth.edge);
  assert(size > fromSize, 'each signed tree is larger than the one before');
  // Dying here: nothing is signed. Durable entries never change, so any later tree of this size has this root.
  const tree = { origin: parts.keys().origin, size, root };
  const checkpoint = signCheckpoint(tree, parts.signers(), Math.floor(parts.now() / 1000));
  const head = { size, root, checkpoint };
  // Dying here: the signature was in memory only. Whoever comes next signs the same root or a longer tree.
  if (!(await parts.source.advanceHead(fromSize, head))) {
    // Somebody else sequences this log. Going on could put two roots under one size, so what was signed here is never shown.
    throw new IimsError('log.head-moved', {
      message: 'Another process advanced the log.',
      fix: 'Let one node only work on a data directory, then start it again.',
    });
  }
  return { fromSize, head, files: [growth.files], isAgain: false };
}

/** Brings the files up to the head in the database and returns the edge of that tree. */
async function recover(parts: SequencerParts): Promise<TreeEdge> {
  const { disk, source } = parts;
  const head = await source.head();
  const published = await readPublished(parts);
  if (published !== undefined && (head === undefined || head.size < published.size)) {
    throw new IimsError('log.rolled-back', {
      message: 'The published log is ahead of the database.',
      fix: 'The database was restored or cloned: restore its newest copy. Never go on with the older one.',
    });
  }
  if (head === undefined) return EMPTY_EDGE;

  const markerBytes = await disk.read(MARKER_PATH);
  const marker = markerBytes && parseMarker(markerBytes);
  const interrupted = marker !== undefined && equalBytes(marker.checkpoint, head.checkpoint);
  const fromSize = interrupted ? marker.fromSize : (published?.size ?? 0);
  const { start, end } = await provenEdges(parts, fromSize, head);
  if (published?.size === start.size && !equalBytes(rootOf(start), published.root)) {
    throw damaged("The published checkpoint is not of this log's entries.");
  }
  if (start.size === end.size) await checkEnd(disk, end, head);
  else await publish(disk, { fromSize, head, files: filesBetween(source, start, end.size), isAgain: true });
  return end;
}

/** The edges of the old tree and of the head's, only if tiles and entries give the root that was signed. */
async function provenEdges(
  parts: SequencerParts,
  fromSize: number,
  head: LogHead,
): Promise<{ start: TreeEdge; end: TreeEdge }> {
  const { source } = parts;
  const fromTiles = await edgeFromTiles(parts, fromSize, head.size);
  const start = fromTiles ?? (await grow(source, EMPTY_EDGE, fromSize));
  const end = await grow(source, start, head.size);
  if (equalBytes(rootOf(end), head.root)) return { start, end };

  // Something disagrees with the signature. The entries alone decide whether it is they or a tile.
  const entriesAlone = fromTiles === undefined ? end : await grow(source, EMPTY_EDGE, head.size);
  if (equalBytes(rootOf(entriesAlone), head.root)) throw damaged('A tile is not the one that was published.');
  throw entriesChanged('The entries in the database do not give the root that was signed.');
}

/**
 * The edge of the tree of `size`, from its last entries and its tiles; `undefined` when a tile is not there.
 * Where a publication was cut off, a tile may have given way to the wider one of the next tree.
 */
async function edgeFromTiles(parts: SequencerParts, size: number, nextSize: number): Promise<TreeEdge | undefined> {
  const entries = size % TILE_WIDTH;
  const commitments = entries === 0 ? [] : await readCommitments(parts.source, size - entries, entries);
  if (commitments.length !== entries) throw entriesChanged('The database holds fewer entries than were signed.');
  const levels: Uint8Array[][] = size === 0 ? [] : [commitments.map((commitment) => leafHash(commitment))];
  for (let level = 1; hashesAtLevel(size, level) > 0; level++) {
    const index = Math.floor(hashesAtLevel(size, level) / TILE_WIDTH);
    const places = [tileAt(size, level, index), tileAt(nextSize, level, index)];
    const width = places[0]?.width ?? 0;
    let bytes: Uint8Array | undefined = width === 0 ? new Uint8Array(0) : undefined;
    for (const place of places) bytes ??= place && (await parts.disk.read(publishedPath(tilePath(place))));
    if (bytes === undefined) return undefined;
    if (bytes.length % HASH_BYTES !== 0 || bytes.length < width * HASH_BYTES) throw damaged('A tile is cut short.');
    levels.push(hashesOf(bytes).slice(0, width));
  }
  return { size, commitments, levels };
}

/** The edge after the entries up to `size`; their files are not kept. */
async function grow(source: EntrySource, edge: TreeEdge, size: number): Promise<TreeEdge> {
  let grown = edge;
  while (grown.size < size) grown = (await growOnce(source, grown, size)).edge;
  return grown;
}

/** The files that the tree of `size` has beyond that of `edge`, a batch of entries at a time. */
async function* filesBetween(source: EntrySource, edge: TreeEdge, size: number): AsyncGenerator<readonly TileFile[]> {
  let grown = edge;
  while (grown.size < size) {
    const growth = await growOnce(source, grown, size);
    yield growth.files.filter((file) => isOfTree(file, size));
    grown = growth.edge;
  }
}

/** Partial tiles at the end of a batch are stages only, unless the tree ends there. */
function isOfTree(file: TileFile, size: number): boolean {
  return file.width === tileAt(size, file.level, file.index)?.width;
}

async function growOnce(source: EntrySource, edge: TreeEdge, size: number): Promise<Growth> {
  const commitments = await readCommitments(source, edge.size, Math.min(ENTRIES_AT_ONCE, size - edge.size));
  if (commitments.length === 0) throw entriesChanged('The database holds fewer entries than were signed.');
  return appendEntries(edge, commitments);
}

async function readCommitments(source: EntrySource, from: number, limit: number): Promise<Uint8Array[]> {
  const entries = await source.entryCommitments(from, limit);
  assert(entries.length <= limit, 'a source gives no more than it is asked for');
  if (entries.some((entry, position) => entry.index !== from + position)) {
    throw entriesChanged('An entry is missing in the database.');
  }
  return entries.map((entry) => entry.commitment);
}

/** The checkpoint that stands in the log, with its bytes; `undefined` before the first. */
async function readPublished(parts: SequencerParts): Promise<SignedCheckpoint | undefined> {
  const bytes = await parts.disk.read(CHECKPOINT_PATH);
  if (bytes === undefined) return undefined;
  try {
    return openCheckpoint(bytes, parts.keys());
  } catch (cause) {
    throw damaged('The published checkpoint is not signed by this node.', cause);
  }
}

/** Nothing is appended to files that differ from what was published: the next publication would hide the damage. */
async function checkEnd(disk: Disk, edge: TreeEdge, head: LogHead): Promise<void> {
  const expected = edgeFiles(edge).map((file) => ({ path: publishedPath(tilePath(file)), bytes: file.bytes }));
  for (const { path, bytes } of [...expected, { path: CHECKPOINT_PATH, bytes: head.checkpoint }]) {
    const found = await disk.read(path);
    if (found === undefined || !equalBytes(found, bytes)) throw damaged(`The file ${path} is not the published one.`);
  }
}

function damaged(message: string, cause?: unknown): IimsError {
  return new IimsError('log.damaged', {
    message,
    fix: 'Run `iims audit verify` and keep the evidence. Move `log` aside to have it written anew from the database.',
    cause,
  });
}

function entriesChanged(message: string): IimsError {
  return new IimsError('log.entries-changed', {
    message,
    fix: 'Run `iims audit verify` and keep the evidence; then restore a backup.',
  });
}

/** Entries that are hashed without a pause: about a millisecond. */
const ENTRIES_AT_ONCE = 512;
/** Entries that one publication takes: 64 full tiles and bundles, about a megabyte. */
const BATCH_ENTRIES_MAX = 16_384;
