// SPDX-License-Identifier: Apache-2.0
// `iims pack device` and `iims pack secret`: the two halves that open an offline pack, each made where it stays.
import { sha256 } from '@iims/crypto/primitives';
import { trustFromRoot } from '@iims/crypto/trust-list';
import { systemRandom } from '@iims/node/clock';
import { fileSource } from '@iims/node/keys/secret-sources';
import { OFFICER_SALT_BYTES, officerKey } from '@iims/node/packs/officer-key';
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { signIn } from '../node-client.ts';
import { badOption, readOptionFile, readPasswordFile, TRUST_ROOT_BYTES_MAX } from '../option-values.ts';
import { makeDevice } from '../pack/device-file.ts';
import { print, say } from '../terminal.ts';

export interface PackDeviceOptions {
  readonly out: string;
  readonly name: string;
  readonly trustRoot: string;
  readonly passphraseFile: string;
  readonly json: boolean;
}

/** The request goes to stdout in any case: it is what leaves the device. */
export async function packDevice({
  out,
  name,
  trustRoot,
  passphraseFile,
  json,
}: PackDeviceOptions): Promise<ExitStatus> {
  if (!DEVICE_NAME.test(name)) throw badOption('name', 'letters, digits, blanks, ".", "_", "-"; at most 64');
  const rootOfTrust = readOptionFile('trust-root', trustRoot, TRUST_ROOT_BYTES_MAX);
  const { root } = trustFromRoot(rootOfTrust);
  const passphrase = fileSource('passphrase-file', passphraseFile);
  const request = JSON.stringify(
    await makeDevice({ path: out, name, rootOfTrust: new Uint8Array(rootOfTrust), passphrase, random: systemRandom }),
  );
  print(request);
  if (!json) {
    say(
      `The device ${name} is made for the federation ${root.federation}. Its file stays here; the request goes to the node.`,
    );
    say(`Fingerprint of the request: ${toHex(sha256(utf8(request)))}`);
  }
  return EXIT.ok;
}

export interface PackSecretOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly secretFile: string;
  readonly json: boolean;
}

export async function packSecret({
  node,
  user,
  passwordFile,
  secretFile,
  json,
}: PackSecretOptions): Promise<ExitStatus> {
  const salt = systemRandom(OFFICER_SALT_BYTES);
  const key = await officerKey(fileSource('secret-file', secretFile), salt);
  const session = await signIn({ url: node, user, password: readPasswordFile(passwordFile) });
  try {
    await session.post('/api/packs/secret', { publicKey: toBase64(key.publicKey), salt: toBase64(salt) });
  } finally {
    await session.signOut().catch(() => undefined);
  }
  if (json) print(JSON.stringify({ user }));
  else say(`Packs that are made for ${user} from here on open with this secret. The node does not know it.`);
  return EXIT.ok;
}

const DEVICE_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])?$/u;
