// SPDX-License-Identifier: Apache-2.0
// `iims keys blast-radius`: what a stolen key could have read or signed, out of one node's own log. Every partner makes its own report.
import { join, resolve } from 'node:path';
import { exposuresOf } from '@iims/node/audit/blast-radius';
import { type Acceptances, type KeyPast, pastOfKey } from '@iims/node/audit/key-past';
import { systemClock } from '@iims/node/clock';
import { readConfig } from '@iims/node/config';
import { TRUST_FOLDER } from '@iims/node/data-directory';
import { openNodeStore } from '@iims/node/open-node-store';
import { countEntries, type Entry, readEntries } from '@iims/node/store/entries';
import type { Reader } from '@iims/node/store/sql';
import { readTrustFolder, readVersions } from '@iims/node/trust/trust-folder';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface BlastRadiusOptions {
  readonly dir: string;
  readonly key: string;
  readonly json: boolean;
}

/** One line for each entry in the key's reach, oldest first, and a last line with the sum. */
export async function blastRadius({ dir, key, json }: BlastRadiusOptions): Promise<ExitStatus> {
  const directory = resolve(dir);
  const own = parseStateCode(readConfig(directory).state);
  const counts = { read: 0, signed: 0 };
  const store = await openNodeStore(directory);
  try {
    const past = await findKey(directory, key, await acceptancesIn(store.reader));
    for await (const entry of allEntries(store.reader)) {
      for (const exposed of exposuresOf(entry, past, own)) {
        counts[exposed.exposure] += 1;
        const at = new Date(exposed.at).toISOString();
        const { index, event, exposure, partner, purpose = '', caseRef = '' } = exposed;
        print(
          json
            ? JSON.stringify({ ...exposed, at })
            : [index, at, exposure, partner, event, purpose, caseRef].join('\t'),
        );
      }
    }
    const { use, state, nodeId } = past;
    const listed = { from: iso(past.listedFrom), until: iso(past.listedUntil) };
    if (json) print(JSON.stringify({ key: { keyId: key, use, state, nodeId }, listed, counts }));
    else say(inWords(past, counts));
  } finally {
    await store.close();
  }
  return EXIT.ok;
}

async function acceptancesIn(reader: Reader): Promise<Acceptances> {
  const acceptances = new Map<string, number>();
  for await (const { event, atMs, body } of allEntries(reader)) {
    if (event === 'trust-list.accepted' && body.type === 'state')
      acceptances.set(`${body.state} ${body.version}`, atMs);
  }
  return acceptances;
}

/** Every entry of the log, oldest first. */
async function* allEntries(reader: Reader): AsyncGenerator<Entry> {
  const size = await countEntries(reader);
  for (let from = 0; from < size; from += PAGE_ENTRIES) {
    const before = Math.min(size, from + PAGE_ENTRIES);
    yield* (await readEntries(reader, { before, limit: before - from })).toReversed();
  }
}

async function findKey(directory: string, key: string, acceptances: Acceptances): Promise<KeyPast> {
  const folder = join(directory, TRUST_FOLDER);
  const trust = await readTrustFolder(folder, systemClock.now());
  const states = [...trust.root.officers.keys()];
  const kept = await Promise.all(states.map((state) => readVersions(folder, state)));
  const inForce = [...trust.states.values()].map(({ document }) => document.file);
  const past = pastOfKey([...inForce, ...kept.flat().map(({ file }) => file)], key, acceptances);
  if (past !== undefined) return past;
  throw new IimsError('input.invalid', {
    message: 'No document that this node ever held lists such a key.',
    field: 'key',
    rule: 'the whole key id in hexadecimal, of a TLS key the pin',
    fix: 'See `iims keys list` on the node of the key, or the former version of its State document with `iims trust show`.',
  });
}

function inWords(past: KeyPast, { read, signed }: { readonly read: number; readonly signed: number }): string {
  const until = past.listedUntil === Number.POSITIVE_INFINITY ? 'now' : iso(past.listedUntil);
  const whose = `${past.use} key of ${past.nodeId} (${past.state}), listed from ${iso(past.listedFrom)} until ${until}`;
  return `${whose}: with it ${read} exchanges of this log could be read and ${signed} could be made in its owner's name.`;
}

function iso(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

const PAGE_ENTRIES = 1_000;
