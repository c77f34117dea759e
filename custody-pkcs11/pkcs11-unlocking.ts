// SPDX-License-Identifier: Apache-2.0
// Custody in a PKCS#11 token (spec/custody.md, 4): Ed25519 keys that sign inside it, and an AES key in it that seals every other
// seed. Loaded by a node whose configuration says `pkcs11`.
import { keyId, type SigningKey } from '@iims/crypto/keys';
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, SIGNATURE_BYTES } from '@iims/crypto/primitives';
import type { Pkcs11Surroundings } from '@iims/node/keys/choose-unlocking';
import type { CustodyRecord, TokenKeys, Unlocking, Vault } from '@iims/node/keys/vault';
import { concatBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { replaced } from './faults.ts';
import { type Handle, pkcs11 } from './native.ts';
import { type Connection, Token } from './token.ts';

/** The way to the vault in a token. Each creating or unlocking opens a session of its own. */
export function pkcs11Unlocking(around: Pkcs11Surroundings): Unlocking {
  const { module, token: label, monotonic, random } = around;
  const open = async (serial?: string) => new Token({ module, label, serial, pin: await readPin(around), monotonic });
  return {
    kind: 'pkcs11',
    async create() {
      const token = await open();
      const wrappingKey = random(OBJECT_ID_BYTES);
      token.use((connection) => makeWrappingKey(connection, wrappingKey));
      const content = { serial: token.serial, wrappingKey };
      return { vault: vaultIn(token, around, content), content };
    },
    async unlock(record) {
      const content = checkContent(record);
      const token = await open(content.serial);
      const vault = vaultIn(token, around, content);
      try {
        vault.check();
        return vault;
      } catch (fault) {
        vault.close();
        throw fault;
      }
    },
  };
}

interface Content {
  readonly serial: string;
  /** CKA_ID of the AES key. */
  readonly wrappingKey: Uint8Array;
}

function vaultIn(token: Token, { random, token: label }: Pkcs11Surroundings, { wrappingKey }: Content): Vault {
  const aesKey = objectFinder(pkcs11.CKO_SECRET_KEY, wrappingKey);
  const encrypt = (connection: Connection, nonce: Uint8Array, about: Uint8Array, text: Uint8Array): Uint8Array => {
    const { library, session } = connection;
    library.C_EncryptInit(session, gcm(nonce, about), aesKey(connection));
    return library.C_Encrypt(session, buffer(text), Buffer.alloc(text.length + AEAD_TAG_BYTES));
  };
  return {
    custody: { kind: 'pkcs11', token: label, serial: token.serial },
    seal(secret, about) {
      const nonce = random(AEAD_NONCE_BYTES);
      return concatBytes(
        nonce,
        token.use((connection) => encrypt(connection, nonce, about, secret)),
      );
    },
    open(sealed, about) {
      if (sealed.length < AEAD_NONCE_BYTES + AEAD_TAG_BYTES) return undefined;
      const nonce = sealed.subarray(0, AEAD_NONCE_BYTES);
      const text = buffer(sealed.subarray(AEAD_NONCE_BYTES));
      return token.use((connection) => {
        const { library, session } = connection;
        library.C_DecryptInit(session, gcm(nonce, about), aesKey(connection));
        const plain = Buffer.alloc(text.length);
        try {
          return new Uint8Array(library.C_Decrypt(session, text, plain));
        } catch {
          // Tokens name a wrong tag in many ways. One that goes on sealing has refused only this text; one that does not, throws.
          encrypt(connection, random(AEAD_NONCE_BYTES), about, new Uint8Array(1));
          return undefined;
        } finally {
          plain.fill(0);
        }
      });
    },
    token: keysIn(token, random),
    check: () => void token.use((connection) => encrypt(connection, random(AEAD_NONCE_BYTES), CHECK, CHECK)),
    close: () => token.close(),
  };
}

function keysIn(token: Token, random: Pkcs11Surroundings['random']): TokenKeys {
  return {
    make() {
      const object = random(OBJECT_ID_BYTES);
      return { object, publicKey: token.use((connection) => makeEd25519(connection, object)) };
    },
    signingKey: (object, publicKey) => signingKeyIn(token, object, publicKey),
    destroy(object) {
      token.use((connection) => {
        for (const found of findObjects(connection, object)) {
          connection.library.C_DestroyObject(connection.session, found);
        }
      });
    },
  };
}

function signingKeyIn(token: Token, object: Uint8Array, publicKey: Uint8Array): SigningKey {
  const privateKey = objectFinder(pkcs11.CKO_PRIVATE_KEY, object);
  token.use(privateKey);
  return {
    keyId: keyId('ed25519', publicKey),
    algorithm: 'ed25519',
    publicKey,
    sign: (message) =>
      token.use((connection) => {
        const { library, session } = connection;
        library.C_SignInit(session, { mechanism: CKM_EDDSA }, privateKey(connection));
        return new Uint8Array(library.C_Sign(session, buffer(message), Buffer.alloc(SIGNATURE_BYTES.ed25519)));
      }),
    // The handle holds nothing: the key is in the token, and `KeyStore.destroy` removes it there.
    destroy: () => undefined,
  };
}

/** A handle is asked for once in a connection, and not again. */
function objectFinder(objectClass: number, id: Uint8Array): (connection: Connection) => Handle {
  const known = new WeakMap<Connection, Handle>();
  return (connection) => {
    const handle = known.get(connection) ?? findObjects(connection, id, objectClass)[0];
    if (!handle) throw replaced('a token that holds the keys which the files of the node name');
    known.set(connection, handle);
    return handle;
  };
}

function findObjects({ library, session }: Connection, id: Uint8Array, objectClass?: number): readonly Handle[] {
  const template = [
    { type: pkcs11.CKA_ID, value: buffer(id) },
    ...(objectClass === undefined ? [] : [{ type: pkcs11.CKA_CLASS, value: objectClass }]),
  ];
  library.C_FindObjectsInit(session, template);
  try {
    return library.C_FindObjects(session, OBJECTS_MAX);
  } finally {
    library.C_FindObjectsFinal(session);
  }
}

function makeEd25519({ library, session }: Connection, object: Uint8Array): Uint8Array {
  const { publicKey } = library.C_GenerateKeyPair(
    session,
    { mechanism: CKM_EC_EDWARDS_KEY_PAIR_GEN },
    [
      { type: pkcs11.CKA_TOKEN, value: true },
      { type: pkcs11.CKA_ID, value: buffer(object) },
      { type: pkcs11.CKA_LABEL, value: LABEL },
      { type: pkcs11.CKA_VERIFY, value: true },
      { type: pkcs11.CKA_EC_PARAMS, value: ED25519_PARAMETERS },
    ],
    [...PRIVATE_OBJECT, { type: pkcs11.CKA_ID, value: buffer(object) }, { type: pkcs11.CKA_SIGN, value: true }],
  );
  const [point] = library.C_GetAttributeValue(session, publicKey, [{ type: pkcs11.CKA_EC_POINT }]);
  // An OCTET STRING of the 32 bytes, or the bytes alone: tokens of both kinds are about.
  return new Uint8Array(buffer(point?.value as Buffer).subarray(-ED25519_PUBLIC_BYTES));
}

function makeWrappingKey({ library, session }: Connection, id: Uint8Array): void {
  library.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [
    ...PRIVATE_OBJECT,
    { type: pkcs11.CKA_ID, value: buffer(id) },
    { type: pkcs11.CKA_ENCRYPT, value: true },
    { type: pkcs11.CKA_DECRYPT, value: true },
    { type: pkcs11.CKA_VALUE_LEN, value: AES_KEY_BYTES },
  ]);
}

function gcm(nonce: Uint8Array, aad: Uint8Array) {
  const type = pkcs11.CK_PARAMS_AES_GCM;
  const sizes = { ivBits: 8 * AEAD_NONCE_BYTES, tagBits: 8 * AEAD_TAG_BYTES };
  return { mechanism: pkcs11.CKM_AES_GCM, parameter: { type, iv: buffer(nonce), aad: buffer(aad), ...sizes } };
}

/** Without a line end at its end. The caller overwrites it. */
async function readPin({ pin }: Pkcs11Surroundings): Promise<Uint8Array> {
  const read = await pin();
  const end = read.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
  const own = read.slice(0, end < 0 ? read.length : end);
  read.fill(0);
  return own;
}

function checkContent({ serial, wrappingKey }: CustodyRecord['content']): Content {
  if (typeof serial === 'string' && wrappingKey instanceof Uint8Array) return { serial, wrappingKey };
  throw new IimsError('keys.damaged', {
    message: 'The record of custody is damaged.',
    field: 'keys/custody',
    rule: 'serial number of the token and id of its key',
    fix: 'Restore this file from the backup of the keys.',
  });
}

/** What the native module takes, over the same memory. */
function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** PKCS#11 v3.0; the native module knows the names of v2.40 alone. */
const CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
const CKM_EDDSA = 0x1057;
/** The object identifier 1.3.101.112 in DER (RFC 8410, 3). */
const ED25519_PARAMETERS = Buffer.from('06032b6570', 'hex');
const ED25519_PUBLIC_BYTES = 32;
const AES_KEY_BYTES = 32;
const OBJECT_ID_BYTES = 16;
/** Of one id there are at most a private and a public key. */
const OBJECTS_MAX = 4;
const LABEL = 'iims';
const CHECK = new Uint8Array(1);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const PRIVATE_OBJECT = [
  { type: pkcs11.CKA_TOKEN, value: true },
  { type: pkcs11.CKA_LABEL, value: LABEL },
  { type: pkcs11.CKA_PRIVATE, value: true },
  { type: pkcs11.CKA_SENSITIVE, value: true },
  { type: pkcs11.CKA_EXTRACTABLE, value: false },
];
