// SPDX-License-Identifier: Apache-2.0
// A disk in memory that knows what is durable and what only looks so: for tests of crashes.
// A power cut takes back names that were not synced, each by the caller's choice, as a real file system may.

import { assert } from '@iims/wire/assert';
import type { Disk } from './disk.ts';

export interface MemoryDisk extends Disk {
  /** Loses power: `survives` decides for each change of a name that was not synced whether it is kept. */
  cutPower(survives: (path: string) => boolean): void;
  /** Another disk in the same state. */
  copy(): MemoryDisk;
  /** All files as a process sees them, by path. */
  files(): ReadonlyMap<string, Uint8Array>;
}

/** Names with their content. A directory is a name with `undefined`; the data directory itself is always there. */
type Names = Map<string, Uint8Array | undefined>;

export function memoryDisk(seenAtFirst: Names = new Map(), durableAtFirst: Names = new Map()): MemoryDisk {
  let seen = new Map(seenAtFirst);
  let durable = new Map(durableAtFirst);
  const isDirectory = (path: string) => path === '.' || (seen.has(path) && seen.get(path) === undefined);

  return {
    read: async (path) => seen.get(path),
    async list(directory) {
      const prefix = `${directory}/`;
      const below = [...seen].filter(([path, content]) => content !== undefined && path.startsWith(prefix));
      return below.map(([path]) => path.slice(prefix.length));
    },
    async write(path, content) {
      assert(isDirectory(parentOf(path)), 'a file is written into a directory');
      // Where the name is durable already its content is replaced in place.
      if (durable.get(path) !== undefined && seen.has(path)) durable.set(path, content.slice());
      seen.set(path, content.slice());
    },
    async rename(from, to) {
      const content = seen.get(from);
      assert(content !== undefined && isDirectory(parentOf(to)), 'a file is renamed into a directory');
      seen.set(to, content);
      seen.delete(from);
    },
    async remove(path) {
      assert(!isDirectory(path), 'a file is removed');
      seen.delete(path);
    },
    async makeDirectory(path) {
      const parts = path.split('/');
      const paths = parts.map((_, position) => parts.slice(0, position + 1).join('/'));
      const made = paths.filter((each) => !isDirectory(each));
      for (const each of made) seen.set(each, undefined);
      return made;
    },
    async removeDirectory(path) {
      if ([...seen.keys()].some((each) => parentOf(each) === path)) return false;
      seen.delete(path);
      return true;
    },
    async syncDirectory(path) {
      assert(isDirectory(path), 'a directory is synced');
      for (const each of new Set([...seen.keys(), ...durable.keys()])) {
        if (parentOf(each) !== path) continue;
        if (seen.has(each)) durable.set(each, seen.get(each));
        else durable.delete(each);
      }
    },
    cutPower(survives) {
      const kept = new Map(durable);
      for (const path of new Set([...seen.keys(), ...durable.keys()])) {
        if (seen.has(path) === durable.has(path) && seen.get(path) === durable.get(path)) continue;
        if (!survives(path)) continue;
        if (seen.has(path)) kept.set(path, seen.get(path));
        else kept.delete(path);
      }
      // What lies in a lost directory is lost with it.
      const reachable = (path: string): boolean => path === '.' || (kept.has(path) && reachable(parentOf(path)));
      durable = new Map([...kept].filter(([path]) => reachable(path)));
      seen = new Map(durable);
    },
    copy: () => memoryDisk(seen, durable),
    files: () =>
      new Map([...seen].flatMap(([path, content]) => (content === undefined ? [] : [[path, content] as const]))),
  };
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}
