// SPDX-License-Identifier: Apache-2.0
// The trust list against which a draft is judged: out of a node's folder, a bundle, an invitation, or a root alone. Everything in it
// is verified again from its first root on; whether that root is the right one, people compare (spec/ceremony.md, 7.1).
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { acceptRoot, restoreState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { TRUST_FOLDER } from '@iims/node/data-directory';
import { readTrustFolder } from '@iims/node/trust/trust-folder';
import { fromBase64, fromUtf8, toBase64 } from '@iims/wire/bytes';
import { parseInvitation } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseTrustBundle } from '@iims/wire/trust-documents';
import { type Desk, readNamedFile } from './desk.ts';

/** Throws `input.invalid`, `trust.*`, `json.*`. */
export async function readBasis(desk: Desk, words: readonly string[]): Promise<TrustList> {
  const [first, ...more] = words;
  if (first === undefined) throw noBasis('a node directory, a bundle, an invitation or a root');
  const path = desk.path(first);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  let trust = isFolder ? await readFolder(path, desk.now()) : trustOfFile(readNamedFile(desk, 'basis', first));
  // What was signed since: roots, in order.
  for (const word of more) trust = acceptRoot(trust, readNamedFile(desk, 'basis', word));
  return trust;
}

/** The list of a bundle. Documents are taken as their times were judged before, so that an old one can still be succeeded. */
export function trustOfBundle(bundle: Uint8Array): TrustList {
  const { roots, states } = parseTrustBundle(bundle);
  const [first, ...later] = roots;
  if (first === undefined) throw noBasis('a bundle with at least one root');
  let trust = trustFromRoot(first);
  for (const root of later) trust = acceptRoot(trust, root);
  for (const [state, file] of Object.entries(states)) trust = restoreState(trust, state as StateCode, file);
  return trust;
}

/** What kind of file this is, told by its outermost names. Nothing in it is verified. */
export function kindOfFile(file: Uint8Array): 'bundle' | 'invitation' | 'draft' | 'signed' | 'transcript' | 'unknown' {
  const text = fromUtf8(file);
  if (text.startsWith('{"index":0,')) return 'transcript';
  const value = attemptJson(text);
  if (typeof value !== 'object' || value === null) return 'unknown';
  if ('roots' in value) return 'bundle';
  if ('draft' in value) return 'draft';
  if ('type' in value && value.type === 'invitation') return 'invitation';
  return 'body' in value && 'signatures' in value ? 'signed' : 'unknown';
}

/** A bundle with nothing but these parts of a list: an invitation needs no attestations. */
export function bundleWithoutAttestations(trust: TrustList): Uint8Array {
  const states = [...trust.states].map(([state, { document }]) => [state, toBase64(document.file)]);
  const roots = trust.roots.map(({ file }) => toBase64(file));
  return Buffer.from(JSON.stringify({ roots, states: Object.fromEntries(states), attestations: {} }));
}

function trustOfFile(file: Uint8Array): TrustList {
  const kind = kindOfFile(file);
  if (kind === 'bundle') return trustOfBundle(file);
  if (kind === 'invitation') return trustOfBundle(fromBase64(parseInvitation(file).bundle));
  if (kind === 'signed') return trustFromRoot(file);
  throw noBasis('a node directory, a bundle, an invitation or a root');
}

async function readFolder(path: string, now: number): Promise<TrustList> {
  const inside = join(path, TRUST_FOLDER);
  return readTrustFolder(existsSync(inside) ? inside : path, now);
}

function attemptJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noBasis(rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'There is no trust list to go by.',
    field: 'basis',
    rule,
    fix: 'Give the directory of a node, or the bundle that the federation handed out.',
  });
}
