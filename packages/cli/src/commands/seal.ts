// SPDX-License-Identifier: Apache-2.0
// `iims seal`: content on stdin, signed by a node of one State and sealed to the nodes of others, as one envelope on stdout.

import { LIFETIME_MAX_MS } from '@iims/crypto/envelope-header';
import type { KemPublicKey } from '@iims/crypto/keys';
import { sealStream } from '@iims/crypto/sealed-stream';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { systemRandom } from '@iims/node/clock';
import type { SigningPair } from '@iims/node/keys/node-keys';
import { keysInUse } from '@iims/node/trust/keys-in-use';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { isStateCode, type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { type OfflineNode, openOfflineNode, refuseNational, requireStanding } from '../offline-node.ts';
import { badOption } from '../option-values.ts';
import { readStdinTwice } from '../stdin-content.ts';
import { stdoutContent } from '../stdout-content.ts';
import { say } from '../terminal.ts';

export interface SealOptions {
  readonly trust: string;
  readonly from: string;
  readonly keys: string;
  readonly to: string;
  readonly json: boolean;
}

export async function seal(options: SealOptions): Promise<ExitStatus> {
  const from = stateOf('from', options.from);
  const to = recipientsOf(options.to);
  if (process.stdout.isTTY) throw noTerminal();
  const node = await openOfflineNode(options);
  const signing = signingKeysOf(node, from);
  const standings = [from, ...to].map((state) => requireStanding(node, state, state === from ? 'from' : 'to').standing);
  for (const state of to) refuseNational(node, state);
  const recipients = to.flatMap((state) => openingKeysOf(node, state));
  const content = await readStdinTwice();
  try {
    const { exercise } = node.trust.root;
    const id = uuidV7(node.now, systemRandom(10));
    const stream = await sealStream({
      header: {
        id: uuidToBytes(id),
        createdAt: node.now,
        expiresAt: node.now + LIFETIME_MAX_MS,
        exercise,
        trustListVersion: trustListVersion(node.trust),
      },
      about: { kind: 'message' },
      signers: { ed25519: signing.ed25519, mlDsa65: signing.mldsa65 },
      recipients,
      random: systemRandom,
      content: content.source,
      contentBytes: content.bytes,
    });
    const output = stdoutContent();
    for await (const piece of stream.from(0)) await output.write(piece);
    await output.finish();
    const trust = standings.includes('stale') ? 'stale' : 'fresh';
    const report = { id, from, to, contentBytes: content.bytes, sealedBytes: stream.bytes, exercise, trust };
    say(options.json ? JSON.stringify({ sealed: report }) : inWords(report));
    return EXIT.ok;
  } finally {
    await content.close();
  }
}

/** Both keys of the node of the State whose keys these are. @throws IimsError `trust.own-keys` */
function signingKeysOf({ trust, keys, now }: OfflineNode, state: StateCode): SigningPair {
  const own = nodesOf(trust, state).find(({ signing }) =>
    signing.some((listed) => keys.signing.some((held) => equalBytes(held.ed25519.publicKey, listed.ed25519.publicKey))),
  );
  if (own !== undefined) return keysInUse(own, keys, now).signing;
  throw new IimsError('trust.own-keys', {
    message: 'The keys are of no node that the State lists.',
    field: 'from',
    rule: 'the State whose node the keys belong to',
    fix: 'Name the State of these keys, or give the keys of this State.',
  });
}

/** The keys of all nodes of a State, so that each of them can open what is sealed to it. @throws IimsError `trust.expired` */
function openingKeysOf({ trust, now }: OfflineNode, state: StateCode): readonly KemPublicKey[] {
  const keys: KemPublicKey[] = [];
  for (const node of nodesOf(trust, state)) {
    const key = kemKeyAt(node, now);
    if (key === undefined) say(`Not sealed to ${node.nodeId}: it lists no opening key for this time.`);
    else keys.push(key);
  }
  if (keys.length > 0) return keys;
  throw new IimsError('trust.expired', {
    message: 'No node of the State lists an opening key for this time.',
    field: 'to',
    rule: 'an epoch that has begun and is not over',
    fix: 'Bring the trust folder up to date.',
  });
}

function recipientsOf(list: string): readonly StateCode[] {
  const states = list.split(',').map((code) => stateOf('to', code));
  if (new Set(states).size < states.length) throw badOption('to', 'each State once');
  return states;
}

function stateOf(option: string, code: string): StateCode {
  if (isStateCode(code)) return code;
  throw badOption(
    option,
    'ISO 3166 alpha-3 code of a State, such as UKR; several with a comma and no blank between them',
  );
}

function noTerminal(): IimsError {
  return new IimsError('input.invalid', {
    message: 'Sealed bytes are not for a terminal.',
    field: 'stdout',
    rule: 'a file or a pipe',
    fix: 'Send the output to a file with `>`.',
  });
}

function inWords(report: {
  readonly from: string;
  readonly to: readonly string[];
  readonly contentBytes: number;
  readonly exercise: boolean;
  readonly trust: string;
}): string {
  const { from, to, contentBytes, exercise, trust } = report;
  const mark = exercise ? ' Exercise.' : '';
  const warning = trust === 'stale' ? ' The trust list is out of date; bring it up to date soon.' : '';
  return `Signed by ${from}, sealed to ${to.join(', ')}: ${contentBytes} bytes.${mark}${warning}`;
}
