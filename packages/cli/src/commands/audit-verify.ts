// SPDX-License-Identifier: Apache-2.0
// `iims audit verify`: a plain yes or no about a node's log, and the first index that fails.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifyNode } from '@iims/node/audit/verify-node';
import { CONFIG_FILE, KEYS_FOLDER } from '@iims/node/data-directory';
import { readAtRest } from '@iims/node/open-node-store';
import { toBase64 } from '@iims/wire/bytes';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { readOptionFile, TRUST_ROOT_BYTES_MAX } from '../option-values.ts';
import { print } from '../terminal.ts';

export interface VerifyAuditOptions {
  readonly dir: string;
  readonly trustRoot?: string;
  readonly json: boolean;
}

export async function verifyAudit({ dir, trustRoot, json }: VerifyAuditOptions): Promise<ExitStatus> {
  const directory = resolve(dir);
  const verdict = await verifyNode({
    directory,
    ...(await keysAtHand(directory)),
    ...(trustRoot === undefined ? {} : { rootOfTrust: readOptionFile('trust-root', trustRoot, TRUST_ROOT_BYTES_MAX) }),
  });
  if (verdict.ok) {
    const { size, pending, erased = 0, sealed = 0 } = verdict;
    const root = toBase64(verdict.root);
    const rows = pending === undefined ? {} : { pending, erased, sealed };
    if (json) print(JSON.stringify({ ok: true, size, root, ...rows }));
    else {
      print(`YES. The log is whole: ${size} entries, root ${root}.`);
      if (erased > 0) print(`${erased} entries are erased at the end of their period; their commitments stand.`);
      if (sealed > 0) print(`${sealed} entries are sealed and the keys are not at hand; their commitments stand.`);
    }
    return EXIT.ok;
  }
  const { index, reason, file } = verdict;
  if (json) print(JSON.stringify({ ok: false, index, reason, ...(file === undefined ? {} : { file }) }));
  else
    print(
      `NO. ${index === null ? 'No entry can be blamed' : `Entry ${index} is the first that fails`}: ${reason}${file === undefined ? '' : ` in ${file}`}.`,
    );
  return EXIT.fault;
}

/** A copy for an auditor comes without keys; then the entries of its database are compared by their commitments. */
async function keysAtHand(directory: string): Promise<{ atRest?: Uint8Array }> {
  const isThere = [CONFIG_FILE, KEYS_FOLDER].every((name) => existsSync(join(directory, name)));
  return isThere ? { atRest: await readAtRest(directory) } : {};
}
