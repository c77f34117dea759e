// SPDX-License-Identifier: Apache-2.0
// The content of a key file (spec/custody.md, 2): what the key is, in the clear, and its secret parts, each sealed to that.
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { z } from 'zod';
import { KEY_USES, type KeyUse } from './node-keys.ts';

export interface KeyFile {
  /** A use of keys, or the name of one of the node's secrets. */
  readonly use: KeyUse | SecretUse;
  /** Hexadecimal, see `keyIdOf`; the name itself for secrets. */
  readonly keyId: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** In the order of `KEY_PARTS`; one for a secret. */
  readonly parts: readonly KeptPart[];
  readonly certificate?: Uint8Array | undefined;
}

/** `documents`: the seed of the key that signs what leaves the node for tools of today, with its certificate. */
export type SecretUse = 'pseudonym' | 'at-rest' | 'documents';
export const SECRET_USES: readonly SecretUse[] = ['pseudonym', 'at-rest', 'documents'];

/** A part is sealed in the file, or an object of the token. The public key is empty for a secret. */
export type KeptPart =
  | { readonly publicKey: Uint8Array; readonly sealed: Uint8Array }
  | { readonly publicKey: Uint8Array; readonly object: Uint8Array };

export function encodeKeyFile({ certificate, ...file }: KeyFile): Uint8Array {
  return withChecksum(encodeCbor({ format: 1, ...file, ...(certificate ? { certificate } : {}) }));
}

/** `undefined` for bytes that are no key file, or one that was damaged. */
export function decodeKeyFile(bytes: Uint8Array): KeyFile | undefined {
  const content = withoutChecksum(bytes);
  if (!content) return undefined;
  const parsed = keyFile.safeParse(decodeOrUndefined(content));
  if (!parsed.success) return undefined;
  const { format: _format, ...file } = parsed.data;
  return file;
}

/**
 * What a secret part is sealed together with: everything that the file says in the clear about it, so that neither files nor
 * parts can change places and a key cannot be made to look younger.
 */
export function partContext(file: Omit<KeyFile, 'parts'>, place: number, publicKey: Uint8Array): Uint8Array {
  const { use, keyId, madeAt, certificate } = file;
  const about = encodeCbor({ use, keyId, madeAt, place, publicKey, certificate: certificate ?? new Uint8Array(0) });
  return lengthPrefixed(PART_LABEL, about);
}

/** A checksum tells damage from a wrong passphrase; it is no protection. */
export function withChecksum(content: Uint8Array): Uint8Array {
  return encodeCbor({ content, sha256: sha256(content) });
}

/** `undefined` when content and checksum do not belong together. */
export function withoutChecksum(bytes: Uint8Array): Uint8Array | undefined {
  const parsed = checked.safeParse(decodeOrUndefined(bytes));
  if (!parsed.success) return undefined;
  const { content, sha256: digest } = parsed.data;
  return equalBytes(sha256(content), digest) ? content : undefined;
}

/** `undefined` instead of a fault: what does not decode is damaged, and the caller knows which file it is. */
export function decodeOrUndefined(bytes: Uint8Array): unknown {
  try {
    return decodeCbor(bytes);
  } catch {
    return undefined;
  }
}

const bytes = z.instanceof(Uint8Array);
const checked = z.strictObject({ content: bytes, sha256: bytes });
const keyFile = z.strictObject({
  format: z.literal(1),
  use: z.enum([...KEY_USES, ...SECRET_USES]),
  keyId: z.string(),
  madeAt: z.int().min(0),
  parts: z
    .array(
      z.union([
        z.strictObject({ publicKey: bytes, sealed: bytes }),
        z.strictObject({ publicKey: bytes, object: bytes }),
      ]),
    )
    .min(1)
    .max(2),
  certificate: bytes.optional(),
});

export const KEY_FILE_BYTES_MAX = 16_384;
const PART_LABEL = utf8('iims/key-file');
