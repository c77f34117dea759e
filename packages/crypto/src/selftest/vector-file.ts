// SPDX-License-Identifier: Apache-2.0
// Runs one file of test vectors whole and counts (spec/selftest.md). Whatever is wrong with a file is a failure, never a silent skip
// and never a fault of the run.

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type JsonValue, parseStrictJson } from '@iims/wire/strict-json';
import { isSameJson, publishedPath } from './published.ts';
import type { Outcome, VectorSet, VectorTools } from './vector-case.ts';
import {
  quoteSizes,
  readEdgeCases,
  readHpke,
  readMerkleProof,
  readMlKemText,
  readOprf,
  readXWing,
} from './vector-formats.ts';
import { readWycheproof } from './wycheproof.ts';

export interface VectorFile {
  /** Path below the folder of vectors, with `/`: so the file is told. */
  readonly path: string;
  /** The folder of vectors, whose name may say what the files are. */
  readonly below?: string;
  readonly bytes: Uint8Array;
}

/** What a file came to; the three counts together are the number of its cases. */
export interface Suite {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The first failure; without one, why cases were skipped. */
  readonly reason?: string;
}

export interface RunTools extends VectorTools {
  /** The published copy of a file, by folder and name such as `wycheproof/ed25519_test.json`. */
  readonly readPublished: (path: string) => Uint8Array | undefined;
  /** Formats that belong to packages above this one, by the ending of the name. */
  readonly readers?: Readonly<Record<string, (bytes: Uint8Array) => VectorSet | undefined>>;
}

/** Runs every case of the file. Never throws for what the file holds. */
export function runVectorFile(file: VectorFile, tools: RunTools): Suite {
  let set: VectorSet | undefined;
  try {
    set = readSet(file.path, file.bytes, tools);
  } catch (fault) {
    return failedFile(file.path, `the file cannot be read: ${reasonOf(fault)}`);
  }
  const original = publishedPath(file.below === undefined ? file.path : `${file.below}/${file.path}`, set);
  const published = original === undefined ? undefined : tools.readPublished(original);
  if (set === undefined) {
    if (published !== undefined) return failedFile(file.path, `it is not the published ${original}`);
    return { file: file.path, passed: 0, failed: 0, skipped: 1, reason: 'not a known format of vectors' };
  }
  const outcomes = set.cases.map(runCase);
  missCases(set, outcomes);
  if (published !== undefined) compareWithPublished(set, readSet(file.path, published, tools)!, outcomes);
  if (outcomes.length === 0) return failedFile(file.path, 'the file holds no cases');
  return suiteOf(file.path, set, outcomes);
}

/** A file that could not be run at all, as one failure. */
export function failedFile(path: string, reason: string): Suite {
  return { file: path, passed: 0, failed: 1, skipped: 0, reason };
}

function readSet(path: string, bytes: Uint8Array, tools: RunTools): VectorSet | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  const reader = tools.readers?.[ending];
  if (reader !== undefined) return reader(bytes);
  if (ending === 'txt') return readMlKemText(bytes);
  const value = readJson(bytes);
  if (Array.isArray(value) && value.length === 0) return { heading: 'empty list', frame: null, cases: [] };
  return (
    readWycheproof(value, tools) ??
    readMerkleProof(value) ??
    readEdgeCases(value) ??
    readXWing(value) ??
    readHpke(value) ??
    readOprf(value)
  );
}

function readJson(bytes: Uint8Array): JsonValue {
  return parseStrictJson(utf8(quoteSizes(fromUtf8(bytes))), { bytesMax: JSON_BYTES_MAX });
}

function runCase({ run }: VectorSet['cases'][number]): Outcome {
  try {
    return run();
  } catch (fault) {
    return failure(reasonOf(fault));
  }
}

/** Cases that the file declares and does not hold have failed; so have those beyond the declared number. */
function missCases({ declared, cases }: VectorSet, outcomes: Outcome[]): void {
  if (declared === undefined || declared === cases.length) return;
  const wanted = Number.isSafeInteger(declared) && declared >= 0 && declared <= CASES_MAX ? declared : 0;
  const reason = 'the file declares another number of tests';
  for (let place = Math.min(wanted, cases.length); place < Math.max(wanted, cases.length); place += 1) {
    outcomes[place] = failure(reason);
  }
}

/** A case that differs from the published one has failed, whatever its verdict; so has one that is missing. */
function compareWithPublished(set: VectorSet, published: VectorSet, outcomes: Outcome[]): void {
  const contents = new Map(published.cases.map(({ id, content }) => [id, content]));
  const isSameFrame = isSameJson(set.frame, published.frame);
  for (const [place, { id, content }] of set.cases.entries()) {
    const wanted = contents.get(id);
    contents.delete(id);
    if (outcomes[place]!.result === 'failed') continue;
    if (wanted === undefined || !isSameJson(content, wanted)) outcomes[place] = failure('it is not the published case');
    else if (!isSameFrame) outcomes[place] = failure("the file's head is not the published one");
  }
  while (outcomes.length < published.cases.length) outcomes.push(failure('a published case is missing'));
}

function suiteOf(path: string, set: VectorSet, outcomes: readonly Outcome[]): Suite {
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  const counts = { file: path, passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  const worst = counts.failed > 0 ? 'failed' : 'skipped';
  const place = outcomes.findIndex(({ result }) => result === worst);
  const told = outcomes[place];
  if (told === undefined || told.result === 'passed') return counts;
  return { ...counts, reason: `case ${set.cases[place]?.id ?? place}: ${told.reason}` };
}

function failure(reason: string): Outcome {
  return { result: 'failed', reason };
}

/** Codes only: texts of others may hold what the file holds. */
function reasonOf(fault: unknown): string {
  if (fault instanceof IimsError) return fault.code;
  const { code, name } = fault as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'fault';
}

const JSON_BYTES_MAX = 67_108_864;
/** Bounds what a damaged number may make the counts say. */
const CASES_MAX = 1_000_000;
