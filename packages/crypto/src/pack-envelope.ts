// SPDX-License-Identifier: Apache-2.0
// The bytes of an offline pack (spec/offline-pack.md, 5 to 8): sealed to a device and an officer together, signed by a node.
//
//   pack = "IIMS-P1" 00 | u32 header length | header | device stanza | officer stanza | payload | cells
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type PackHeader, parsePackHeader } from '@iims/wire/pack-documents';
import { chunkedLength, chunkedOpen, chunkedSeal, SALT_BYTES } from './chunked.ts';
import { STANZA_BYTES } from './envelope-header.ts';
import type { KemPrivateKey, KemPublicKey, SigningKey } from './keys.ts';
import { leafHash, treeRoot } from './merkle-tree.ts';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  type AeadInput,
  aeadKey,
  aeadOpen,
  aeadSeal,
  hkdfExpand,
  hkdfExtract,
  hmac,
  type Random,
  SIGNATURE_BYTES,
  sha256,
} from './primitives.ts';
import type { SenderKeys } from './signed-message.ts';
import { openStanza, sealStanzas } from './stanza.ts';

/** What a header says that does not follow from keys and content. */
export type PackFields = Pick<PackHeader, 'id' | 'state' | 'salt' | 'createdAt' | 'notAfter' | 'exercise'>;

export interface PackRecipients {
  readonly device: KemPublicKey;
  readonly officer: KemPublicKey;
}

/** The keys of one pack, until `destroy`. */
export interface PackKeys {
  /** First 12 bytes of an HMAC: under what a key of an alert is found. */
  tokenOf(key: string): Uint8Array;
  /** Each number once. */
  sealCell(number: number, content: Uint8Array): Uint8Array;
  /** `undefined` for what was not sealed under this number of this pack. */
  openCell(number: number, cell: Uint8Array): Uint8Array | undefined;
}

/** A pack that is being made: the shares are drawn, nothing is sealed yet. */
export interface BegunPack extends PackKeys {
  /** Takes the cells in blocks of exactly PACK_BLOCK_BYTES, only the last may be shorter: each is hashed when it is there. */
  addBlock(cells: Uint8Array): void;
  /**
   * Signs and seals. `content` is about, rows and ends as they follow the signatures.
   * @throws IimsError `key.malformed`
   */
  finish(content: Uint8Array, signers: PackSigners): FinishedPack;
}

export interface FinishedPack {
  /** The file, one part after the other. */
  readonly parts: readonly Uint8Array[];
  /** SHA-256 of what both signatures are over. */
  readonly digest: Uint8Array;
}

/** Both keys of the one node. */
export interface PackSigners {
  readonly ed25519: SigningKey;
  readonly mldsa65: SigningKey;
}

/** Draws the shares of a pack. */
export function beginPack(fields: PackFields, recipients: PackRecipients, random: Random): BegunPack {
  const shares = { device: random(AEAD_KEY_BYTES), officer: random(AEAD_KEY_BYTES) };
  const root = rootOf(shares.device, shares.officer, fields.id);
  const blocks: Uint8Array[] = [];
  const leaves: Uint8Array[] = [];
  return {
    ...keysUnder(root, fields.id),
    addBlock(cells) {
      blocks.push(cells);
      leaves.push(leafHash(cells));
    },
    finish(content, signers) {
      const header = parsePackHeader({
        version: 1,
        ...fields,
        signer: signers.ed25519.keyId,
        device: recipients.device.keyId,
        officer: recipients.officer.keyId,
        payloadBytes: chunkedLength(SIGNATURES_BYTES + content.length),
        cellsBytes: blocks.reduce((sum, { length }) => sum + length, 0),
      });
      const headerBytes = encodeCbor(header);
      const stanzas = concatBytes(
        sealStanzas([recipients.device], stanzaInfo('device', headerBytes), shares.device),
        sealStanzas([recipients.officer], stanzaInfo('officer', headerBytes), shares.officer),
      );
      const signed = signatureInput({ headerBytes, stanzas, content, cellsRoot: treeRoot(leaves) });
      const sealed = concatBytes(signers.ed25519.sign(signed), signers.mldsa65.sign(signed), content);
      const key = payloadKey(root);
      const payload = chunkedSeal({ key, context: payloadContext(headerBytes, stanzas) }, random(SALT_BYTES), sealed);
      for (const spent of [key, root, shares.device, shares.officer, sealed]) spent.fill(0);
      const clear = concatBytes(MAGIC, u32(headerBytes.length), headerBytes, stanzas);
      return { parts: [clear, payload, ...blocks], digest: sha256(signed) };
    },
  };
}

/** A pack whose clear part was read. Nothing of it is authentic. */
export interface ClearPack {
  readonly header: PackHeader;
  readonly headerBytes: Uint8Array;
  readonly stanzas: Uint8Array;
  readonly payload: Uint8Array;
  readonly cells: Uint8Array;
}

/** Splits a pack into views of its parts. @throws IimsError `pack.malformed` */
export function splitPack(bytes: Uint8Array): ClearPack {
  const start = MAGIC.length + LENGTH_BYTES;
  if (bytes.length < start || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC))
    throw malformed('a pack of version 1');
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length);
  if (headerLength > HEADER_BYTES_MAX || bytes.length < start + headerLength) throw malformed('a header of its length');
  const headerBytes = bytes.subarray(start, start + headerLength);
  const header = parsePackHeader(decoded(headerBytes));
  const stanzasEnd = start + headerLength + 2 * STANZA_BYTES;
  const payloadEnd = stanzasEnd + header.payloadBytes;
  if (bytes.length !== payloadEnd + header.cellsBytes) throw malformed('as long as its header says');
  return {
    header,
    headerBytes,
    stanzas: bytes.subarray(start + headerLength, stanzasEnd),
    payload: bytes.subarray(stanzasEnd, payloadEnd),
    cells: bytes.subarray(payloadEnd),
  };
}

/** A pack that opened. Its signatures are still to be verified, by keys that its content leads to. */
export interface OpenedPack extends PackKeys {
  /** About, rows and ends. */
  readonly content: Uint8Array;
  /** Whether both signatures are by this signer over every byte of the pack. */
  isSignedBy(signer: SenderKeys): boolean;
}

/** @throws IimsError `pack.other-device`, `pack.locked` (another officer's key), `pack.damaged` */
export function openPack(
  { header, headerBytes, stanzas, payload, cells }: ClearPack,
  keys: { readonly device: KemPrivateKey; readonly officer: KemPrivateKey },
): OpenedPack {
  if (!equalBytes(keys.device.keyId, header.device)) throw otherDevice();
  if (!equalBytes(keys.officer.keyId, header.officer)) throw locked();
  const device = openStanza(
    { key: keys.device, stanza: stanzas.subarray(0, STANZA_BYTES) },
    stanzaInfo('device', headerBytes),
  );
  const officer = openStanza(
    { key: keys.officer, stanza: stanzas.subarray(STANZA_BYTES) },
    stanzaInfo('officer', headerBytes),
  );
  if (device === undefined || officer === undefined) throw packDamaged();
  const root = rootOf(device, officer, header.id);
  const key = payloadKey(root);
  const sealed = chunkedOpen({ key, context: payloadContext(headerBytes, stanzas) }, payload);
  if (sealed === undefined || sealed.length < SIGNATURES_BYTES) throw packDamaged();
  const content = sealed.subarray(SIGNATURES_BYTES);
  const packKeys = keysUnder(root, header.id);
  for (const spent of [key, root, device, officer]) spent.fill(0);
  return {
    ...packKeys,
    content,
    isSignedBy({ ed25519, mlDsa65 }) {
      const signed = signatureInput({ headerBytes, stanzas, content, cellsRoot: rootOfCells(cells) });
      const first = sealed.subarray(0, SIGNATURE_BYTES.ed25519);
      return (
        ed25519.verify(signed, first) &&
        mlDsa65.verify(signed, sealed.subarray(SIGNATURE_BYTES.ed25519, SIGNATURES_BYTES))
      );
    },
  };
}

/** Bytes of a token. */
export const PACK_TOKEN_BYTES = 12;
/** The cells are hashed and signed in blocks of so many bytes (1 MiB). */
export const PACK_BLOCK_BYTES = 1_048_576;

function keysUnder(root: Uint8Array, id: Uint8Array): PackKeys {
  const tokens = hkdfExpand('sha256', root, [TOKENS_LABEL], AEAD_KEY_BYTES);
  const cellBytes = hkdfExpand('sha256', root, [CELLS_LABEL], AEAD_KEY_BYTES);
  const key = aeadKey(cellBytes);
  cellBytes.fill(0);
  const inputOf = (number: number): AeadInput => ({ key, nonce: nonceOf(number), aad: id });
  return {
    tokenOf: (text) => hmac('sha256', tokens, utf8(text)).subarray(0, PACK_TOKEN_BYTES),
    sealCell: (number, content) => aeadSeal('aes-256-gcm', inputOf(number), content),
    openCell: (number, cell) =>
      cell.length < AEAD_TAG_BYTES ? undefined : aeadOpen('aes-256-gcm', inputOf(number), cell),
  };
}

/** Who has one share has nothing: both are the input of one extraction. */
function rootOf(device: Uint8Array, officer: Uint8Array, id: Uint8Array): Uint8Array {
  const extracted = hkdfExtract('sha256', ROOT_LABEL, device, officer);
  const root = hkdfExpand('sha256', extracted, [id], AEAD_KEY_BYTES);
  extracted.fill(0);
  return root;
}

function payloadKey(root: Uint8Array): Uint8Array {
  return hkdfExpand('sha256', root, [PAYLOAD_LABEL], AEAD_KEY_BYTES);
}

function payloadContext(headerBytes: Uint8Array, stanzas: Uint8Array): Uint8Array {
  return lengthPrefixed(PAYLOAD_LABEL, sha256(headerBytes), sha256(stanzas));
}

function stanzaInfo(whose: 'device' | 'officer', headerBytes: Uint8Array): Uint8Array {
  return lengthPrefixed(utf8(`iims/pack/${whose}`), headerBytes);
}

interface SignedParts {
  readonly headerBytes: Uint8Array;
  readonly stanzas: Uint8Array;
  readonly content: Uint8Array;
  readonly cellsRoot: Uint8Array;
}

function signatureInput({ headerBytes, stanzas, content, cellsRoot }: SignedParts): Uint8Array {
  return lengthPrefixed(SIGNATURE_LABEL, headerBytes, stanzas, sha256(content), cellsRoot);
}

function rootOfCells(cells: Uint8Array): Uint8Array {
  const leaves: Uint8Array[] = [];
  for (let from = 0; from < cells.length; from += PACK_BLOCK_BYTES) {
    leaves.push(leafHash(cells.subarray(from, from + PACK_BLOCK_BYTES)));
  }
  return treeRoot(leaves);
}

function nonceOf(number: number): Uint8Array {
  assert(Number.isSafeInteger(number) && number >= 0 && number < 2 ** 32, 'an alert has a number of 32 bits');
  const nonce = new Uint8Array(AEAD_NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(AEAD_NONCE_BYTES - LENGTH_BYTES, number);
  return nonce;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decodeCbor(bytes);
  } catch (cause) {
    throw malformed('deterministic CBOR', cause);
  }
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('pack.malformed', {
    message: 'The bytes are no offline pack, or are cut off.',
    field: 'pack',
    rule,
    fix: 'Copy the file again, or have the pack made again.',
    cause,
  });
}

export function packDamaged(): IimsError {
  return new IimsError('pack.damaged', {
    message: 'The pack does not open as it was sealed.',
    field: 'pack',
    rule: 'every byte as it was made',
    fix: 'Copy the file again, or have the pack made again.',
  });
}

function otherDevice(): IimsError {
  return new IimsError('pack.other-device', {
    message: 'The pack is sealed to another device.',
    field: 'device',
    rule: 'the device for which it was made',
    fix: 'Use the pack on its device, or have one made for this device.',
  });
}

function locked(): IimsError {
  return new IimsError('pack.locked', {
    message: "The officer's secret does not open the pack.",
    field: 'secret-file',
    rule: 'the secret that the officer had set when the pack was made',
    fix: 'Give the right secret; a pack cannot be opened without it.',
  });
}

const MAGIC = concatBytes(utf8('IIMS-P1'), new Uint8Array(1));
const LENGTH_BYTES = 4;
const HEADER_BYTES_MAX = 1_024;
const SIGNATURES_BYTES = SIGNATURE_BYTES.ed25519 + SIGNATURE_BYTES['ml-dsa-65'];
const ROOT_LABEL = utf8('iims/pack');
const PAYLOAD_LABEL = utf8('iims/pack/payload');
const TOKENS_LABEL = utf8('iims/pack/tokens');
const CELLS_LABEL = utf8('iims/pack/cells');
const SIGNATURE_LABEL = utf8('iims/pack/sig');
