// SPDX-License-Identifier: Apache-2.0
// `iims audit verify`: a plain yes or no about a node's log, and the first index that fails.
import { resolve } from 'node:path';
import { verifyNode } from '@iims/node/audit/verify-node';
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
  const verdict = await verifyNode({
    directory: resolve(dir),
    ...(trustRoot === undefined ? {} : { rootOfTrust: readOptionFile('trust-root', trustRoot, TRUST_ROOT_BYTES_MAX) }),
  });
  if (verdict.ok) {
    const { size, pending } = verdict;
    const root = toBase64(verdict.root);
    if (json) print(JSON.stringify({ ok: true, size, root, ...(pending === undefined ? {} : { pending }) }));
    else print(`YES. The log is whole: ${size} entries, root ${root}.`);
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
