// SPDX-License-Identifier: Apache-2.0
// `iims keys list|rotate|revoke`: the keys of a running node. A change begins here and ends when the State's officers have signed the
// next document and it is brought (`iims trust draft-state|sign|finish|bring`).
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KEY_ID, KEY_ID_RULE } from '@iims/node/keys/key-id-text';
import { KEY_USES } from '@iims/node/keys/node-keys';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print, RemoteFault, say } from '../terminal.ts';

export interface ListKeysOptions {
  readonly dir: string;
  readonly json: boolean;
}

interface ListedKeys {
  readonly custody: string;
  readonly keys: readonly { use: string; keyId: string; standing: string; notAfter?: string }[];
  readonly calendar: readonly { what: string; keyId?: string; endsAt: string; due: string }[];
}

export async function listKeys({ dir, json }: ListKeysOptions): Promise<ExitStatus> {
  const answer = await callNode<ListedKeys>(resolve(dir), { verb: 'GET', path: '/keys' });
  if (json) {
    print(JSON.stringify(answer));
    return EXIT.ok;
  }
  for (const { use, keyId, standing, notAfter = '' } of answer.keys)
    print(`${use}\t${standing}\t${keyId}\t${notAfter}`);
  say('What ends next:');
  for (const { what, endsAt, due } of answer.calendar) say(`  ${endsAt}  ${what}${due === 'later' ? '' : `  ${due}`}`);
  return EXIT.ok;
}

export interface RotateKeysOptions {
  readonly dir: string;
  /** Uses with commas between them. */
  readonly use: string;
  readonly leadMinutes: string;
  readonly out: string;
  readonly json: boolean;
}

/** Makes fresh keys and writes the node's next entry. Nothing changes before a document with it is brought. */
export function rotateKeys({ dir, use, leadMinutes, out, json }: RotateKeysOptions): Promise<ExitStatus> {
  const uses = use.split(',');
  if (!uses.every((one) => KEY_USES.some((known) => known === one))) throw badOption('use', KEY_USES.join(', '));
  const leadMs = wholeNumber('lead-minutes', leadMinutes, 0, LEAD_MINUTES_MAX) * 60_000;
  return makeNextEntry({ dir, out, json, change: { uses: uses.filter((one) => one !== 'kem'), revoke: [], leadMs } });
}

export interface RevokeKeysOptions {
  readonly dir: string;
  readonly key: readonly string[];
  readonly out: string;
  readonly json: boolean;
}

/** Writes the node's next entry without these keys, with fresh ones that are used at once. */
export async function revokeKeys({ dir, key, out, json }: RevokeKeysOptions): Promise<ExitStatus> {
  if (!key.every((one) => KEY_ID.test(one))) throw badOption('key', `${KEY_ID_RULE}; see \`iims keys list\``);
  try {
    return await makeNextEntry({ dir, out, json, change: { uses: [], revoke: key, leadMs: 0 } });
  } catch (fault) {
    // The option that the request calls `revoke`.
    if (fault instanceof RemoteFault && fault.error.field === 'revoke')
      throw new RemoteFault({ ...fault.error, field: 'key' });
    throw fault;
  }
}

interface NextEntryToMake {
  readonly dir: string;
  readonly out: string;
  readonly json: boolean;
  readonly change: object;
}

async function makeNextEntry({ dir, out, json, change }: NextEntryToMake): Promise<ExitStatus> {
  const { entry, made } = await callNode<{ entry: object; made: readonly { use: string; keyId: string }[] }>(
    resolve(dir),
    { verb: 'POST', path: '/keys/next-entry', body: change },
  );
  writeFileSync(resolve(out), `${JSON.stringify(entry, null, 2)}\n`, { flag: 'wx' });
  if (json) print(JSON.stringify({ made, out }));
  else {
    for (const { use, keyId } of made) print(`${use}\t${keyId}`);
    say(
      'The officers of the State put the entry into its next document, sign it, and it is brought with `iims trust bring`.',
    );
  }
  return EXIT.ok;
}

/** Thirty days. */
const LEAD_MINUTES_MAX = 43_200;
