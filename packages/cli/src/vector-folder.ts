// SPDX-License-Identifier: Apache-2.0
// Finds files of test vectors below a folder, reads them, and runs each (spec/selftest.md). Links that lead in a circle, files that
// nobody may read, and what is no file at all end neither the walk nor the run.
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { failedFile, runVectorFile, type Suite } from '@iims/crypto/selftest/vector-file';
import { readSignedNote } from '@iims/tlog/note-vectors';
import { badOption } from './option-values.ts';

/** Runs every file of vectors below the folder, in the order of their paths. Throws `input.invalid` where there are none. */
export function runVectorFolder(folder: string): Suite[] {
  const root = resolve(folder);
  const paths = findVectorPaths(root);
  if (paths.length === 0) throw badOption('vectors', 'a folder in which there are files of test vectors');
  return paths.map((path) => runPath(root, path));
}

/** Paths below the folder, with `/`: of files whose names end as those of vectors do, and of folders that cannot be read. */
function findVectorPaths(root: string): string[] {
  const found: string[] = [];
  // Each folder once, by what it is and not by its name: a link to a folder above would lead in a circle.
  const seen = new Set<string>();
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const names = namesIn(join(root, folder), seen);
    if (names === undefined) {
      if (folder === '') throw badOption('vectors', 'a folder that exists and that you may read');
      found.push(folder);
      continue;
    }
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (statOf(join(root, path))?.isDirectory()) waiting.push(path);
      else if (VECTOR_NAME.test(name) && !isKeyOfNote(root, path)) found.push(path);
      if (found.length > FILES_MAX) throw badOption('vectors', `a folder with at most ${FILES_MAX} files of vectors`);
    }
  }
  return found.sort();
}

/** The names in a folder; none where it was seen before, `undefined` where it cannot be read. */
function namesIn(folder: string, seen: Set<string>): string[] | undefined {
  try {
    const { dev, ino } = statSync(folder);
    const identity = `${dev}:${ino}`;
    if (seen.has(identity)) return [];
    seen.add(identity);
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** The key belongs to the suite of its note; alone it is a suite that fails. */
function isKeyOfNote(root: string, path: string): boolean {
  return path.endsWith('.vkey') && existsSync(join(root, noteOf(path)));
}

function runPath(root: string, path: string): Suite {
  const stats = statOf(join(root, path));
  if (stats?.isFile() !== true) return failedFile(path, 'it is no file, or nobody may read it');
  if (path.endsWith('.vkey')) return failedFile(path, 'the note that this key opens is missing');
  if (stats.size > FILE_BYTES_MAX) return failedFile(path, `it has more than ${FILE_BYTES_MAX} bytes`);
  const bytes = readOrNothing(join(root, path));
  if (bytes === undefined) return failedFile(path, 'it cannot be read');
  const verifierKey = path.endsWith('.note') ? readOrNothing(join(root, keyOf(path))) : undefined;
  return runVectorFile(
    { path, below: root, bytes },
    {
      inflate: (compressed) => new Uint8Array(inflateSync(compressed, { maxOutputLength: INFLATED_BYTES_MAX })),
      readPublished,
      readers: { note: (note) => readSignedNote(note, verifierKey) },
    },
  );
}

/** The product's own copies lie in spec/vectors. */
function readPublished(file: string): Uint8Array | undefined {
  return PUBLISHED_FOLDERS.map((folder) => readOrNothing(join(folder, file))).find((bytes) => bytes !== undefined);
}

function readOrNothing(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function noteOf(keyPath: string): string {
  return keyPath.replace(/\.vkey$/, '.note');
}

function keyOf(notePath: string): string {
  return notePath.replace(/\.note$/, '.vkey');
}

const VECTOR_NAME = /\.(json|txt|note|vkey)$/;
const PUBLISHED_FOLDERS = ['crypto', 'log'].map((area) => join(import.meta.dirname, '../../../spec/vectors', area));
const FILES_MAX = 20_000;
const FILE_BYTES_MAX = 33_554_432;
const INFLATED_BYTES_MAX = 33_554_432;
