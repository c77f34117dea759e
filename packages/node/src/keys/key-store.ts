// SPDX-License-Identifier: Apache-2.0
// The keys of a node in its folder `keys` (spec/custody.md): one file for each key, secrets sealed by a vault. The same whether
// the vault is a program's own or a token.
import { join } from 'node:path';
import { documentKeyFromSeed } from '@iims/crypto/document-key';
import { SEED_BYTES } from '@iims/crypto/keys';
import { assert } from '@iims/wire/assert';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Clock, Random } from '../clock.ts';
import { type DocumentSigner, documentCertificate } from './document-certificate.ts';
import {
  decodeKeyFile,
  encodeKeyFile,
  KEY_FILE_BYTES_MAX,
  type KeptPart,
  type KeyFile,
  partContext,
  SECRET_USES,
  type SecretUse,
  withChecksum,
  withoutChecksum,
} from './key-file.ts';
import {
  gatherKeys,
  type HeldKey,
  holdKey,
  KEY_PARTS,
  KEY_USES,
  type KeyInParts,
  type KeyPart,
  type KeyUse,
  keyIdOf,
  makeKey,
  type NodeKeys,
  type NodeSeeds,
  overwriteSeeds,
  type PublicHalves,
  publicHalfOf,
  publicKeysOf,
} from './node-keys.ts';
import {
  damaged,
  destroyPrivateFile,
  makePrivateFolder,
  missing,
  readPrivateFile,
  readPrivateFolder,
  refuseExisting,
  renamePrivateFile,
  writePrivateFile,
} from './private-files.ts';
import { type Custody, decodeCustodyRecord, encodeCustodyRecord, type Unlocking, type Vault } from './vault.ts';

/** Where private keys are kept. The node sees handles; whether a seed ever lies in its memory is the custody's affair. */
export interface KeyStore {
  /** All keys that are kept. May be called again, and then gives fresh handles that include what was made since. */
  open(): Promise<NodeKeys>;
  /** Makes a key that is on disk before this resolves. It is no key of the node before the State's document lists it. */
  make<U extends KeyUse>(use: U): Promise<MadeKey<U>>;
  /** Makes a key unreadable for good. One that is gone is no fault, so that an interrupted destruction can be repeated. */
  destroy(use: KeyUse, keyId: string): Promise<void>;
  /** What signs documents. The first call makes it; it is on disk before this resolves. */
  documentSigner(): Promise<DocumentSigner>;
  /** What is kept, without opening anything: oldest first. */
  list(): Promise<readonly KeptKey[]>;
  custody(): Custody;
  /** Throws the fault if signing and opening would fail at this moment. */
  check(): void;
  /** Forgets what unlocks the keys; handles that were given out keep working if their key is in memory. */
  close(): void;
}

export interface KeptKey {
  readonly use: KeyUse;
  /** Hexadecimal: the key id, of a pair that of its Ed25519 key, of a TLS key the pin. */
  readonly keyId: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

export interface MadeKey<U extends KeyUse> extends KeptKey {
  readonly use: U;
  /** As it goes into the State's document. */
  readonly publicHalf: PublicHalves[U];
}

export interface KeyStoreSurroundings {
  /** DIR/<STATE>/keys. */
  readonly folder: string;
  readonly nodeId: string;
  readonly unlocking: Unlocking;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** Makes the folder, its custody and the node's two secrets; no key yet. @throws IimsError `keys.exists` and the faults of the vault */
export async function createKeyStore(around: KeyStoreSurroundings): Promise<KeyStore> {
  const { random } = around;
  const secrets = { pseudonym: random(SEED_BYTES), atRest: random(SEED_BYTES) };
  return writeNodeSeeds(around, { keys: [], ...secrets });
}

/** As `createKeyStore`, with keys that were made in memory; seeds go over into the store and are overwritten by the caller. */
export async function writeNodeSeeds(around: KeyStoreSurroundings, seeds: NodeSeeds): Promise<KeyStore> {
  const { folder, unlocking } = around;
  await makePrivateFolder(folder);
  // Before the vault makes anything, which may be an object in a token.
  await refuseExisting(join(folder, SECRETS_FOLDER));
  const { vault, content } = await unlocking.create();
  for (const part of [...KEY_USES, SECRETS_FOLDER]) await makePrivateFolder(join(folder, part));
  const store = new FolderKeyStore(around, vault);
  await store.writeSecret('pseudonym', seeds.pseudonym);
  await store.writeSecret('at-rest', seeds.atRest);
  for (const key of seeds.keys) await store.write(key);
  // Last: a folder without it is one whose making was cut off, and no node starts from it.
  const record = encodeCustodyRecord({ kind: unlocking.kind, content });
  await writePrivateFile(join(folder, CUSTODY_FILE), withChecksum(record));
  return store;
}

/**
 * Unlocks the keys in a folder. Several may be open at once.
 * @throws IimsError `keys.missing`, `keys.exposed`, `keys.damaged`, `keys.custody`, `keys.locked`, `keys.unwrapped`, `keys.token-*`
 */
export async function openKeyStore(around: KeyStoreSurroundings): Promise<KeyStore> {
  const { folder, unlocking } = around;
  await readPrivateFolder(folder);
  const { kind, content } = await readCustody(folder);
  if (kind !== unlocking.kind) throw otherCustody(kind, unlocking.kind);
  return new FolderKeyStore(around, await unlocking.unlock(content));
}

/** What the folder says about its custody. @throws IimsError `keys.missing`, `keys.exposed`, `keys.damaged` */
export async function readCustody(folder: string) {
  const path = join(folder, CUSTODY_FILE);
  const bytes = withoutChecksum(await readPrivateFile(path, KEY_FILE_BYTES_MAX));
  const record = bytes && decodeCustodyRecord(bytes);
  if (!record) throw damaged(path, 'a custody record with its checksum');
  return record;
}

/** Puts another lock before the same vault, at once and durably. */
export async function replaceCustody(folder: string, record: Parameters<typeof encodeCustodyRecord>[0]): Promise<void> {
  await writePrivateFile(join(folder, CUSTODY_FILE), withChecksum(encodeCustodyRecord(record)), true);
}

class FolderKeyStore implements KeyStore {
  readonly #around: KeyStoreSurroundings;
  readonly #vault: Vault;

  constructor(around: KeyStoreSurroundings, vault: Vault) {
    this.#around = around;
    this.#vault = vault;
  }

  async open(): Promise<NodeKeys> {
    const held: HeldKey[] = [];
    for (const use of KEY_USES) {
      await this.#finishDestruction(use);
      for (const path of await this.#paths(use)) held.push(this.#hold(await readKeyFile(path), path));
    }
    for (const use of USES_NEEDED) {
      if (!held.some((key) => key.use === use)) throw missing(join(this.#folder(use), '*'), 'a key of each use');
    }
    const pseudonym = await this.#readSecret('pseudonym');
    return gatherKeys(held, { pseudonym, atRest: await this.#readSecret('at-rest') });
  }

  async make<U extends KeyUse>(use: U): Promise<MadeKey<U>> {
    const { nodeId, clock, random } = this.#around;
    const now = clock.now();
    const token = USES_IN_TOKEN.includes(use) ? this.#vault.token : undefined;
    if (!token) return this.#keep(use, makeKey(use, { nodeId, now, random }));
    const { object, publicKey } = token.make();
    try {
      const seeds = KEY_PARTS[use].slice(1).map(() => ({ seed: random(SEED_BYTES) }));
      const parts = [{ signer: token.signingKey(object, publicKey) }, ...seeds];
      return await this.#keep(use, { use, madeAt: now, parts }, object);
    } catch (fault) {
      token.destroy(object);
      throw fault;
    }
  }

  async destroy(use: KeyUse, keyId: string): Promise<void> {
    const path = this.#path(use, keyId);
    assert(keyId.length === KEY_ID_DIGITS, 'a key is destroyed by its whole key id');
    const isThere = (await this.#paths(use)).includes(path);
    if (!isThere) return this.#finishDestruction(use);
    const { keyId: whole } = await readKeyFile(path);
    // The name carries 64 bits of the key id; destroying another key than the one named must not be possible.
    if (whole !== keyId) throw damaged(path, 'a file that bears the beginning of its key id');
    await renamePrivateFile(path, `${keyId.slice(0, NAME_DIGITS)}${DOOMED_SUFFIX}`);
    await this.#finishDestruction(use);
  }

  async list(): Promise<readonly KeptKey[]> {
    const kept: KeptKey[] = [];
    for (const use of KEY_USES) {
      for (const path of await this.#paths(use)) {
        const { keyId, madeAt } = await readKeyFile(path);
        kept.push({ use, keyId, madeAt });
      }
    }
    return kept.sort((a, b) => a.madeAt - b.madeAt);
  }

  async documentSigner(): Promise<DocumentSigner> {
    const names = await readPrivateFolder(join(this.#around.folder, SECRETS_FOLDER));
    if (!names.includes(`${DOCUMENTS}${KEY_SUFFIX}`)) await this.#makeDocumentKey();
    const path = this.#secretPath(DOCUMENTS);
    const { seed, certificate } = await this.#readSecretFile(DOCUMENTS);
    if (certificate === undefined) throw damaged(path, 'a document key with its certificate');
    try {
      return { ...documentKeyFromSeed(seed), certificate };
    } finally {
      seed.fill(0);
    }
  }

  custody(): Custody {
    return this.#vault.custody;
  }

  check(): void {
    this.#vault.check();
  }

  close(): void {
    this.#vault.close();
  }

  /** Resolves when the key is on disk. `object` names the first part in the token, if that is where it is. */
  async write(key: KeyInParts, object?: Uint8Array): Promise<HeldKey> {
    const held = holdKey(key);
    const { use, madeAt, certificate } = key;
    const head = { use, keyId: keyIdOf(held), madeAt, certificate };
    const publicKeys = publicKeysOf(held);
    const parts = key.parts.map((part, place): KeptPart => {
      const publicKey = publicKeys[place]!;
      if ('seed' in part) return { publicKey, sealed: this.#seal(part.seed, partContext(head, place, publicKey)) };
      assert(object !== undefined, 'a part without a seed is an object of the token');
      return { publicKey, object };
    });
    await writePrivateFile(this.#path(use, head.keyId), encodeKeyFile({ ...head, parts }));
    return held;
  }

  async writeSecret(use: SecretUse, secret: Uint8Array, certificate?: Uint8Array): Promise<void> {
    const head = { use, keyId: use, madeAt: this.#around.clock.now(), certificate };
    const sealed = this.#seal(secret, partContext(head, 0, NO_PUBLIC_KEY));
    const file = { ...head, parts: [{ publicKey: NO_PUBLIC_KEY, sealed }] };
    await writePrivateFile(this.#secretPath(use), encodeKeyFile(file));
  }

  async #keep<U extends KeyUse>(use: U, key: KeyInParts, object?: Uint8Array): Promise<MadeKey<U>> {
    try {
      const held = await this.write(key, object);
      return { use, keyId: keyIdOf(held), madeAt: held.madeAt, publicHalf: publicHalfOf(held) as PublicHalves[U] };
    } finally {
      overwriteSeeds(key.parts);
    }
  }

  #hold(file: KeyFile, path: string): HeldKey {
    const { use, madeAt, certificate } = file;
    if (isSecretUse(use) || path !== this.#path(use, file.keyId)) throw damaged(path, 'a file in its own place');
    const parts = file.parts.map((part, place) => this.#openPart(file, part, place, path));
    try {
      const held = holdKey({ use, madeAt, parts, ...(certificate ? { certificate } : {}) });
      const belong = publicKeysOf(held).every((publicKey, i) => equalBytes(publicKey, file.parts[i]!.publicKey));
      if (!belong || keyIdOf(held) !== file.keyId) throw damaged(path, 'seeds that give the public key beside them');
      return held;
    } finally {
      overwriteSeeds(parts);
    }
  }

  #openPart(file: KeyFile, part: KeptPart, place: number, path: string): KeyPart {
    if ('sealed' in part) return { seed: this.#open(part.sealed, partContext(file, place, part.publicKey), path) };
    if (!this.#vault.token) throw damaged(path, 'a key whose parts are all in the file');
    return { signer: this.#vault.token.signingKey(part.object, part.publicKey) };
  }

  async #makeDocumentKey(): Promise<void> {
    const { nodeId, clock, random } = this.#around;
    const now = clock.now();
    const seed = random(SEED_BYTES);
    const certificate = documentCertificate({
      name: `IIMS documents of ${nodeId}`,
      seed,
      serial: random(16),
      notBefore: now - DOCUMENT_CLOCK_SLACK_MS,
      notAfter: now + DOCUMENT_CERTIFICATE_LIFE_MS,
    });
    await this.writeSecret(DOCUMENTS, seed, certificate);
    seed.fill(0);
  }

  async #readSecret(use: SecretUse): Promise<Uint8Array> {
    return (await this.#readSecretFile(use)).seed;
  }

  async #readSecretFile(
    use: SecretUse,
  ): Promise<{ readonly seed: Uint8Array; readonly certificate: Uint8Array | undefined }> {
    const path = this.#secretPath(use);
    const file = await readKeyFile(path);
    const [part] = file.parts;
    if (file.use !== use || !part || !('sealed' in part)) throw damaged(path, 'a file in its own place');
    return { seed: this.#open(part.sealed, partContext(file, 0, NO_PUBLIC_KEY), path), certificate: file.certificate };
  }

  #seal(secret: Uint8Array, about: Uint8Array): Uint8Array {
    assert(secret.length === SEED_BYTES, 'every secret of a node has 32 bytes');
    return this.#vault.seal(secret, about);
  }

  #open(sealed: Uint8Array, about: Uint8Array, path: string): Uint8Array {
    const secret = this.#vault.open(sealed, about);
    if (secret?.length !== SEED_BYTES) throw damaged(path, 'a secret that was sealed for this file');
    return secret;
  }

  /** Goes on where a destruction was cut off. The token's half goes first: the file names it. */
  async #finishDestruction(use: KeyUse): Promise<void> {
    const names = await readPrivateFolder(this.#folder(use));
    for (const name of names.filter((one) => one.endsWith(DOOMED_SUFFIX))) {
      const path = join(this.#folder(use), name);
      // A file that is overwritten in part does not decode any more; then the token's half is gone already.
      const file = decodeKeyFile(await readPrivateFile(path, KEY_FILE_BYTES_MAX));
      for (const part of file?.parts ?? []) if ('object' in part) this.#vault.token?.destroy(part.object);
      await destroyPrivateFile(path, this.#around.random);
    }
  }

  async #paths(use: KeyUse): Promise<readonly string[]> {
    const names = await readPrivateFolder(this.#folder(use));
    return names.filter((name) => name.endsWith(KEY_SUFFIX)).map((name) => join(this.#folder(use), name));
  }

  #folder(use: KeyUse): string {
    return join(this.#around.folder, use);
  }

  #path(use: KeyUse, keyId: string): string {
    return join(this.#folder(use), `${keyId.slice(0, NAME_DIGITS)}${KEY_SUFFIX}`);
  }

  #secretPath(use: SecretUse): string {
    return join(this.#around.folder, SECRETS_FOLDER, `${use}${KEY_SUFFIX}`);
  }
}

async function readKeyFile(path: string): Promise<KeyFile> {
  const file = decodeKeyFile(await readPrivateFile(path, KEY_FILE_BYTES_MAX));
  if (!file) throw damaged(path, 'a whole key file with its checksum');
  return file;
}

function isSecretUse(use: KeyFile['use']): use is SecretUse {
  return SECRET_USES.some((secret) => secret === use);
}

function otherCustody(kept: string, configured: string): IimsError {
  return new IimsError('keys.custody', {
    message: `The keys are kept by '${kept}', the configuration says '${configured}'.`,
    field: 'custody.kind',
    rule: 'the custody with which the node was initialised',
    fix: 'Correct the configuration.',
  });
}

const CUSTODY_FILE = 'custody';
const SECRETS_FOLDER = 'secrets';
const DOCUMENTS = 'documents';
const KEY_SUFFIX = '.key';
/** A key that is being destroyed: no reader looks at it. */
const DOOMED_SUFFIX = '.doomed';
const NAME_DIGITS = 16;
const KEY_ID_DIGITS = 64;
/** Without a signing, log, witness or TLS key no node can do its part; opening keys may all have had their time. */
const USES_NEEDED: readonly KeyUse[] = ['signing', 'log', 'witness', 'tls'];
/** The Ed25519 half of these signs in the token. Node's TLS needs its key in this process. */
const USES_IN_TOKEN: readonly KeyUse[] = ['signing', 'log'];
const NO_PUBLIC_KEY = new Uint8Array(0);
const DAY_MS = 24 * 3_600_000;
const DOCUMENT_CLOCK_SLACK_MS = DAY_MS;
const DOCUMENT_CERTIFICATE_LIFE_MS = 3_650 * DAY_MS;
