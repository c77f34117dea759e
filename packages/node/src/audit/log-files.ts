// SPDX-License-Identifier: Apache-2.0
// Where a node keeps its published log, and the marker that a publication leaves while it is under way (spec/log.md, "On disk").

import { NOTE_BYTES_MAX } from '@iims/tlog/note';
import { CHECKPOINT_FILE, type PublicationUnderWay } from '@iims/tlog/verify-log';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { LOG_FOLDER, LOG_STAGING_FOLDER } from '../data-directory.ts';

/** Path of a file of the log, such as `tile/0/000`, below the data directory. */
export function publishedPath(logPath: string): string {
  return `${LOG_FOLDER}/${logPath}`;
}

/** Where a file of the log waits until it is renamed into its place. One flat directory, so that one sync covers all. */
export function stagedPath(logPath: string): string {
  return `${LOG_STAGING_FOLDER}/${logPath.replaceAll('/', '-')}`;
}

/** Turns the name of a staged file back into its path in the log, which holds no hyphen. */
export function unstagedPath(name: string): string {
  return name.replaceAll('-', '/');
}

/** The marker: size from which the publication started, a line feed, and the checkpoint that it publishes. */
export function encodeMarker(underWay: PublicationUnderWay): Uint8Array {
  return concatBytes(utf8(`${underWay.fromSize}\n`), underWay.checkpoint);
}

/** Reads the marker. One that a crash cut short is none: it is complete before anything in the log changes. */
export function parseMarker(bytes: Uint8Array): PublicationUnderWay | undefined {
  if (bytes.length > SIZE_LINE_BYTES_MAX + NOTE_BYTES_MAX) return undefined;
  const lineEnd = bytes.indexOf(0x0a);
  if (lineEnd < 0 || lineEnd > SIZE_LINE_BYTES_MAX) return undefined;
  const line = String.fromCharCode(...bytes.subarray(0, lineEnd));
  if (!/^(0|[1-9][0-9]*)$/.test(line) || !Number.isSafeInteger(Number(line))) return undefined;
  return { fromSize: Number(line), checkpoint: bytes.subarray(lineEnd + 1) };
}

export const CHECKPOINT_PATH = publishedPath(CHECKPOINT_FILE);
export const MARKER_PATH = stagedPath('under-way');

const SIZE_LINE_BYTES_MAX = 16;
