// SPDX-License-Identifier: Apache-2.0
// The directory of each State as it last came, or was last sent: there is no other copy (spec/directory.md, 1).
import type { ContactPoint, SharedMeasure } from '@iims/wire/contact-point';
import type { StateCode } from '@iims/wire/identifiers';
import { isOfKind } from '@iims/wire/message';
import { latestDirectory } from '../store/directory-messages.ts';
import { type MessageRow, openIfKept } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

export interface Directory {
  readonly state: StateCode;
  readonly number: number;
  /** When its State changed it, milliseconds since 1970. */
  readonly changedAt: number;
  readonly points: readonly ContactPoint[];
  readonly measures: readonly SharedMeasure[];
}

/** Of one State; undefined where none came, or the last that came can be read no more. */
export async function readDirectory(reader: Reader, state: StateCode): Promise<Directory | undefined> {
  const row = await latestDirectory(reader, state);
  return row && directoryIn(reader, row);
}

/** Of those States that have one here, in the order given. */
export async function readDirectories(reader: Reader, states: readonly StateCode[]): Promise<Directory[]> {
  const directories: Directory[] = [];
  for (const state of states) {
    const directory = await readDirectory(reader, state);
    if (directory !== undefined) directories.push(directory);
  }
  return directories;
}

async function directoryIn(reader: Reader, { id, state }: MessageRow): Promise<Directory | undefined> {
  const message = await openIfKept(reader, id);
  if (message === undefined || !isOfKind(message, 'directory')) return undefined;
  const { number, points, measures = [] } = message.fields;
  return { state, number, changedAt: message.sentAt, points, measures };
}
