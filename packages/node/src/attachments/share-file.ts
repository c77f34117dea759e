// SPDX-License-Identifier: Apache-2.0
// Gives a file a second name (spec/attachment.md, 28). What stands under that name already counts as the same only when it is: another
// State may use the id of an envelope again, and what a copy left half is no file.
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { IimsError } from '@iims/wire/errors';

/**
 * Under both names from now on; false where the file is lost. Where the disk knows no second names it is copied `beside` first: what
 * stands under `to` is whole at every moment.
 * @throws IimsError `attachment.differs` where another file stands under `to`
 */
export async function shareFile(from: string, names: SharedNames): Promise<boolean> {
  const { to } = names;
  if (from === to) return true;
  // One after the other: a copy that another makes meanwhile is whole, and compared, before anything is put in its place.
  const shared = (sharing.get(to) ?? Promise.resolve()).then(() => share(from, names));
  const turn = shared.then(ignore, ignore);
  sharing.set(to, turn);
  try {
    return await shared;
  } finally {
    if (sharing.get(to) === turn) sharing.delete(to);
  }
}

interface SharedNames {
  readonly to: string;
  readonly beside: string;
}

async function share(from: string, { to, beside }: SharedNames): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    const isThere = code === 'EEXIST' ? await isSameFile(from, to) : await copyWhole(from, to, beside);
    if (isThere !== 'differs') return isThere === 'same';
  }
  throw new IimsError('attachment.differs', {
    message: 'Another file lies here under the id of this one.',
    field: 'attachment',
    rule: 'an id of an envelope that no other file has',
    fix: 'Ask its sender to send it again.',
  });
}

function ignore(): void {}

async function copyWhole(from: string, to: string, beside: string): Promise<'same' | 'differs' | 'lost'> {
  const there = await isSameFile(from, to);
  if (there !== 'lost') return there;
  try {
    await copyFile(from, beside);
    const copy = await open(beside, 'r');
    await copy.sync().finally(() => copy.close());
    await rename(beside, to);
    return 'same';
  } catch (fault) {
    await rm(beside, { force: true });
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return 'lost';
    throw fault;
  }
}

/** One file of two names, or two of the same bytes; `lost` where one of them is not there. */
async function isSameFile(from: string, to: string): Promise<'same' | 'differs' | 'lost'> {
  const files = await Promise.allSettled([open(from, 'r'), open(to, 'r')]);
  try {
    const [one, other] = files.map((file) => (file.status === 'fulfilled' ? file.value : undefined));
    if (one === undefined || other === undefined) return 'lost';
    const [a, b] = [await one.stat(), await other.stat()];
    if (a.ino === b.ino && a.dev === b.dev) return 'same';
    if (a.size !== b.size) return 'differs';
    const [left, right] = [Buffer.alloc(COMPARED_AT_ONCE_BYTES), Buffer.alloc(COMPARED_AT_ONCE_BYTES)];
    for (let at = 0; at < a.size; ) {
      const length = Math.min(COMPARED_AT_ONCE_BYTES, a.size - at);
      const [{ bytesRead }, read] = [await one.read(left, 0, length, at), await other.read(right, 0, length, at)];
      if (bytesRead === 0 || bytesRead !== read.bytesRead) return 'differs';
      if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead))) return 'differs';
      at += bytesRead;
    }
    return 'same';
  } finally {
    for (const file of files) if (file.status === 'fulfilled') await file.value.close();
  }
}

const COMPARED_AT_ONCE_BYTES = 262_144;
/** By the name that is given: those of this process that give it now. */
const sharing = new Map<string, Promise<void>>();
