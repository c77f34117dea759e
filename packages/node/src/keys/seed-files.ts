// SPDX-License-Identifier: Apache-2.0
// Keys as files: one 32-byte seed each, readable by the node's own user and nobody else (spec/trust-list.md, 7; SECURITY.md).
// A file that others can read is taken for stolen: the node does not start with it.
import { constants, type Stats } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kemPrivateKeyFromSeed, SEED_BYTES, signingKeyFromSeed } from '@iims/crypto/keys';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type KeyStore, type NodeSeeds, nodeKeysFromSeeds } from './node-keys.ts';

/** The seeds of somebody who signs trust documents: an officer, or a State's key for the root. Belongs on an offline machine. */
export interface HolderSeeds {
  readonly holder: string;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** Writes the seeds of a node into `folder`. A file that exists is never overwritten: `EEXIST` then stops the initialisation. */
export async function writeNodeSeeds(folder: string, seeds: NodeSeeds): Promise<void> {
  await makeFolder(folder);
  await makeFolder(join(folder, KEM_FOLDER));
  await writeNewFile(join(folder, FILES.signingEd25519), seeds.signing.ed25519);
  await writeNewFile(join(folder, FILES.signingMldsa65), seeds.signing.mldsa65);
  await writeNewFile(join(folder, FILES.logEd25519), seeds.log.ed25519);
  await writeNewFile(join(folder, FILES.logMldsa44), seeds.log.mldsa44);
  await writeNewFile(join(folder, FILES.witness), seeds.witness);
  await writeNewFile(join(folder, FILES.tls), seeds.tls);
  await writeNewFile(join(folder, FILES.pseudonym), seeds.pseudonym);
  await writeNewFile(join(folder, FILES.certificate), seeds.certificate);
  for (const seed of seeds.kem) {
    await writeNewFile(join(folder, KEM_FOLDER, `${toHex(kemPrivateKeyFromSeed(seed).keyId)}${SEED_SUFFIX}`), seed);
  }
}

/** The store of keys in `folder`. */
export function seedFileStore(folder: string): KeyStore {
  return {
    async open() {
      await checkFolder(folder);
      const seeds = await readNodeSeeds(folder);
      const keys = nodeKeysFromSeeds(seeds);
      for (const seed of seedsOf(seeds)) seed.fill(0);
      return keys;
    },
  };
}

/** Writes the seeds of holders into `folder`; existing files are never overwritten. */
export async function writeHolderSeeds(folder: string, holders: readonly HolderSeeds[]): Promise<void> {
  await makeFolder(folder);
  for (const { holder, ed25519, mldsa65 } of holders) {
    await writeNewFile(join(folder, `${holder}.ed25519${SEED_SUFFIX}`), ed25519);
    await writeNewFile(join(folder, `${holder}.ml-dsa-65${SEED_SUFFIX}`), mldsa65);
  }
}

/** The holders whose seeds lie in `folder`, in the order of their names. */
export async function readHolderSigners(folder: string): Promise<readonly HolderSigner[]> {
  await checkFolder(folder);
  const suffix = `.ed25519${SEED_SUFFIX}`;
  const files = (await readdir(folder)).filter((file) => file.endsWith(suffix)).sort();
  const holders = files.map((file) => file.slice(0, -suffix.length));
  return Promise.all(
    holders.map(async (holder) =>
      holderSigner({
        holder,
        ed25519: await readSeed(join(folder, `${holder}${suffix}`)),
        mldsa65: await readSeed(join(folder, `${holder}.ml-dsa-65${SEED_SUFFIX}`)),
      }),
    ),
  );
}

/** The key handles of a holder. */
export function holderSigner({ holder, ed25519, mldsa65 }: HolderSeeds): HolderSigner {
  return {
    holder,
    ed25519: signingKeyFromSeed('ed25519', ed25519),
    mldsa65: signingKeyFromSeed('ml-dsa-65', mldsa65),
  };
}

async function readNodeSeeds(folder: string): Promise<NodeSeeds> {
  const kemFolder = join(folder, KEM_FOLDER);
  const kemFiles = (await readdir(kemFolder)).filter((file) => file.endsWith(SEED_SUFFIX));
  return {
    signing: {
      ed25519: await readSeed(join(folder, FILES.signingEd25519)),
      mldsa65: await readSeed(join(folder, FILES.signingMldsa65)),
    },
    log: {
      ed25519: await readSeed(join(folder, FILES.logEd25519)),
      mldsa44: await readSeed(join(folder, FILES.logMldsa44)),
    },
    witness: await readSeed(join(folder, FILES.witness)),
    kem: await Promise.all(kemFiles.map((file) => readSeed(join(kemFolder, file)))),
    tls: await readSeed(join(folder, FILES.tls)),
    pseudonym: await readSeed(join(folder, FILES.pseudonym)),
    certificate: await readPrivateFile(join(folder, FILES.certificate), CERTIFICATE_BYTES_MAX),
  };
}

function seedsOf(seeds: NodeSeeds): readonly Uint8Array[] {
  const { signing, log, witness, kem, tls, pseudonym } = seeds;
  return [signing.ed25519, signing.mldsa65, log.ed25519, log.mldsa44, witness, tls, pseudonym, ...kem];
}

async function readSeed(path: string): Promise<Uint8Array> {
  const seed = await readPrivateFile(path, SEED_BYTES);
  if (seed.length !== SEED_BYTES) throw missing(path, `a seed has ${SEED_BYTES} bytes`);
  return seed;
}

/** The mode is checked on the open file, so that no other file can take its place between check and use. */
async function readPrivateFile(path: string, bytesMax: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause) => {
    throw missing(path, 'a file that the node can read', cause);
  });
  try {
    const status = await file.stat();
    checkPrivate(path, status);
    if (!status.isFile() || status.size > bytesMax) throw missing(path, `a file of at most ${bytesMax} bytes`);
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

async function checkFolder(folder: string): Promise<void> {
  const status = await stat(folder).catch((cause) => {
    throw missing(folder, 'a folder that the node can read', cause);
  });
  checkPrivate(folder, status);
}

function checkPrivate(path: string, status: Stats): void {
  if ((status.mode & OTHERS_MODE) === 0 && status.uid === process.geteuid?.()) return;
  throw new IimsError('keys.exposed', {
    message: 'Others than the user of this node can read or replace a key file.',
    field: nameIn(path),
    rule: 'owned by the user of the node; mode 0600 for files, 0700 for folders',
    fix: 'Correct owner and mode, and replace the keys unless it is certain that nobody read them.',
  });
}

function missing(path: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('keys.missing', {
    message: 'A key file is missing or malformed.',
    field: nameIn(path),
    rule,
    fix: 'Restore the folder of keys, or initialise the node again.',
    cause,
  });
}

/** The last two parts of a path: enough to find the file, without telling where the node is installed. */
function nameIn(path: string): string {
  return path.split('/').slice(-2).join('/');
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

async function writeNewFile(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

const SEED_SUFFIX = '.seed';
const KEM_FOLDER = 'kem';
const FILES = {
  signingEd25519: `signing.ed25519${SEED_SUFFIX}`,
  signingMldsa65: `signing.ml-dsa-65${SEED_SUFFIX}`,
  logEd25519: `log.ed25519${SEED_SUFFIX}`,
  logMldsa44: `log.ml-dsa-44${SEED_SUFFIX}`,
  witness: `witness.ml-dsa-44${SEED_SUFFIX}`,
  tls: `tls.ed25519${SEED_SUFFIX}`,
  pseudonym: `pseudonym${SEED_SUFFIX}`,
  certificate: 'tls.certificate.der',
} as const;
const OTHERS_MODE = 0o077;
const CERTIFICATE_BYTES_MAX = 65_536;
