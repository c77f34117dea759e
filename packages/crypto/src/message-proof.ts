// SPDX-License-Identifier: Apache-2.0
// What a recipient shows a third to prove what a sender signed: the signed parts of a message without its seal. Whoever holds it
// can read the content, and nobody can change a byte of it (spec/envelope.md, 21).

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { OpenedMessage } from './envelope.ts';
import { type Header, parseHeader } from './envelope-header.ts';
import { messageBody } from './message-body.ts';
import { SIGNATURE_BYTES } from './primitives.ts';
import { checkAlgorithm, decodeMap, unknownSender, wrongSuite } from './signed-content.ts';
import { type SenderKeys, verifyMessage } from './signed-message.ts';

/** A message that was proved: its bytes are those that both keys of the sender signed. */
export interface ProvedMessage {
  readonly header: Header;
  readonly content: Uint8Array;
}

/** The proof of a message that was opened: deterministic CBOR. */
export function proveMessage(opened: OpenedMessage): Uint8Array {
  const { headerBytes: header, aboutBytes: about, content, signatures } = opened;
  const { mlDsa65: mldsa65, ...others } = signatures;
  return encodeCbor({ version: 1, header, about, content, mldsa65, ...others });
}

/**
 * Verifies a proof. When it was signed does not matter here: `senderKeys` decides whose keys count.
 * @throws IimsError `proof.malformed`, `envelope.header`, `envelope.suite`, `envelope.content`, `envelope.unknown-sender`, `envelope.signature`
 */
export function verifyMessageProof(
  bytes: Uint8Array,
  senderKeys: (keyId: Uint8Array) => SenderKeys | undefined,
): ProvedMessage {
  const proof = readProof(bytes);
  const header = parseHeader(proof.header);
  if (header.suite !== 'S1') throw wrongSuite();
  const keys = senderKeys(header.sender);
  if (keys === undefined) throw unknownSender();
  checkAlgorithm(keys.ed25519, 'ed25519');
  checkAlgorithm(keys.mlDsa65, 'ml-dsa-65');
  const { batch } = proof;
  const body = { ...messageBody(proof.about, proof.content, header), ...(batch === undefined ? {} : { batch }) };
  const signatures = [proof.ed25519, proof.mldsa65];
  verifyMessage({ header, headerBytes: proof.header, body, signatures }, keys);
  return { header, content: proof.content };
}

/** What a proof shows, of one that was verified when it came. @throws IimsError `proof.malformed` */
export function readProvedContent(bytes: Uint8Array): Uint8Array {
  return readProof(bytes).content;
}

interface Proof {
  readonly header: Uint8Array;
  readonly about: Uint8Array;
  readonly content: Uint8Array;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
  readonly batch?: Uint8Array;
}

function readProof(bytes: Uint8Array): Proof {
  let fields: Record<string, unknown>;
  try {
    fields = decodeMap(bytes, 'proof');
  } catch (cause) {
    throw badProof('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  const { version, ...parts } = fields;
  const wanted: readonly string[] = 'batch' in parts ? [...PARTS, 'batch'] : PARTS;
  const hasParts =
    Object.keys(parts).length === wanted.length && wanted.every((name) => parts[name] instanceof Uint8Array);
  if (version !== 1 || !hasParts) throw badProof('version 1 with exactly the named parts');
  const proof = parts as unknown as Proof;
  if (proof.ed25519.length !== SIGNATURE_BYTES.ed25519 || proof.mldsa65.length !== SIGNATURE_BYTES['ml-dsa-65']) {
    throw badProof('signatures of their length');
  }
  return proof;
}

function badProof(rule: string, cause?: unknown): IimsError {
  return new IimsError('proof.malformed', { message: 'The proof of a message is malformed.', rule, cause });
}

const PARTS: readonly (keyof Proof)[] = ['header', 'about', 'content', 'ed25519', 'mldsa65'];
