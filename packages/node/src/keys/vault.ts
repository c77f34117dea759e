// SPDX-License-Identifier: Apache-2.0
// What the secrets of the key files are sealed by: a program's own key or a token (spec/custody.md, 3 and 4).
import type { SigningKey } from '@iims/crypto/keys';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { decodeOrUndefined } from './key-file.ts';

/** An unlocked vault. Everything is synchronous, since signing is. */
export interface Vault {
  readonly custody: Custody;
  /** The secret, sealed together with `about`: it opens only with the same. */
  seal(secret: Uint8Array, about: Uint8Array): Uint8Array;
  /** `undefined` when `sealed` was altered, or sealed with something else. The caller overwrites the result. */
  open(sealed: Uint8Array, about: Uint8Array): Uint8Array | undefined;
  /** For a vault that keeps Ed25519 keys inside and signs with them. */
  readonly token?: TokenKeys;
  /** Asks whether the vault can still work, and throws the fault if it cannot. Costs at most a few milliseconds. */
  check(): void;
  /** Forgets the key; sessions with a token end. */
  close(): void;
}

/** Keys that never leave a token. An object is named by bytes of the token's choice. */
export interface TokenKeys {
  make(): { readonly object: Uint8Array; readonly publicKey: Uint8Array };
  /** @throws IimsError `keys.token-replaced` when the token does not hold the key */
  signingKey(object: Uint8Array, publicKey: Uint8Array): SigningKey;
  /** An object that is gone is no fault. */
  destroy(object: Uint8Array): void;
}

/** How the keys are kept, as the administrator's page and the self-check tell it. Holds no secret. */
export type Custody =
  | { readonly kind: 'plain' }
  | { readonly kind: 'passphrase'; readonly memoryKib: number; readonly passes: number; readonly lanes: number }
  | { readonly kind: 'credential'; readonly name: string }
  | { readonly kind: 'pkcs11'; readonly token: string; readonly serial: string };

export type CustodyKind = Custody['kind'];

/** What `keys/custody` holds: the kind, and what the vault of that kind needs to be unlocked. */
export interface CustodyRecord {
  readonly kind: CustodyKind;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A way to the vault: what unlocks it is inside. */
export interface Unlocking {
  readonly kind: CustodyKind;
  /** A fresh vault for new keys, and its record. */
  create(): Promise<{ readonly vault: Vault; readonly content: CustodyRecord['content'] }>;
  /** @throws IimsError `keys.locked`, `keys.damaged`, and the faults of the token */
  unlock(content: CustodyRecord['content']): Promise<Vault>;
}

export function encodeCustodyRecord({ kind, content }: CustodyRecord): Uint8Array {
  return encodeCbor({ format: 1, kind, content });
}

/** `undefined` for bytes that are no record. */
export function decodeCustodyRecord(bytes: Uint8Array): CustodyRecord | undefined {
  const record = decodeOrUndefined(bytes) as { format?: unknown; kind?: unknown; content?: unknown } | null | undefined;
  if (record?.format !== 1 || !isCustodyKind(record.kind)) return undefined;
  if (typeof record.content !== 'object' || record.content === null) return undefined;
  return { kind: record.kind, content: record.content as CustodyRecord['content'] };
}

/** Seeds as they are, for demonstrations alone. @throws IimsError `keys.unwrapped` outside of one */
export function plainUnlocking(demo: boolean): Unlocking {
  const vault: Vault = {
    custody: { kind: 'plain' },
    seal: (secret) => secret.slice(),
    open: (sealed) => sealed.slice(),
    check: () => undefined,
    close: () => undefined,
  };
  const refuse = (): void => {
    if (!demo) throw unwrapped();
  };
  return {
    kind: 'plain',
    async create() {
      refuse();
      return { vault, content: {} };
    },
    async unlock() {
      refuse();
      return vault;
    },
  };
}

export function isCustodyKind(kind: unknown): kind is CustodyKind {
  return CUSTODY_KINDS.some((known) => known === kind);
}

function unwrapped(): IimsError {
  return new IimsError('keys.unwrapped', {
    message: 'Keys of a real federation are not kept unwrapped.',
    field: 'custody.kind',
    rule: 'passphrase, credential or pkcs11; plain is for federations whose id starts with demo-',
    fix: 'Initialise the node with --passphrase-file, --credential or --pkcs11.',
  });
}

const CUSTODY_KINDS: readonly CustodyKind[] = ['plain', 'passphrase', 'credential', 'pkcs11'];
