// SPDX-License-Identifier: Apache-2.0
// The published files of test vectors, whole and damaged, for the tests of the runner.

import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { type RunTools, runVectorFile, type Suite } from './vector-file.ts';

/** The bytes of a published file, by folder and name. */
export function publishedBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(encodeURI(file), VECTORS)));
}

export function publishedText(file: string): string {
  return new TextDecoder().decode(publishedBytes(file));
}

/** Runs these bytes, or the published ones, as the file of this name, and compares them with the published file. */
export function runAs(file: string, bytes: Uint8Array | string = publishedBytes(file)): Suite {
  return runVectorFile({ path: file, bytes: bytesOf(bytes) }, TOOLS);
}

/** As `runAs`, without the published copy: only the results that the file itself states count. */
export function runAlone(file: string, bytes: Uint8Array | string): Suite {
  return runVectorFile({ path: file, bytes: bytesOf(bytes) }, { ...TOOLS, readPublished: () => undefined });
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

const VECTORS = new URL('../../../../spec/vectors/crypto/', import.meta.url);
const TOOLS: RunTools = {
  inflate: (bytes) => new Uint8Array(inflateSync(bytes)),
  readPublished(file) {
    try {
      return publishedBytes(file);
    } catch {
      return undefined;
    }
  },
};
