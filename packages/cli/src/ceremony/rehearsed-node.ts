// SPDX-License-Identifier: Apache-2.0
// What a rehearsal has in place of nodes: an entry with throw-away keys where a node would print one, and under the name of the
// node's directory the trust list that it would have in force.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptRoot, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { assert } from '@iims/wire/assert';
import { fromUtf8 } from '@iims/wire/bytes';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { parseSignedFile } from '@iims/wire/trust-documents';
import { bundleWithoutAttestations, kindOfFile, trustOfBundle } from './basis.ts';
import type { Desk } from './desk.ts';

/** Whether a command works on the directory of a real node, or asks one. */
export function needsNode(line: string): boolean {
  return NEEDS_NODE.test(line);
}

/** What a command would have left, had there been a node, as far as later commands rely on it. */
export function standInForNode(line: string, folder: string, desk: Desk): void {
  const entry = /(?:>|--out) (([A-Z]{3})\S*\.entry\.json)$/u.exec(line);
  if (entry !== null) writeEntry(join(folder, entry[1]!), parseStateCode(entry[2]!), desk);
  const brought = /^iims trust bring (.+) --dir (\S+)$/u.exec(line);
  if (brought !== null) bring(folder, { files: brought[1]!.split(' '), node: brought[2]! }, desk.now());
}

function writeEntry(path: string, state: StateCode, { now, random }: Desk): void {
  const nodeId = `${state.toLowerCase()}-1`;
  const endpoint = { host: `${nodeId}.example.org`, port: 8110 };
  const { documentEntry } = makeNodeIdentity({ state, nodeId, endpoint, now: now(), random });
  writeFileSync(path, JSON.stringify(documentEntry));
}

/** As `iims trust bring` does it with a node. At C4 the documents of States that come later are not there yet. */
function bring(
  folder: string,
  { files, node }: { readonly files: readonly string[]; readonly node: string },
  now: number,
) {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
  let trust = existsSync(join(folder, node)) ? trustOfBundle(read(node)) : trustFromRoot(read('root-1.json'));
  for (const name of files.filter((each) => existsSync(join(folder, each)))) trust = withFile(trust, read(name), now);
  writeFileSync(join(folder, node), bundleWithoutAttestations(trust));
}

function withFile(trust: TrustList, file: Uint8Array, now: number): TrustList {
  if (kindOfFile(file) === 'bundle') return trustOfBundle(file);
  const { type, state } = JSON.parse(fromUtf8(parseSignedFile(file).body)) as { type: string; state: StateCode };
  assert(type === 'root' || type === 'state', 'only documents of the trust list go into a node');
  return type === 'root' ? acceptRoot(trust, file) : acceptState(trust, state, file, now);
}

const NEEDS_NODE = /^iims (?:node|user|query|partner|keys list|keys rotate|trust bring) /u;
