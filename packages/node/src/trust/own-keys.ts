// SPDX-License-Identifier: Apache-2.0
// The node's own keys at run time: which are in use, and what becomes of them as documents come into force and epochs end
// (spec/keys.md, life of keys).
import { setImmediate } from 'node:timers/promises';
import { type KemPrivateKey, verifyKeyOf } from '@iims/crypto/keys';
import { openSignedDocument } from '@iims/crypto/trust-document';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { isClockConfirmed } from '@iims/crypto/trust-standing';
import { type Epoch, readState, STATE_DOCUMENT_LIFE_MAX_MS, type TrustedNode } from '@iims/crypto/trust-state';
import type { LogKeys } from '@iims/tlog/checkpoint';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { DocumentSigner } from '../keys/document-certificate.ts';
import type { KeptKey, KeyStore, MadeKey } from '../keys/key-store.ts';
import { type KeyUse, type NodeKeys, publicHalvesOf } from '../keys/node-keys.ts';
import type { Custody } from '../keys/vault.ts';
import type { Store } from '../store/store.ts';
import { type KeysInUse, keysInUse, ownNode } from './keys-in-use.ts';
import { type FreshKey, OPENED_AFTER_MS } from './next-entry.ts';
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
  #turn: Promise<unknown> = Promise.resolve();
  #documentSigner: Promise<DocumentSigner> | undefined;

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

  /** What signs documents for tools of today; made with the first call (spec/custody.md, 1). */
  documentSigner(): Promise<DocumentSigner> {
    const signer = this.#documentSigner ?? this.#inTurn(() => this.#sources.keyStore.documentSigner());
    this.#documentSigner = signer;
    // What failed is tried again.
    signer.catch(() => {
      this.#documentSigner = undefined;
    });
    return signer;
  }

  /** Called when a key that is in use has changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
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

  /** Keys that no version of the document ever listed: they wait for the next one. Oldest first of each use. */
  async waiting(): Promise<readonly FreshKey[]> {
    const formerly = await this.#everListed();
    return publicHalvesOf(this.#keys).filter(({ use, keyId }) => !formerly.has(nameOf(use, keyId)));
  }

  /** Makes a fresh key. It is used once a document in force lists it. */
  make<U extends KeyUse>(use: U): Promise<MadeKey<U>> {
    return this.#inTurn(async () => {
      const { keyStore, store } = this.#sources;
      const made = await keyStore.make(use);
      await store.write({ event: 'keys.made', body: { use, keyId: made.keyId } });
      await this.#reload();
      return made;
    });
  }

  /** Destroys what has had its time (spec/keys.md, 13 and 14). Each destruction is an entry, before it happens. */
  destroyEnded(): Promise<readonly KeptKey[]> {
    return this.#inTurn(async () => {
      const { keyStore, store } = this.#sources;
      const kept = await keyStore.list();
      const ended = [...this.#openedLongEnough(kept), ...(await this.#listedNoMore(kept))];
      for (const { use, keyId } of ended) {
        // Dying after the entry leaves a key that the next turn destroys; the other way round a key would be gone that no entry names.
        await store.write({ event: 'keys.destroyed', body: { use, keyId } });
        await keyStore.destroy(use, keyId);
      }
      if (ended.length > 0) await this.#reload();
      return ended;
    });
  }

  /** Opening keys to which nothing can be under way any more. */
  #openedLongEnough(kept: readonly KeptKey[]): readonly KeptKey[] {
    if (!this.#isClockConfirmed()) return [];
    const listed = this.listed();
    const now = this.#sources.now();
    return kept.filter(({ use, keyId }) => {
      const epoch = listed.get(nameOf(use, keyId));
      return use === 'kem' && epoch !== undefined && now >= epoch.notAfter + OPENED_AFTER_MS;
    });
  }

  /**
   * Keys that a version of the document listed and the one in force does not, and those that no version took up for WAITING_MAX_MS.
   * None while the document in force is not this node's: then a mistake of those who signed it would cost keys that the next
   * document needs again.
   */
  async #listedNoMore(kept: readonly KeptKey[]): Promise<readonly KeptKey[]> {
    const listed = this.listed();
    const unlisted = kept.filter(({ use, keyId }) => !listed.has(nameOf(use, keyId)));
    if (unlisted.length === 0 || !this.#isDescribedByDocument()) return [];
    const formerly = await this.#everListed();
    const waitingSince = this.#isClockConfirmed() ? this.#sources.now() - WAITING_MAX_MS : Number.NEGATIVE_INFINITY;
    return unlisted.filter(({ use, keyId, madeAt }) => formerly.has(nameOf(use, keyId)) || madeAt < waitingSince);
  }

  #isDescribedByDocument(): boolean {
    const { trust, state, nodeId, now } = this.#sources;
    try {
      return ownNode(trust.current(), { state, nodeId, keys: this.#keys, now: now() }) === this.#node;
    } catch (fault) {
      if (fault instanceof IimsError) return false;
      throw fault;
    }
  }

  #isClockConfirmed(): boolean {
    const { trust, state, now } = this.#sources;
    return isClockConfirmed(trust.current(), state, now());
  }

  /** By use and key id, what any version of the own State's document listed for this node. */
  async #everListed(): Promise<ReadonlySet<string>> {
    const { trust, state, nodeId } = this.#sources;
    const names = new Set<string>();
    for (const { file } of await trust.versions(state)) {
      // There may be hundreds, of some milliseconds each; queries are answered in between.
      await setImmediate();
      const node = readState(openSignedDocument(file)).nodes.find((listed) => listed.nodeId === nodeId);
      for (const name of node ? listedKeys(node).keys() : []) names.add(name);
    }
    return names;
  }

  /** One change of what is kept at a time: files that come and go while all are read would look like damage. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #reload(): Promise<void> {
    this.#keys = await this.#sources.keyStore.open();
    this.#choose();
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
    ...node.signing.map((epoch) => [nameOf('signing', toHex(epoch.ed25519.keyId)), epoch] as const),
    ...node.log.keys.map((epoch) => [nameOf('log', toHex(epoch.ed25519.keyId)), epoch] as const),
    ...node.witness.map((epoch) => [nameOf('witness', toHex(epoch.mldsa44.keyId)), epoch] as const),
    ...node.kem.map((epoch) => [nameOf('kem', toHex(epoch.key.keyId)), epoch] as const),
    ...node.tls.map((epoch) => [nameOf('tls', epoch.spkiSha256), epoch] as const),
  ]);
}

function nameOf(use: KeyUse, keyId: string): string {
  return `${use} ${keyId}`;
}

/** A document lives so long: an entry that was not signed in this time names opening keys that are nearly over. */
const WAITING_MAX_MS = STATE_DOCUMENT_LIFE_MAX_MS;
const CHOOSE_AGAIN_MS = 60_000;
/** A document goes out a tenth of a second after it came into force, and a partner takes it within two. */
const BROUGHT_WITHIN_MS = 2_000;
