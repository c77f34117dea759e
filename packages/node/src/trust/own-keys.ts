// SPDX-License-Identifier: Apache-2.0
// The node's own keys at run time: which are in use, and what becomes of them as documents come into force and epochs end
// (spec/keys.md, life of keys).
import { type KemPrivateKey, verifyKeyOf } from '@iims/crypto/keys';
import { nodesOf } from '@iims/crypto/trust-lookup';
import type { Epoch, TrustedNode } from '@iims/crypto/trust-state';
import type { LogKeys } from '@iims/tlog/checkpoint';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { KeptKey, KeyStore, MadeKey } from '../keys/key-store.ts';
import type { KeyUse, NodeKeys } from '../keys/node-keys.ts';
import type { Custody } from '../keys/vault.ts';
import type { Store } from '../store/store.ts';
import { type KeysInUse, keysInUse, ownNode } from './keys-in-use.ts';
import { OPENED_AFTER_MS } from './next-entry.ts';
import type { TrustInForce } from './trust-in-force.ts';

export interface OwnKeysSources {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly keyStore: KeyStore;
  readonly trust: TrustInForce;
  readonly store: Pick<Store, 'write'>;
  readonly now: () => number;
}

export class OwnKeys {
  readonly #sources: OwnKeysSources;
  readonly #listeners: (() => void)[] = [];
  #keys: NodeKeys;
  #node: TrustedNode;
  #inUse: KeysInUse;
  #choosing: NodeJS.Timeout | undefined;

  private constructor(sources: OwnKeysSources, keys: NodeKeys, node: TrustedNode) {
    this.#sources = sources;
    this.#keys = keys;
    this.#node = node;
    this.#inUse = keysInUse(node, keys, sources.now());
  }

  /** `keys` are those that the key store gave. @throws IimsError `trust.unknown-state`, `trust.own-keys` */
  static open(sources: OwnKeysSources, keys: NodeKeys): OwnKeys {
    const { trust, state, nodeId, now } = sources;
    const own = new OwnKeys(sources, keys, ownNode(trust.current(), { state, nodeId, keys, now: now() }));
    trust.onChange(() => own.#documentChanged());
    return own;
  }

  /** What signs and speaks at this moment. */
  inUse(): KeysInUse {
    if (this.#sources.now() >= this.#inUse.until) this.#choose();
    return this.#inUse;
  }

  /** Every key that may have signed the own log: those listed, and those held, for a crash may come between a document and its use. */
  logKeys(): LogKeys {
    const { origin, keys } = this.#node.log;
    const held = this.#keys.log.map((pair) => ({
      ed25519: verifyKeyOf(pair.ed25519),
      mldsa44: verifyKeyOf(pair.mldsa44),
    }));
    return { origin, keys: [...keys, ...held] };
  }

  /** The own node as the document in force describes it. */
  node(): TrustedNode {
    return this.#node;
  }

  /** The opening key with this id, if its seed is kept. */
  kemKey(keyId: Uint8Array): KemPrivateKey | undefined {
    return this.#keys.kem.get(toHex(keyId));
  }

  /** What is kept beside the keys of the document. */
  secrets(): Pick<NodeKeys, 'pseudonym' | 'atRest'> {
    return this.#keys;
  }

  /** Called when a key that is in use has changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Takes over what was made since. */
  async reload(): Promise<void> {
    this.#keys = await this.#sources.keyStore.open();
    this.#choose();
  }

  /** The use that a listed key has, with its times. */
  listed(): ReadonlyMap<string, Epoch> {
    return listedKeys(this.#node);
  }

  /** Every key that is kept, oldest first. */
  kept(): Promise<readonly KeptKey[]> {
    return this.#sources.keyStore.list();
  }

  custody(): Custody {
    return this.#sources.keyStore.custody();
  }

  /** Makes a fresh key. It is used once a document in force lists it. */
  async make<U extends KeyUse>(use: U): Promise<MadeKey<U>> {
    const { keyStore, store } = this.#sources;
    const made = await keyStore.make(use);
    await store.write({ event: 'keys.made', body: { use, keyId: made.keyId } });
    await this.reload();
    return made;
  }

  /**
   * Destroys what has had its time: opening keys OPENED_AFTER_MS after the end of their epoch, and every key that the document in
   * force does not list although it was made before that document. Each destruction is an entry, before it happens.
   */
  async destroyEnded(): Promise<readonly KeptKey[]> {
    const { keyStore, store, trust, state, now } = this.#sources;
    const document = trust.current().states.get(state);
    if (document === undefined) return [];
    const listed = listedKeys(this.#node);
    const ended = (await keyStore.list()).filter(({ use, keyId, madeAt }) => {
      const epoch = listed.get(`${use} ${keyId}`);
      if (epoch === undefined) return madeAt < document.createdAt;
      return use === 'kem' && now() >= epoch.notAfter + OPENED_AFTER_MS;
    });
    for (const { use, keyId } of ended) {
      // Dying after the entry leaves a key that the next turn destroys; the other way round a key would be gone that no entry names.
      await store.write({ event: 'keys.destroyed', body: { use, keyId } });
      await keyStore.destroy(use, keyId);
    }
    if (ended.length > 0) await this.reload();
    return ended;
  }

  #documentChanged(): void {
    const { trust, state, nodeId } = this.#sources;
    const node = nodesOf(trust.current(), state).find((listed) => listed.nodeId === nodeId);
    // Out of force, or a document without this node: partners trust it no more, and there is nothing to change to.
    if (node === undefined || node === this.#node) return;
    this.#node = node;
    // With the keys of before the document still reaches partners that do not know it yet; after that, nobody needs them.
    this.#inUse = { ...this.#inUse, until: this.#sources.now() + BROUGHT_WITHIN_MS };
    clearTimeout(this.#choosing);
    this.#choosing = setTimeout(() => this.#choose(), BROUGHT_WITHIN_MS);
  }

  /** Ends what waits. */
  stop(): void {
    clearTimeout(this.#choosing);
  }

  #choose(): void {
    const before = this.#inUse;
    try {
      this.#inUse = keysInUse(this.#node, this.#keys, this.#sources.now());
    } catch (fault) {
      // A document for keys that this node does not hold: it goes on with those it has, which partners refuse; the page of keys says so.
      if (!(fault instanceof IimsError)) throw fault;
      this.#inUse = { ...before, until: this.#sources.now() + CHOOSE_AGAIN_MS };
      return;
    }
    if (namesOf(this.#inUse) === namesOf(before)) return;
    for (const listener of this.#listeners) listener();
    // The entry makes the log grow, so that its head is signed with the key that is in use.
    this.#sources.store.write({ event: 'keys.in-use', body: idsOf(this.#inUse) }).catch(() => undefined);
  }
}

function namesOf(inUse: KeysInUse): string {
  return Object.values(idsOf(inUse)).join(' ');
}

function idsOf({ signing, log, witness, tls }: KeysInUse) {
  return {
    signing: toHex(signing.ed25519.keyId),
    log: toHex(log.ed25519.keyId),
    witness: toHex(witness.keyId),
    tls: tls.spkiSha256,
  };
}

/** Times of the listed keys, by use and key id as the key store names them. */
export function listedKeys(node: TrustedNode): ReadonlyMap<string, Epoch> {
  return new Map<string, Epoch>([
    ...node.signing.map((epoch) => [`signing ${toHex(epoch.ed25519.keyId)}`, epoch] as const),
    ...node.log.keys.map((epoch) => [`log ${toHex(epoch.ed25519.keyId)}`, epoch] as const),
    ...node.witness.map((epoch) => [`witness ${toHex(epoch.mldsa44.keyId)}`, epoch] as const),
    ...node.kem.map((epoch) => [`kem ${toHex(epoch.key.keyId)}`, epoch] as const),
    ...node.tls.map((epoch) => [`tls ${epoch.spkiSha256}`, epoch] as const),
  ]);
}

const CHOOSE_AGAIN_MS = 60_000;
/** A document goes out a tenth of a second after it came into force, and a partner takes it within two. */
const BROUGHT_WITHIN_MS = 2_000;
