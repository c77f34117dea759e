// SPDX-License-Identifier: Apache-2.0
// The trust list on disk: signed files, byte for byte, under DIR/<STATE>/trust (spec/trust-list.md, 7.1).
// Reading verifies everything again from the root of trust on, so that the disk is believed no more than a partner.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustDocumentType } from '@iims/crypto/trust-document';
import { acceptAttestation, acceptRoot, restoreState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { replaceFile } from '../durable-file.ts';

/** Puts the root of trust into a new folder. @throws IimsError `trust.*` when the file is no root */
export async function initTrustFolder(folder: string, rootOfTrust: Uint8Array): Promise<TrustList> {
  const trust = trustFromRoot(rootOfTrust);
  await replaceFile(join(folder, ROOTS, `${trust.root.version}.json`), rootOfTrust);
  return trust;
}

/**
 * The list as it was in force before the restart.
 * @throws IimsError `trust.missing` when there is no root or a file does not verify: then the disk is damaged or was tampered with
 */
export async function readTrustFolder(folder: string, now: number): Promise<TrustList> {
  const [first, ...later] = await readRoots(folder);
  if (first === undefined) throw damaged(ROOTS, 'the root of trust');
  let trust = restored(first.name, () => trustFromRoot(first.file));
  for (const { name, file } of later) trust = restored(name, () => acceptRoot(trust, file));
  for (const { state, name, file } of await readByState(folder, STATES)) {
    trust = restored(name, () => restoreState(trust, state, file));
  }
  for (const { state, file } of await readByState(folder, ATTESTATIONS)) {
    trust = withAttestation(trust, state, file, now);
  }
  return trust;
}

/** What of a list is kept in a file of its own. */
export interface StoredDocument {
  readonly type: TrustDocumentType;
  /** Absent for a root. */
  readonly state?: StateCode;
  readonly version: number;
  readonly file: Uint8Array;
}

/** Resolves when the document is on disk. Each version of a State's document is kept for ever beside the one in force. */
export async function saveDocument(folder: string, { type, state, version, file }: StoredDocument): Promise<void> {
  const name = { root: `${ROOTS}/${version}`, state: `${STATES}/${state}`, attestation: `${ATTESTATIONS}/${state}` };
  if (type === 'state') await replaceFile(join(folder, `${VERSIONS}/${state}/${version}.json`), file);
  await replaceFile(join(folder, `${name[type]}.json`), file);
}

/** Keeps among the versions what came into the folder by hand. */
export async function keepVersions(folder: string, trust: TrustList): Promise<void> {
  for (const [state, { version, document }] of trust.states) {
    const kept = await jsonNames(join(folder, VERSIONS, state));
    if (!kept.includes(`${version}`))
      await saveDocument(folder, { type: 'state', state, version, file: document.file });
  }
}

/** Every version of a State's document that was ever in force here, lowest first. They were verified when they were accepted. */
export async function readVersions(folder: string, state: StateCode): Promise<readonly StoredDocument[]> {
  const kept = join(VERSIONS, state);
  const versions = (await jsonNames(join(folder, kept))).map(Number).sort((a, b) => a - b);
  return Promise.all(
    versions.map(async (version) => {
      const { file } = await readNamed(folder, `${kept}/${version}.json`);
      return { type: 'state' as const, state, version, file };
    }),
  );
}

/**
 * An attestation is left out when it does not fit: dying between a new document and its attestation leaves the old
 * one's, and the standing of the State then counts from the document.
 */
function withAttestation(trust: TrustList, state: StateCode, file: Uint8Array, now: number): TrustList {
  try {
    return acceptAttestation(trust, state, file, now);
  } catch (fault) {
    if (fault instanceof IimsError) return trust;
    throw fault;
  }
}

async function readRoots(folder: string): Promise<{ readonly name: string; readonly file: Uint8Array }[]> {
  const versions = (await jsonNames(join(folder, ROOTS))).map(Number).sort((a, b) => a - b);
  return Promise.all(versions.map((version) => readNamed(folder, `${ROOTS}/${version}.json`)));
}

async function readByState(folder: string, kind: string) {
  const names = (await jsonNames(join(folder, kind))).sort();
  return Promise.all(
    names.map(async (name) => ({
      state: restored(`${kind}/${name}.json`, () => parseStateCode(name)),
      ...(await readNamed(folder, `${kind}/${name}.json`)),
    })),
  );
}

async function readNamed(folder: string, name: string): Promise<{ readonly name: string; readonly file: Uint8Array }> {
  return { name, file: new Uint8Array(await readFile(join(folder, name))) };
}

/** Names without their ending; a temporary file of a write that did not finish is no document. */
async function jsonNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

function restored<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof IimsError) throw damaged(name, `it verifies (${cause.code})`, cause);
    throw cause;
  }
}

function damaged(name: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('trust.missing', {
    message: 'The stored trust list is incomplete or damaged.',
    field: `trust/${name}`,
    rule,
    fix: 'Restore the folder, or initialise it with the root and fetch the list from a partner.',
    cause,
  });
}

const ROOTS = 'roots';
const STATES = 'states';
const ATTESTATIONS = 'attestations';
const VERSIONS = 'versions';
