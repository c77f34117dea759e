// SPDX-License-Identifier: Apache-2.0
// Four States' folders of keys and trust lists without nodes, and calls of `iims seal` and `iims open` on them.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { writePlainKeys } from '@iims/node/keys/plain-keys';
import { foundedForTests } from '@iims/node/trust/federation.fixture';
import type { FoundedFederation } from '@iims/node/trust/found';
import { initTrustFolder, saveDocument } from '@iims/node/trust/trust-folder';
import { MAIN } from './run-iims.fixture.ts';

export interface OfflineFederation {
  readonly directory: string;
  readonly federation: FoundedFederation;
  /** Folder of a State, with `keys` and `trust` in it. */
  folderOf(state: string): string;
  /** The words of `iims seal`. */
  sealWords(from: string, to: string): readonly string[];
  /** The words of `iims open`. */
  openWords(state: string): readonly string[];
  remove(): void;
}

/** A federation that was founded at `foundedAt`, marked as exercise. */
export async function makeOfflineFederation(foundedAt: number): Promise<OfflineFederation> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-offline-'));
  const federation = foundedForTests(foundedAt);
  const root = join(directory, 'trust-root');
  writeFileSync(root, federation.rootFile);
  for (const { state, nodeId, seeds } of federation.states.values()) {
    await writePlainKeys(join(directory, state, 'keys'), nodeId, seeds);
    const trust = join(directory, state, 'trust');
    await initTrustFolder(trust, federation.rootFile);
    for (const [member, { version, document }] of federation.trust.states) {
      await saveDocument(trust, { type: 'state', state: member, version, file: document.file });
    }
  }
  const folderOf = (state: string): string => join(directory, state);
  return {
    directory,
    federation,
    folderOf,
    sealWords: (from, to) => ['seal', '--trust', root, '--from', from, '--keys', folderOf(from), '--to', to],
    openWords: (state) => ['open', '--trust', root, '--keys', folderOf(state)],
    remove: () => rmSync(directory, { recursive: true }),
  };
}

export interface RanOnBytes {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The code of the fault that stderr tells, as JSON or in words. */
  readonly code: string | undefined;
}

/** Runs the command line with a pipe, or an open file, on stdin. */
export async function runOnBytes(
  words: readonly string[],
  stdin: Uint8Array | number,
  variables: Readonly<Record<string, string>> = {},
): Promise<RanOnBytes> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: [typeof stdin === 'number' ? stdin : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  child.stdin?.on('error', () => undefined);
  if (typeof stdin !== 'number') child.stdin?.end(stdin);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr, status] = await Promise.all([buffer(child.stdout!), text(child.stderr!), ended]);
  const code = /"code":"([a-z.-]+)"/.exec(stderr)?.[1] ?? /^([a-z]+\.[a-z-]+): /m.exec(stderr)?.[1];
  return { status, stdout, stderr, code };
}
