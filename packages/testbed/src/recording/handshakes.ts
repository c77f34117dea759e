// SPDX-License-Identifier: Apache-2.0
// What a network analyser that knows nothing of this program reads in recorded connections: the hellos of TLS and what they offer.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '@iims/wire/assert';
import { captureOf } from './pcap.ts';
import type { RecordedConnection } from './recording-proxy.ts';

/** A ClientHello or ServerHello as the analyser shows it; numbers are those of IANA's registries. */
export interface Hello {
  readonly kind: 'client' | 'server';
  /** The connection it belongs to, by its place in what was given. */
  readonly connection: number;
  /** Groups that a client supports. */
  readonly groups: readonly number[];
  /** Groups for which key shares are there; the server's one is the selected group. */
  readonly shares: readonly number[];
  /** The group that a server asks a client to try again with; a handshake that needs no second hello has none. */
  readonly retryGroups: readonly number[];
  /** `supported_versions`: what the client offers, or the one the server selects. */
  readonly versions: readonly number[];
  readonly extensions: readonly number[];
}

export const X25519MLKEM768 = 0x11ec;
export const TLS_1_3 = 0x0304;
/** `pre_shared_key` (RFC 8446, 4.2.11): what resumes a session. */
export const PRE_SHARED_KEY = 41;
/** `session_ticket` (RFC 5077). */
export const SESSION_TICKET = 35;
/** `early_data` (RFC 8446, 4.2.10). */
export const EARLY_DATA = 42;

/** Why there is no analyser on this machine, or `undefined`. */
export function analyserMissing(): string | undefined {
  const { status } = spawnSync('tshark', ['--version'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'tshark is not installed (apt-get install tshark)';
}

/** Every hello of the connections, in the order of the capture. */
export function hellosOf(connections: readonly RecordedConnection[]): Hello[] {
  const folder = mkdtempSync(join(tmpdir(), 'iims-capture-'));
  try {
    const file = join(folder, 'line.pcap');
    writeFileSync(file, captureOf(connections));
    const { status, stdout, stderr } = spawnSync('tshark', [...ARGUMENTS, '-r', file], {
      encoding: 'utf8',
      timeout: ANALYSIS_MAX_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
      // No file of the user's home has a say.
      env: { PATH: process.env.PATH, HOME: folder },
    });
    assert(status === 0, `the analyser reads the capture: ${stderr}`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map(readHello);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readHello(line: string): Hello {
  const [stream, type, groups, shares, retryGroups, versions, extensions] = line.split('|');
  return {
    kind: Number(type) === CLIENT_HELLO ? 'client' : 'server',
    connection: Number(stream),
    groups: numbersOf(groups),
    shares: numbersOf(shares),
    retryGroups: numbersOf(retryGroups),
    versions: numbersOf(versions),
    extensions: numbersOf(extensions),
  };
}

function numbersOf(list = ''): number[] {
  return list === '' ? [] : list.split(',').map(Number);
}

const CLIENT_HELLO = 1;
const FIELDS = [
  'tcp.stream',
  'tls.handshake.type',
  'tls.handshake.extensions_supported_group',
  'tls.handshake.extensions_key_share_group',
  'tls.handshake.extensions_key_share_selected_group',
  'tls.handshake.extensions.supported_version',
  'tls.handshake.extension.type',
];
const ARGUMENTS = [
  '-n',
  ...['-Y', 'tls.handshake.type == 1 || tls.handshake.type == 2'],
  ...['-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=,', '-E', 'occurrence=a'],
  ...FIELDS.flatMap((field) => ['-e', field]),
];
const ANALYSIS_MAX_MS = 60_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
