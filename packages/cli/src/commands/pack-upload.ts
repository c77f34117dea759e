// SPDX-License-Identifier: Apache-2.0
// `iims pack upload`: the log of uses of an offline pack, to the node that made it.
import { systemClock, systemRandom } from '@iims/node/clock';
import { destroyPrivateFile } from '@iims/node/keys/private-files';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { signIn } from '../node-client.ts';
import { badOption, readOptionFile, readPasswordFile } from '../option-values.ts';
import { openPackFile } from '../pack/open-pack-file.ts';
import { USES_BYTES_MAX, UseLog, usesPath } from '../pack/use-log.ts';
import { print, say } from '../terminal.ts';

export interface UploadPackOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly pack: string;
  /** Closes the log first; then what opens the pack is needed, and the pack is destroyed once its log is at the node. */
  readonly end?: boolean;
  readonly device?: string;
  readonly passphraseFile?: string;
  readonly secretFile?: string;
  readonly json: boolean;
}

interface Uploaded {
  readonly packId: string;
  readonly uses: number;
  readonly taken: number;
  readonly ended: boolean;
  readonly broken?: string;
}

export async function uploadPack(options: UploadPackOptions): Promise<ExitStatus> {
  const { node, user, passwordFile, pack, end = false, json } = options;
  if (end) await endLog(options);
  const log = new Uint8Array(readOptionFile('pack', usesPath(pack), USES_BYTES_MAX));
  const session = await signIn({ url: node, user, password: readPasswordFile(passwordFile) });
  let uploaded: Uploaded;
  try {
    uploaded = (await session.postBytes('/api/packs/upload', log)) as Uploaded;
  } finally {
    await session.signOut().catch(() => undefined);
  }
  if (end && uploaded.ended) await destroyPrivateFile(pack, systemRandom);
  if (json) print(JSON.stringify(uploaded));
  else say(inWords(uploaded));
  return uploaded.broken === undefined ? EXIT.ok : EXIT.fault;
}

async function endLog({ pack: path, device, passphraseFile, secretFile }: UploadPackOptions): Promise<void> {
  if (device === undefined) throw badOption('device', 'with --end, the file of the device');
  if (passphraseFile === undefined)
    throw badOption('passphrase-file', "with --end, the file of the device's passphrase");
  if (secretFile === undefined) throw badOption('secret-file', "with --end, the file of the officer's secret");
  const opened = await openPackFile({ pack: path, device, passphraseFile, secretFile });
  const { header, about } = opened.pack;
  const log = await UseLog.open({ packPath: path, devicePath: device, device: opened.device, header, about });
  try {
    await log.end(systemClock.now());
  } finally {
    log.close();
  }
}

function inWords({ uses, taken, ended, broken }: Uploaded): string {
  const end = ended ? 'The log is closed.' : 'The log has no end yet: the pack counts as out, and later as missing.';
  const trouble = broken === undefined ? '' : ` The log does not hold at ${broken}; the auditor sees it.`;
  return `${uses} checks are in the log, ${taken} of them were not known. ${end}${trouble}`;
}
